package dev.ebb.sweeping.rules;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.DeploymentState;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.policy.Policy;
import dev.ebb.sweeping.policy.PolicyDigest;
import dev.ebb.sweeping.rules.Ladder.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a look shows, reckoned up, and what the status becomes by looking alone. */
final class Sight {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration STILL_IN_DEMAND = Duration.ofMinutes(5);

    private final Look look;
    private final NextStatus next;
    private final long tick;
    private final long lag;
    private final OptionalLong lastDemand;
    private @Nullable Instant woken;

    Sight(Look look) {
        this.look = look;
        next = new NextStatus(look.status());
        tick = ActivityMinutes.minuteOf(look.now());
        lag = wholeMinutes(look.lag());
        lastDemand = minutes().lastDemand(minutes().end());
        next.policy(PolicyDigest.of(look.policy()), look.now());
        next.starting(state().startingReplicas() > 0, look.now());
        if (next.rung() == Rung.DELETED && state().phase() != DeploymentState.Phase.DELETED) {
            next.rung(Rung.UP, look.now());
        }
        seeReturn();
    }

    /** Whoever brought it back has counted that; what came back by itself, while it counted as at zero, is counted here. */
    private void seeReturn() {
        Instant scaledDown = next.scaledDownAt();
        Instant up = look.watched().upSince();
        if (scaledDown == null || up == null || !isUp() || up.isBefore(scaledDown) || next.isUnderWay()) {
            return;
        }
        if (next.rung() == Rung.AT_ZERO) {
            Instant asked = firstDemand(scaledDown, up);
            woken = asked.isBefore(scaledDown) ? scaledDown : asked;
            next.woken(Damping.isRegret(scaledDown, woken));
        }
        next.isUpAgain();
    }

    /** The first minute with demand in [from, to); {@code to} if there is none. */
    private Instant firstDemand(Instant from, Instant to) {
        long first = Math.max(ActivityMinutes.minuteOf(from), minutes().first());
        long end = Math.min(ActivityMinutes.minuteOf(to), minutes().end());
        for (long minute = first; minute < end; minute++) {
            if (isDemand(minute)) {
                return ActivityMinutes.startOf(minute);
            }
        }
        return to;
    }

    private static long wholeMinutes(Duration duration) {
        return duration.plus(MINUTE).minusNanos(1).toMinutes();
    }

    Look look() {
        return look;
    }

    NextStatus next() {
        return next;
    }

    Instant now() {
        return look.now();
    }

    DeploymentState state() {
        return look.watched().state();
    }

    ActivityMinutes minutes() {
        return look.watched().minutes();
    }

    Policy policy() {
        return look.policy().policy();
    }

    boolean isUp() {
        return state().readyReplicas() > 0;
    }

    /** The first minute that the source may not have reported yet. */
    long seen() {
        return tick - lag;
    }

    /** When Ebb can know what happened until an instant; a tick. */
    Instant known(Instant instant) {
        long minute = ActivityMinutes.minuteOf(instant.plus(MINUTE).minusMillis(1));
        return ActivityMinutes.startOf(minute + lag);
    }

    boolean isDemand(long minute) {
        return minutes().isActive(minute) || minutes().isWanted(minute);
    }

    /** The end of the last minute with demand, of all that is known. */
    Optional<Instant> demandEnd() {
        return lastDemand.isPresent()
                ? Optional.of(ActivityMinutes.startOf(lastDemand.getAsLong() + 1))
                : Optional.empty();
    }

    /** Whether there is demand within the source's lag, or there was until 5 minutes ago. */
    boolean isInDemand() {
        return lastDemand.isPresent() && lastDemand.getAsLong() >= Math.min(seen(), tick - stillInDemand());
    }

    /** In minutes: not so long that nobody could be warned in time. */
    private long stillInDemand() {
        Duration warnAfter = warnAfter();
        return (warnAfter.compareTo(STILL_IN_DEMAND) < 0 ? warnAfter : STILL_IN_DEMAND).toMinutes();
    }

    /** When it will not be in demand any more, if nothing comes. */
    Instant demandOver() {
        long after = Math.max(lag, stillInDemand()) + 1;
        return ActivityMinutes.startOf(lastDemand.orElse(tick) + after);
    }

    /** How long it must be idle before its owner is warned. */
    Duration warnAfter() {
        return lengthened(policy().warnAfter());
    }

    /** How long it must be idle before it goes to zero. */
    Duration zeroAfter() {
        return lengthened(policy().zeroAfter());
    }

    private Duration lengthened(Duration window) {
        return Damping.lengthened(window, doublings());
    }

    /** How often its windows are doubled. */
    int doublings() {
        return policy().damping() ? next.damping() : 0;
    }

    /** The first minute of a window that ends with what is known. */
    long windowStart(Duration window) {
        return seen() - wholeMinutes(window);
    }

    /** When it came back by itself after Ebb's scale-down, if this look is the first to see that. */
    Optional<Instant> woken() {
        return Optional.ofNullable(woken);
    }

    /** Replicas that it shall keep, and that the policy does not allow to stop; 0 for none. */
    int uncoveredMinimum() {
        Integer least = state().configuration().minReplicas();
        return least == null || policy().coverMinimum() ? 0 : least;
    }
}
