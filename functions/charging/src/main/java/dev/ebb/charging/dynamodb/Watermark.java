package dev.ebb.charging.dynamodb;

import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.Value;
import java.time.Instant;
import java.util.Map;

/** An instant that only rises, under some attribute; absent counts as before all others. */
final class Watermark {

    private Watermark() {}

    /** Raises it; where it is as high already, the condition does not hold. */
    static Action.Update raise(String attribute, Instant until) {
        Action.Condition lower = new Action.Condition(
                "attribute_not_exists(#w) OR #w < :w", Map.of("#w", attribute), Map.of(":w", Value.instant(until)));
        return new Action.Update(Map.of(), Map.of(attribute, Value.instant(until)), lower);
    }

    /** Whether what changes from an instant on changes nothing before it. */
    static Action.Condition notAfter(String attribute, Instant change) {
        return new Action.Condition(
                "attribute_not_exists(#w) OR #w <= :w", Map.of("#w", attribute), Map.of(":w", Value.instant(change)));
    }
}
