package dev.ebb.charging.json;

import dev.ebb.charging.json.TriggerJson.Trigger;
import dev.ebb.charging.runs.Message.Delivery;
import dev.ebb.charging.runs.RunId;
import java.util.List;

/** What invokes ComputeCharges. */
public final class InvocationJson {

    private InvocationJson() {}

    /** One of the function's two triggers. */
    public sealed interface Invocation {

        /** The schedule: it is time for this run. */
        record Scheduled(RunId run) implements Invocation {}

        /** The queue. */
        record Batch(List<Delivery> deliveries) implements Invocation {}
    }

    /**
     * Tells them apart.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Invocation read(byte[] event) {
        return switch (TriggerJson.read(event)) {
            case Trigger.Scheduled scheduled -> new Invocation.Scheduled(RunId.of(scheduled.time()));
            case Trigger.Batch batch ->
                new Invocation.Batch(batch.messages().stream()
                        .map(message -> new Delivery(message.id(), MessageJson.read(message.body())))
                        .toList());
        };
    }
}
