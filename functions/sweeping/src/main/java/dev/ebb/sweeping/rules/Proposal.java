package dev.ebb.sweeping.rules;

import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.policy.Mode;
import dev.ebb.sweeping.rules.Ladder.Step;
import java.time.Duration;
import java.time.Instant;

/**
 * A step with what it says of itself.
 *
 * @param dueAt when to look again
 * @param words what follows the finding in the sentence
 */
record Proposal(Step step, Instant dueAt, String words) {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Nothing yet. */
    static Proposal nothing(Instant dueAt, String words) {
        return new Proposal(new Step.Nothing(), dueAt, words);
    }

    /**
     * An action, unless something holds it back.
     *
     * @param finding what led to it, for the reason
     * @param verb what it is: {@code go to zero}
     * @param next when to look again after it
     */
    static Proposal of(Sight sight, Action action, int replicas, String finding, String verb, Instant next) {
        return new Holds(sight)
                .of(action, replicas)
                .map(hold -> new Proposal(
                        new Step.Held(action, hold.by()),
                        hold.until(),
                        "would " + verb + " now, held back by " + hold.by()))
                .orElseGet(() -> {
                    boolean dryRun = sight.policy().mode() == Mode.DRY_RUN;
                    String words = "would " + verb + " now" + (dryRun ? " (dry run)" : "");
                    return new Proposal(
                            new Step.Act(action, replicas, dryRun, finding),
                            next,
                            dryRun ? words : words.replaceFirst("would", "is to"));
                });
    }

    boolean isAct() {
        return step instanceof Step.Act;
    }

    boolean isDryRun() {
        return step instanceof Step.Act act && act.dryRun();
    }

    /** The same, with more words. */
    Proposal saying(String more) {
        return new Proposal(step, dueAt, words + ", " + more);
    }

    /** The same, looking again within a minute at the earliest and {@code most} at the latest. */
    Proposal within(Instant now, Duration most) {
        Instant least = now.plus(MINUTE);
        Instant latest = now.plus(most);
        Instant bounded = dueAt.isBefore(least) ? least : dueAt.isAfter(latest) ? latest : dueAt;
        return new Proposal(step, bounded, words);
    }
}
