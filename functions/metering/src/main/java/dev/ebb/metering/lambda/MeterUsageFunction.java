package dev.ebb.metering.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.ProducerRules;
import dev.ebb.metering.cloudwatch.FunctionLog;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.TableAccess;
import dev.ebb.metering.json.JsonEventReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * Meters an SQS batch. Returns to the queue, message by message, only what failed in passing; what can never be metered
 * is in quarantine, and its message is done with.
 */
public final class MeterUsageFunction implements RequestHandler<SQSEvent, SQSBatchResponse> {

    /** Kept for the last call on the table, and for the answer. */
    static final Duration MARGIN = TableAccess.LONGEST_CALL.plusSeconds(1);

    /** Who may send what for whom, as {@link ProducerRules} reads it; empty for everybody. */
    static final String PRODUCERS_VARIABLE = "EBB_PRODUCERS";

    private final MeterUsage meterUsage;
    private final FunctionLog log;
    private final Clock clock;

    /** As Lambda makes it: on the table that the environment names. */
    public MeterUsageFunction() {
        this(meterUsage(System.getenv()), new FunctionLog(System.out), Clock.systemUTC());
    }

    /** For tests, and for whoever runs it elsewhere. */
    public MeterUsageFunction(MeterUsage meterUsage, FunctionLog log, Clock clock) {
        this.meterUsage = meterUsage;
        this.log = log;
        this.clock = clock;
    }

    /** @throws IllegalArgumentException if {@code batch} has no records: then it was not SQS that sent it */
    @Override
    public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
        List<SQSEvent.SQSMessage> messages = batch.getRecords();
        if (messages == null) {
            throw new IllegalArgumentException("Records: must be there, as in a batch from SQS");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Deadline deadline =
                () -> Duration.ofMillis(context.getRemainingTimeInMillis()).minus(MARGIN);

        List<Original> bodies =
                messages.stream().map(message -> Original.of(message.getBody())).toList();
        MeterUsage.Result result = meterUsage.meter(bodies, now, deadline);

        log.metered(context.getFunctionName(), result, now);
        return new SQSBatchResponse(result.deferred().keySet().stream()
                .map(body ->
                        new SQSBatchResponse.BatchItemFailure(messages.get(body).getMessageId()))
                .toList());
    }

    private static MeterUsage meterUsage(Map<String, String> environment) {
        TableAccess access = TableAccess.fromEnvironment(environment);
        ProducerRules producers = ProducerRules.parse(environment.getOrDefault(PRODUCERS_VARIABLE, ""));
        return new MeterUsage(
                new JsonEventReader(),
                new DynamoLedger(access.client(), access.table()),
                new DynamoQuarantine(access.client(), access.table()),
                Admission.LIVE.of(producers));
    }
}
