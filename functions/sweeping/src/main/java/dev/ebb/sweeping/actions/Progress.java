package dev.ebb.sweeping.actions;

import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Saved;
import dev.ebb.sweeping.actions.Situation.Sight;
import dev.ebb.sweeping.actions.Target.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** From a situation to the next step; the same situation always leads to the same step. */
final class Progress {

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private Progress() {}

    /** @throws IllegalArgumentException if the intent is final */
    static Step next(Situation situation) {
        return switch (situation.intent().state()) {
            case REQUESTED -> requested(situation);
            case CALLED -> called(situation);
            case DONE, UNDONE, ABANDONED, FAILED ->
                throw new IllegalArgumentException(
                        "intent: must not be final, is " + situation.intent().state());
        };
    }

    private static Step requested(Situation situation) {
        Intent intent = situation.intent();
        if (intent.dryRun()) {
            return new Step.Abandon("a dry run: nothing is called, nothing announced");
        }
        if (situation.isSuperseded()) {
            return new Step.Abandon("mark " + situation.status().mark() + " has come since");
        }
        if (situation.isOverdue()) {
            return new Step.Abandon("was not begun by " + intent.deadline());
        }
        Optional<String> reason = Guards.against(situation);
        if (reason.isPresent()) {
            return new Step.Abandon(reason.get());
        }
        return switch (situation.sight()) {
            case Sight.Unseen unseen -> unseen.passing() ? wait(situation, unseen.why()) : new Step.Fail(unseen.why());
            case Sight.Seen seen -> begin(situation, seen.observation());
        };
    }

    private static Step begin(Situation situation, Optional<Observation> seen) {
        Intent intent = situation.intent();
        if (intent.id().action() == Action.RESTORE) {
            return intent.saved() == null
                    ? new Step.Abandon("nothing was saved that could be restored")
                    : new Step.Begin(Saved.parse(intent.saved()));
        }
        if (seen.isEmpty()) {
            return new Step.Abandon("the target knows of no such deployment");
        }
        Observation observation = seen.get();
        return Guards.againstWhatRuns(situation, observation)
                .<Step>map(Step.Abandon::new)
                .orElseGet(() -> new Step.Begin(observation.saved()));
    }

    private static Step called(Situation situation) {
        if (situation.isSuperseded()) {
            return situation.undoing()
                    ? new Step.Settle(
                            "was undone under mark " + situation.status().mark() + ", because of demand")
                    : new Step.Fail("mark " + situation.status().mark() + " came while it was under way");
        }
        return switch (situation.sight()) {
            case Sight.Unseen unseen -> unseen(situation, unseen);
            case Sight.Seen seen -> seen(situation, seen.observation());
        };
    }

    private static Step unseen(Situation situation, Sight.Unseen unseen) {
        if (unseen.passing() && !situation.isOverdue()) {
            return wait(situation, unseen.why());
        }
        return orUndo(situation, unseen.why(), new Step.Fail(unseen.why()));
    }

    private static Step seen(Situation situation, Optional<Observation> seen) {
        String words = seen.map(Observation::words).orElse("no such deployment");
        if (isDone(situation.intent(), seen)) {
            return orUndo(situation, "was done (" + words + ")", new Step.Finish(words));
        }
        if (situation.isOverdue()) {
            String late = "not there by " + situation.intent().deadline() + ": " + words;
            return orUndo(situation, late, new Step.Fail(late));
        }
        Optional<String> reason = Guards.against(situation);
        if (situation.asked() || reason.isPresent()) {
            return wait(
                    situation,
                    words + reason.map(why -> "; not asked again: " + why).orElse(""));
        }
        return new Step.Ask();
    }

    /** Whatever was taken away, or may yet be, comes back if somebody has asked for it since. */
    private static Step orUndo(Situation situation, String what, Step otherwise) {
        return Guards.demandOf(situation)
                .<Step>map(minute -> new Step.Undo(what + ", but there was demand in the minute of " + minute))
                .orElse(otherwise);
    }

    private static boolean isDone(Intent intent, Optional<Observation> seen) {
        int desired = intent.desiredReplicas();
        return switch (intent.id().action()) {
            case SCALE_TO_ZERO -> seen.map(Observation::isAtZero).orElse(true);
            case DELETE -> seen.isEmpty();
            case SCALE ->
                seen.filter(now ->
                                now.ready() == desired && now.starting() == 0 && now.standby() == 0 && !now.updating())
                        .isPresent();
            case WAKE ->
                seen.filter(now -> now.ready() >= Math.min(1, desired) && now.ready() + now.starting() >= desired)
                        .isPresent();
            case RESTORE -> seen.filter(now -> isRestored(intent, now)).isPresent();
            case WARN -> false;
        };
    }

    private static boolean isRestored(Intent intent, Observation now) {
        return intent.saved() != null
                && now.ready() >= intent.desiredReplicas()
                && !now.updating()
                && now.configuration().equals(Saved.parse(intent.saved()).configuration());
    }

    /** Half as long again as it has taken so far, so that what takes long is not asked about often. */
    private static Step wait(Situation situation, String why) {
        Intent intent = situation.intent();
        Instant begun = Optional.ofNullable(intent.calledAt()).orElse(intent.markedAt());
        Duration delay = Duration.between(begun, situation.now()).dividedBy(2);
        delay = delay.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : delay;
        delay = delay.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : delay;
        Duration left = Duration.between(situation.now(), intent.deadline());
        return new Step.Wait(delay.compareTo(left) > 0 && left.isPositive() ? left : delay, why);
    }
}
