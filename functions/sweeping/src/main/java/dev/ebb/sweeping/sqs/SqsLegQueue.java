package dev.ebb.sweeping.sqs;

import dev.ebb.charging.sqs.SqsSender;
import dev.ebb.sweeping.json.LegJson;
import dev.ebb.sweeping.sweeps.Leg;
import dev.ebb.sweeping.sweeps.LegQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The queue of a sweep's pages in SQS. */
public final class SqsLegQueue implements LegQueue {

    /** Names the queue, by its address. */
    public static final String QUEUE_VARIABLE = "EBB_SWEEP_QUEUE";

    private final SqsSender sender;

    /** Through this sender. */
    public SqsLegQueue(SqsSender sender) {
        this.sender = sender;
    }

    /**
     * As the environment says.
     *
     * @throws IllegalArgumentException if it names no queue
     */
    public static SqsLegQueue fromEnvironment(Map<String, String> environment) {
        return new SqsLegQueue(SqsSender.fromEnvironment(environment, QUEUE_VARIABLE));
    }

    @Override
    public void send(List<Leg> legs) {
        sender.send(legs.stream().map(LegJson::write).toList(), Duration.ZERO);
    }
}
