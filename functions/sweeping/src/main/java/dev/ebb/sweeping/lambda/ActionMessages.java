package dev.ebb.sweeping.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.TableAccess;
import dev.ebb.sweeping.actions.Executed;
import dev.ebb.sweeping.actions.Executor;
import dev.ebb.sweeping.cloudwatch.ActionLog;
import dev.ebb.sweeping.eventbridge.EventBridgeAnnouncer;
import dev.ebb.sweeping.json.ActionMessageJson;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch from a queue of actions. What fails goes back to the queue, message by message; so does what must not be executed
 * here, for a message that nobody may execute belongs where people look: in the dead-letter queue.
 */
final class ActionMessages {

    /** Kept for the last call on the table and on the bus, and for the answer. */
    static final Duration MARGIN =
            TableAccess.LONGEST_CALL.plus(EventBridgeAnnouncer.LONGEST_CALL).plusSeconds(1);

    private final Executor executor;
    private final ActionLog log;
    private final Clock clock;

    ActionMessages(Executor executor, ActionLog log, Clock clock) {
        this.executor = executor;
        this.log = log;
        this.clock = clock;
    }

    /** @throws IllegalArgumentException if {@code batch} has no records: then it was not SQS that sent it */
    SQSBatchResponse handle(SQSEvent batch, Context context) {
        List<SQSEvent.SQSMessage> messages = batch.getRecords();
        if (messages == null) {
            throw new IllegalArgumentException("Records: must be there, as in a batch from SQS");
        }
        Deadline deadline =
                () -> Duration.ofMillis(context.getRemainingTimeInMillis()).minus(MARGIN);
        List<SQSBatchResponse.BatchItemFailure> failures = new ArrayList<>();
        for (SQSEvent.SQSMessage message : messages) {
            if (!isHandled(message, deadline)) {
                failures.add(new SQSBatchResponse.BatchItemFailure(message.getMessageId()));
            }
        }
        return new SQSBatchResponse(failures);
    }

    private boolean isHandled(SQSEvent.SQSMessage message, Deadline deadline) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try {
            Executed executed = executor.execute(ActionMessageJson.read(message.getBody()), now, deadline);
            log.executed(executed, now);
            return !(executed instanceof Executed.Refused);
        } catch (RuntimeException failure) {
            // Whatever it is, the rest of the batch has a right to its answer, and the message comes back.
            log.deferred(message.getMessageId(), failure.toString());
            return false;
        }
    }
}
