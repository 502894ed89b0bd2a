package dev.ebb.sweeping.sweeps;

import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Intent.State;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.rules.Damping;
import dev.ebb.sweeping.sweeps.SweepRecords.Census;
import dev.ebb.sweeping.sweeps.SweepRecords.Hour;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When something looks so wrong that nothing should be done until a person has looked: the inventory shrinks, or UNKNOWN,
 * errors or restores grow. Each rule needs a few before it counts them, so that a small fleet is not held up by one.
 */
public final class Breaker {

    /** What can be told from at least so many verdicts, or actions. */
    static final long ENOUGH = 10;

    /** More restores than this in an hour, if they are more than a fifth of what was stopped, are too many. */
    static final long RESTORES = 3;

    private static final long PERCENT = 100;
    private static final long UNKNOWN_GROWTH = 25;
    private static final long ERROR_SHARE = 20;
    private static final long RESTORE_SHARE = 20;

    private Breaker() {}

    /**
     * Why to open it, the weightiest first; each says of what kind it is, then a colon, then its figures.
     *
     * @param censuses the latest first
     * @param now the figures of this hour
     * @param before those of the hour before
     */
    public static List<String> reasons(List<Census> censuses, Hour now, Hour before) {
        return Stream.of(
                        inventory(censuses, now.deleted() + before.deleted()),
                        unknown(now, before),
                        errors(now),
                        restores(now, before))
                .flatMap(Optional::stream)
                .toList();
    }

    /** What a reason is about. */
    static String kind(String reason) {
        int colon = reason.indexOf(':');
        return colon < 0 ? reason : reason.substring(0, colon);
    }

    /** Whether an action's end is one of the errors of its hour; that another one took its place is none. */
    public static boolean isError(Intent ended) {
        return ended.state() == State.FAILED && ended.replacedBy() == null;
    }

    /**
     * Whether an action's end tells that what was stopped would better have been left alone: it was undone at once, or is
     * back within the hour because somebody asked for it.
     *
     * @param status of its deployment, with the instant of the scale-down
     */
    public static boolean isRestored(Intent ended, SweepStatus status) {
        Instant down = status.scaledDownAt();
        return switch (ended.state()) {
            case UNDONE -> true;
            case DONE -> ended.id().action() == Action.WAKE && down != null && Damping.isRegret(down, ended.markedAt());
            case REQUESTED, CALLED, ABANDONED, FAILED -> false;
        };
    }

    /**
     * Whether what Ebb took to zero has come back by itself so soon that it would better have been left alone. At the longest
     * damping a regret leaves it as it is; what is no regret takes one doubling back.
     *
     * @param before the status before a look
     * @param after and after it
     */
    public static boolean isRegret(SweepStatus before, SweepStatus after) {
        boolean cameBack =
                before.rung() == Rung.AT_ZERO && before.scaledDownAt() != null && after.scaledDownAt() == null;
        return cameBack && after.damping() >= Math.max(1, before.damping());
    }

    /** @param deleted by Ebb itself, which is no loss */
    private static Optional<String> inventory(List<Census> censuses, long deleted) {
        if (censuses.size() < 2) {
            return Optional.empty();
        }
        long present = censuses.get(0).deployments();
        long past = censuses.get(1).deployments();
        long gone = past - present - deleted;
        boolean vanished = present == 0 && gone > 0;
        boolean halved = past >= ENOUGH && gone * 2 >= past;
        return vanished || halved
                ? Optional.of("inventory: " + present + " deployments, and " + past + " at the census before")
                : Optional.empty();
    }

    /** Its share of the verdicts, against the hour before: a fleet that never reported is not news. */
    private static Optional<String> unknown(Hour now, Hour before) {
        if (now.verdicts() < ENOUGH || before.verdicts() < ENOUGH) {
            return Optional.empty();
        }
        long present = now.unknown() * PERCENT / now.verdicts();
        long past = before.unknown() * PERCENT / before.verdicts();
        return present - past >= UNKNOWN_GROWTH
                ? Optional.of("UNKNOWN: " + present + " % of this hour's verdicts, and " + past + " % the hour before")
                : Optional.empty();
    }

    private static Optional<String> errors(Hour now) {
        long looked = now.verdicts() + now.errors();
        return now.errors() >= ENOUGH && now.errors() * PERCENT >= looked * ERROR_SHARE
                ? Optional.of("errors: " + now.errors() + " in this hour, beside " + now.verdicts() + " verdicts")
                : Optional.empty();
    }

    /** What was stopped in one hour may be restored in the next. */
    private static Optional<String> restores(Hour now, Hour before) {
        long stopped = now.stopped() + before.stopped();
        return now.restored() >= RESTORES && now.restored() * PERCENT >= stopped * RESTORE_SHARE
                ? Optional.of("restores: " + now.restored() + " in this hour, of " + stopped + " that were stopped")
                : Optional.empty();
    }
}
