package dev.ebb.sweeping.actions;

import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Intent.Cause;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.actions.Situation.Sight;
import dev.ebb.sweeping.actions.Target.Observation;
import java.time.Instant;
import java.util.Optional;

/**
 * What keeps a target from being asked. A restore that undoes an action of Ebb's own is not held by any of it: to leave a
 * deployment as it was found is the end of that action, not another one.
 */
final class Guards {

    private Guards() {}

    /** Why the target must not be asked, apart from what it runs. */
    static Optional<String> against(Situation situation) {
        Intent intent = situation.intent();
        if (undoes(intent)) {
            return Optional.empty();
        }
        return situation
                .held()
                .or(() -> pinned(situation))
                .or(situation::disallowed)
                .or(() -> capped(situation))
                .or(() -> demandOf(situation).map(minute -> "there was demand in the minute of " + minute));
    }

    /** Why the target must not be asked, from what it runs. */
    static Optional<String> againstWhatRuns(Situation situation, Observation seen) {
        Intent intent = situation.intent();
        boolean isJudged = isJudged(situation);
        Action action = intent.id().action();
        if (action == Action.SCALE_TO_ZERO && seen.isAtZero()) {
            return Optional.of("is at zero already");
        }
        if (!isJudged) {
            return Optional.empty();
        }
        if (action == Action.DELETE && !seen.isAtZero()) {
            return Optional.of("only what is at zero is deleted: " + seen.words());
        }
        return takesAway(action) && (seen.starting() > 0 || seen.updating())
                ? Optional.of("is not at rest: " + seen.words())
                : Optional.empty();
    }

    /** Demand that speaks against the action: only what was judged idle can be found not to be. */
    static Optional<Instant> demandOf(Situation situation) {
        Intent intent = situation.intent();
        return isJudged(situation) && takesAway(intent.id().action()) ? situation.demand() : Optional.empty();
    }

    static boolean takesAway(Action action) {
        return switch (action) {
            case SCALE_TO_ZERO, DELETE -> true;
            case WARN, WAKE, SCALE, RESTORE -> false;
        };
    }

    /** What a hard cap holds has to stop, idle or not; it need not be deleted. */
    private static boolean isJudged(Situation situation) {
        Intent intent = situation.intent();
        Instant heldByCap = situation.status().heldByCap();
        boolean isHeld = heldByCap != null && situation.now().isBefore(heldByCap);
        return intent.cause() instanceof Cause.Sweep && (intent.id().action() == Action.DELETE || !isHeld);
    }

    /** A hard cap that acts lets Ebb itself ask for nothing more; a person has been told of it. */
    private static Optional<String> capped(Situation situation) {
        boolean byEbb = !(situation.intent().cause() instanceof Cause.Person);
        return situation
                .cap()
                .filter(cap -> byEbb && asksForMore(situation))
                .map(cap -> "held back by " + cap.words() + " until " + cap.until());
    }

    private static boolean asksForMore(Situation situation) {
        return switch (situation.intent().id().action()) {
            case WAKE, RESTORE -> true;
            case SCALE ->
                switch (situation.sight()) {
                    case Sight.Seen seen ->
                        seen.observation()
                                .filter(now -> now.ready() >= situation.intent().desiredReplicas())
                                .isEmpty();
                    case Sight.Unseen ignored -> true;
                };
            case WARN, SCALE_TO_ZERO, DELETE -> false;
        };
    }

    private static boolean undoes(Intent intent) {
        return intent.cause() instanceof Cause.Demand && intent.id().action() == Action.RESTORE;
    }

    /** A person has seen the pins that there were, and decided all the same. */
    private static Optional<String> pinned(Situation situation) {
        Optional<Pin> holding = situation.pin().filter(pin -> pin.holdsAt(situation.now()));
        if (situation.intent().cause() instanceof Cause.Person) {
            holding =
                    holding.filter(pin -> pin.from().isAfter(situation.intent().markedAt()));
        }
        return holding.map(pin -> "pinned until " + pin.until() + " by " + pin.owner() + ": " + pin.reason());
    }
}
