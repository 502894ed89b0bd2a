package dev.ebb.charging.sqs;

import dev.ebb.charging.json.MessageJson;
import dev.ebb.charging.runs.ChargeQueue;
import dev.ebb.charging.runs.Message;
import dev.ebb.charging.runs.QueueUnavailableException;
import dev.ebb.charging.sqs.SqsSender.NotSentException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The queue of charges in SQS. */
public final class SqsChargeQueue implements ChargeQueue {

    /** Names the queue, by its address. */
    public static final String QUEUE_VARIABLE = "EBB_CHARGE_QUEUE";

    private final SqsSender sender;

    /** The queue at this address. */
    public SqsChargeQueue(SqsClient client, String address) {
        this(new SqsSender(client, address));
    }

    private SqsChargeQueue(SqsSender sender) {
        this.sender = sender;
    }

    /**
     * As the environment says; region and credentials are the SDK's to find.
     *
     * @throws IllegalArgumentException if it names no queue
     */
    public static SqsChargeQueue fromEnvironment(Map<String, String> environment) {
        return new SqsChargeQueue(SqsSender.fromEnvironment(environment, QUEUE_VARIABLE));
    }

    @Override
    public void send(List<? extends Message> messages) {
        try {
            sender.send(messages.stream().map(MessageJson::write).toList(), Duration.ZERO);
        } catch (NotSentException notSent) {
            throw new QueueUnavailableException(String.valueOf(notSent.getMessage()), notSent);
        }
    }
}
