package dev.ebb.charging.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.ebb.charging.budgets.AlertPublisher;
import dev.ebb.charging.cloudwatch.ChargeLog;
import dev.ebb.charging.cloudwatch.CloudWatchMetrics;
import dev.ebb.charging.dynamodb.DynamoBilling;
import dev.ebb.charging.dynamodb.DynamoRuns;
import dev.ebb.charging.dynamodb.DynamoSpendWatch;
import dev.ebb.charging.invoicing.Billing;
import dev.ebb.charging.json.InvocationJson;
import dev.ebb.charging.json.InvocationJson.Invocation;
import dev.ebb.charging.json.TriggerJson;
import dev.ebb.charging.runs.ComputeCharges;
import dev.ebb.charging.runs.Handled;
import dev.ebb.charging.runs.Measurement;
import dev.ebb.charging.runs.Metrics;
import dev.ebb.charging.runs.SpendWatch;
import dev.ebb.charging.sns.SnsAlertPublisher;
import dev.ebb.charging.sqs.SqsChargeQueue;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.DynamoDueAccounts;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TableAccess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans the run of an hour when the schedule says so, and charges the accounts that come from the queue. One function,
 * because both need the same table, queue and metrics; the two inputs cannot be taken for each other.
 */
public final class ComputeChargesFunction implements RequestStreamHandler {

    /** Kept for the last call on the table, for the metrics, and for the answer. */
    static final Duration MARGIN =
            TableAccess.LONGEST_CALL.plus(CloudWatchMetrics.LONGEST_CALL).plusSeconds(1);

    /** How many hours after a period's end its invoice is made; empty or absent for the standard. */
    static final String GRACE_VARIABLE = "EBB_GRACE_HOURS";

    private final ComputeCharges charges;
    private final Metrics metrics;
    private final ChargeLog log;
    private final Clock clock;

    /** As Lambda makes it: on the table, the queue and the metrics that the environment names. */
    public ComputeChargesFunction() {
        this(
                computeCharges(System.getenv(), new ChargeLog(System.out)),
                CloudWatchMetrics.fromEnvironment(System.getenv()),
                new ChargeLog(System.out),
                Clock.systemUTC());
    }

    /** For tests, and for whoever runs it elsewhere. */
    public ComputeChargesFunction(ComputeCharges charges, Metrics metrics, ChargeLog log, Clock clock) {
        this.charges = charges;
        this.metrics = metrics;
        this.log = log;
        this.clock = clock;
    }

    /** @throws IllegalArgumentException if the event is neither the schedule's nor the queue's */
    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        Invocation invocation = InvocationJson.read(event.readAllBytes());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Deadline deadline =
                () -> Duration.ofMillis(context.getRemainingTimeInMillis()).minus(MARGIN);

        List<Handled> handled = switch (invocation) {
            case Invocation.Scheduled scheduled -> charges.plan(scheduled.run(), now, deadline);
            case Invocation.Batch batch -> charges.handle(batch.deliveries(), now, deadline);
        };

        List<Measurement> measurements = Measurement.of(handled, context.getFunctionName(), now);
        log.computed(handled, metrics.publish(measurements));
        answer.write(TriggerJson.answer(returned(handled)));
    }

    private static List<String> returned(List<Handled> handled) {
        List<String> ids = new ArrayList<>();
        for (Handled each : handled) {
            if (each instanceof Handled.Deferred deferred) {
                ids.add(deferred.messageId());
            }
        }
        return ids;
    }

    private static ComputeCharges computeCharges(Map<String, String> environment, ChargeLog log) {
        TableAccess access = TableAccess.fromEnvironment(environment);
        Table table = new Table(access.client(), access.table());
        return new ComputeCharges(
                new DynamoDueAccounts(table),
                new DynamoRuns(table),
                SqsChargeQueue.fromEnvironment(environment),
                DynamoBilling.inTime(access.client(), access.table(), grace(environment)),
                spendWatch(access, SnsAlertPublisher.fromEnvironment(environment), log));
    }

    private static SpendWatch spendWatch(TableAccess access, Optional<AlertPublisher> publisher, ChargeLog log) {
        if (publisher.isEmpty()) {
            log.alertsAreNotSent(SnsAlertPublisher.TOPIC_VARIABLE + " is empty");
        }
        return DynamoSpendWatch.of(access.client(), access.table(), publisher);
    }

    private static Duration grace(Map<String, String> environment) {
        String hours = environment.getOrDefault(GRACE_VARIABLE, "");
        if (hours.isEmpty()) {
            return Billing.STANDARD_GRACE;
        }
        if (!hours.matches("[0-9]{1,4}")) {
            throw new IllegalArgumentException(
                    GRACE_VARIABLE + ": must be a whole number of hours, is \"" + hours + "\"");
        }
        return Duration.ofHours(Integer.parseInt(hours));
    }
}
