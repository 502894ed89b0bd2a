package dev.ebb.sweeping.rules;

import java.time.Duration;
import java.time.Instant;

/**
 * How a deployment that was woken too soon gets longer windows: each regret doubles them, up to eight times what the policy
 * says; each wake that was no regret takes one doubling back.
 */
public final class Damping {

    /** A wake so soon after Ebb's scale-down is a regret. */
    public static final Duration REGRET = Duration.ofHours(1);

    private static final int MOST = 3;

    private Damping() {}

    /** Whether what went to zero would better have been left alone. */
    public static boolean isRegret(Instant scaledDown, Instant woken) {
        return Duration.between(scaledDown, woken).compareTo(REGRET) <= 0;
    }

    /** How often windows are doubled after a wake. */
    public static int after(int before, boolean regret) {
        return regret ? Math.min(MOST, before + 1) : Math.max(0, before - 1);
    }

    /** A window that is doubled so many times. */
    public static Duration lengthened(Duration window, int doublings) {
        return window.multipliedBy(factor(doublings));
    }

    /** By how much windows are multiplied. */
    static int factor(int doublings) {
        return 1 << doublings;
    }
}
