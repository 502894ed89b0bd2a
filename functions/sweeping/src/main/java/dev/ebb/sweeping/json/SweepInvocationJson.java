package dev.ebb.sweeping.json;

import dev.ebb.charging.json.TriggerJson;
import dev.ebb.charging.json.TriggerJson.Message;
import dev.ebb.charging.json.TriggerJson.Trigger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What invokes SweepDeployments: the schedule, or its queue. */
public final class SweepInvocationJson {

    private SweepInvocationJson() {}

    /** One of the function's two triggers. */
    public sealed interface Invocation {

        /** The schedule: it is time for the sweep of this minute. */
        record Scheduled(Instant sweep) implements Invocation {}

        /** The queue. */
        record Batch(List<Message> messages) implements Invocation {}
    }

    /**
     * Tells them apart.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Invocation read(byte[] event) {
        return switch (TriggerJson.read(event)) {
            case Trigger.Scheduled scheduled ->
                new Invocation.Scheduled(scheduled.time().truncatedTo(ChronoUnit.MINUTES));
            case Trigger.Batch batch -> new Invocation.Batch(batch.messages());
        };
    }
}
