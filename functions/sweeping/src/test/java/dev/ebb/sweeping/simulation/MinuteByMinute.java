package dev.ebb.sweeping.simulation;

import dev.ebb.metering.Session;
import dev.ebb.sweeping.policy.KeepWarm;
import dev.ebb.sweeping.policy.Policy;
import java.math.BigInteger;
import java.time.Instant;

/**
 * The simulation once more, slow and plain: it looks at every minute, and at every minute searches all that came before.
 * It shares nothing with the other but the history.
 */
final class MinuteByMinute {

    private static final long MINUTE = 60_000;

    private final Histories history;
    private final Policy policy;
    private final Conditions conditions;

    long scaleDowns;
    long wakes;
    long regrets;
    long deletions;
    long minutesWaited;
    long minutesLost;
    BigInteger microsBefore = BigInteger.ZERO;
    BigInteger microsAfter = BigInteger.ZERO;

    private boolean on = true;
    private boolean deleted;
    private long readyAt = Long.MIN_VALUE;
    private long offSince;
    private int doublings;

    /** Runs it. GPU time is added up apart for before and after prices fall. */
    MinuteByMinute(Histories history, Policy policy, Conditions conditions) {
        this.history = history;
        this.policy = policy;
        this.conditions = conditions;
        for (int minute = 0; minute < history.length(); minute++) {
            decide(minute);
            if (on) {
                run(minute);
            }
        }
    }

    private void decide(int minute) {
        long now = minute * MINUTE;
        if (!on && !deleted && now - offSince >= policy.deleteAfter().toMillis()) {
            deleted = true;
            deletions++;
        }
        if (deleted && history.isActive(minute)) {
            minutesLost++;
        }
        if (!on && !deleted && history.isDemand(minute)) {
            wake(now);
        }
        if (on && isRunning(now) && !isWarm(now) && now - idleSince(minute) >= window()) {
            on = false;
            offSince = now;
            scaleDowns++;
        }
    }

    private void wake(long now) {
        wakes++;
        if (now - offSince <= conditions.regret().toMillis()) {
            regrets++;
        }
        doublings = now - offSince <= 60 * MINUTE ? Math.min(3, doublings + 1) : Math.max(0, doublings - 1);
        on = true;
        readyAt = now + conditions.coldStart().toMillis();
        for (long minute = now / MINUTE; minute * MINUTE < readyAt; minute++) {
            if (minute < history.length() && history.isActive((int) minute)) {
                minutesWaited++;
            }
        }
    }

    private long window() {
        long window = policy.zeroAfter().toMillis();
        for (int i = 0; policy.damping() && i < doublings; i++) {
            window = window + window;
        }
        return window;
    }

    private boolean isWarm(long now) {
        Instant at = Histories.START.plusMillis(now);
        return policy.keepWarm().stream().anyMatch((KeepWarm window) -> window.holdsAt(at));
    }

    private boolean isRunning(long at) {
        return at >= readyAt && history.sessions().stream().anyMatch(each -> start(each) <= at && at < end(each));
    }

    /** The latest of all instants up to now at which it ran, and the millisecond before it did not. */
    private long upSince(long now) {
        long since = readyAt <= now && isRunning(readyAt) && !isRunning(readyAt - 1) ? readyAt : Long.MIN_VALUE;
        for (Session each : history.sessions()) {
            long start = start(each);
            if (start <= now && start > since && isRunning(start) && !isRunning(start - 1)) {
                since = start;
            }
        }
        return since;
    }

    private long idleSince(int minute) {
        long since = upSince(minute * MINUTE);
        for (int before = 0; before < minute; before++) {
            boolean quiet = history.isKnown(before) && !history.isDemand(before);
            if (!quiet) {
                since = Math.max(since, (before + 1) * MINUTE);
            }
        }
        return since;
    }

    private void run(int minute) {
        long cheaper = Histories.CHEAPER.toEpochMilli() - Histories.START_MILLIS;
        for (Session each : history.sessions()) {
            long from = Math.max(Math.max(minute * MINUTE, readyAt), start(each));
            long to = Math.min((minute + 1) * MINUTE, end(each));
            BigInteger gpus = BigInteger.valueOf(each.shape().count().milliGpus());
            if (from < to) {
                long before = Math.max(0, Math.min(to, cheaper) - from);
                microsBefore = microsBefore.add(gpus.multiply(BigInteger.valueOf(before)));
                microsAfter = microsAfter.add(gpus.multiply(BigInteger.valueOf(to - from - before)));
            }
        }
    }

    private static long start(Session session) {
        return session.start().toEpochMilli() - Histories.START_MILLIS;
    }

    private static long end(Session session) {
        return session.end().toEpochMilli() - Histories.START_MILLIS;
    }

    Counts counts() {
        return new Counts(scaleDowns, wakes, regrets, deletions, minutesWaited, minutesLost);
    }
}
