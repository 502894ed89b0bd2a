package dev.ebb.sweeping.sqs;

import dev.ebb.charging.sqs.SqsSender;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.ActionQueue;
import dev.ebb.sweeping.json.ActionMessageJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The queues of actions in SQS: deletions in one, all others in the other, so that only the deleter sees deletions. */
public final class SqsActionQueue implements ActionQueue {

    /** Names the queue of ScaleDeployment, by its address. */
    public static final String SCALE_QUEUE_VARIABLE = "EBB_SCALE_QUEUE";

    /** Names the queue of DeleteDeployment, by its address; empty or absent for whoever may not send deletions. */
    public static final String DELETE_QUEUE_VARIABLE = "EBB_DELETE_QUEUE";

    private final SqsSender scale;
    private final Optional<SqsSender> delete;

    /** @param delete empty for whoever may not send deletions */
    public SqsActionQueue(SqsSender scale, Optional<SqsSender> delete) {
        this.scale = scale;
        this.delete = delete;
    }

    /**
     * As the environment says; region and credentials are the SDK's to find.
     *
     * @throws IllegalArgumentException if it names no queue for what is not a deletion
     */
    public static SqsActionQueue fromEnvironment(Map<String, String> environment) {
        boolean deletes = !environment.getOrDefault(DELETE_QUEUE_VARIABLE, "").isEmpty();
        return new SqsActionQueue(
                SqsSender.fromEnvironment(environment, SCALE_QUEUE_VARIABLE),
                deletes
                        ? Optional.of(SqsSender.fromEnvironment(environment, DELETE_QUEUE_VARIABLE))
                        : Optional.empty());
    }

    @Override
    public void send(ActionId id, Duration delay) {
        SqsSender sender = id.action() == Action.DELETE ? delete.orElseThrow(() -> noQueue(id)) : scale;
        Duration wholeSeconds = Duration.ofSeconds(delay.plusNanos(999_999_999).toSeconds());
        try {
            sender.send(List.of(ActionMessageJson.write(id)), wholeSeconds);
        } catch (SqsSender.NotSentException failure) {
            throw new QueueUnavailableException(id + ": " + failure.getMessage(), failure);
        }
    }

    private static IllegalStateException noQueue(ActionId id) {
        return new IllegalStateException(DELETE_QUEUE_VARIABLE + ": must name the queue for " + id + ", is empty");
    }
}
