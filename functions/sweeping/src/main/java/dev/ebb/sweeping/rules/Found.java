package dev.ebb.sweeping.rules;

import dev.ebb.sweeping.rules.Ladder.Step;
import java.time.Instant;
import java.util.Optional;

/**
 * What was found, before it is put together with its evidence.
 *
 * @param judgement ACTIVE, IDLE or UNKNOWN
 * @param from the first minute that it rests on; the last is the last that is known
 * @param dueAt when to look again; empty if never
 * @param sentence without what every sentence ends with
 */
record Found(Judgement judgement, long from, Step step, Optional<Instant> dueAt, String sentence) {

    /** A verdict without its evidence. */
    sealed interface Judgement {
        record Active(String reason) implements Judgement {}

        record Idle(Instant since) implements Judgement {}

        record Unknown(String reason) implements Judgement {}
    }
}
