package dev.ebb.sweeping.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.ebb.sweeping.actions.DeleteDeployment;
import dev.ebb.sweeping.cloudwatch.ActionLog;
import java.time.Clock;

/** Deletes, as the queue of deletions says, and does nothing else. */
public final class DeleteDeploymentFunction implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private final ActionMessages messages;

    /** As Lambda makes it: on the table, the queues and the bus that the environment names. */
    public DeleteDeploymentFunction() {
        this(
                new DeleteDeployment(ActionParts.fromEnvironment(System.getenv())),
                new ActionLog(System.out),
                Clock.systemUTC());
    }

    /** For tests, and for whoever runs it elsewhere. */
    public DeleteDeploymentFunction(DeleteDeployment executor, ActionLog log, Clock clock) {
        messages = new ActionMessages(executor, log, clock);
    }

    /** @throws IllegalArgumentException if {@code batch} has no records: then it was not SQS that sent it */
    @Override
    public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
        return messages.handle(batch, context);
    }
}
