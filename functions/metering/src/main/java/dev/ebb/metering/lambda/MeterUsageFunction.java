package dev.ebb.metering.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.ProducerRules;
import dev.ebb.metering.Ticks;
import dev.ebb.metering.cloudwatch.FunctionLog;
import dev.ebb.metering.dynamodb.DynamoIngestion;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TableAccess;
import dev.ebb.metering.json.JsonEventReader;
import dev.ebb.metering.json.TickJson;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Meters an SQS batch. Returns to the queue, message by message, only what failed in passing; what can never be metered
 * is in quarantine, and its message is done with.
 */
public final class MeterUsageFunction implements RequestHandler<SQSEvent, SQSBatchResponse> {

    /** Kept for the last call on the table, and for the answer. */
    static final Duration MARGIN = TableAccess.LONGEST_CALL.plusSeconds(1);

    /** Who may send what for whom, as {@link ProducerRules} reads it; empty for everybody. */
    static final String PRODUCERS_VARIABLE = "EBB_PRODUCERS";

    /**
     * {@code true} for a new table that an archive is replayed into: events of any age are let in, their identities are
     * kept for ever, and nothing counts as late. Empty, absent or {@code false} for events as they happen.
     */
    static final String HISTORY_VARIABLE = "EBB_HISTORY";

    /** How many days identities are kept; empty or absent for {@link Admission#IDENTITIES}. */
    static final String IDENTITY_DAYS_VARIABLE = "EBB_IDENTITY_DAYS";

    private final MeterUsage meterUsage;
    private final Ticks ticks;
    private final FunctionLog log;
    private final Clock clock;

    /** As Lambda makes it: on the table that the environment names. */
    public MeterUsageFunction() {
        this(System.getenv(), TableAccess.fromEnvironment(System.getenv()), Clock.systemUTC());
    }

    private MeterUsageFunction(Map<String, String> environment, TableAccess access, Clock clock) {
        this(environment, access.client(), access.table(), clock);
    }

    /**
     * On this table, and otherwise as the environment says.
     *
     * @throws IllegalArgumentException if a variable says what it can't
     */
    public MeterUsageFunction(Map<String, String> environment, DynamoDbClient client, String table, Clock clock) {
        this(
                meterUsage(environment, client, table),
                new DynamoIngestion(new Table(client, table)),
                new FunctionLog(System.out),
                clock);
    }

    /** For tests, and for whoever runs it elsewhere: where no tick comes. */
    public MeterUsageFunction(MeterUsage meterUsage, FunctionLog log, Clock clock) {
        this(meterUsage, Ticks.NONE, log, clock);
    }

    MeterUsageFunction(MeterUsage meterUsage, Ticks ticks, FunctionLog log, Clock clock) {
        this.meterUsage = meterUsage;
        this.ticks = ticks;
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

        List<SQSEvent.SQSMessage> events = messages.stream()
                .filter(message -> tick(message, now).isEmpty())
                .toList();
        List<Original> bodies =
                events.stream().map(message -> Original.of(message.getBody())).toList();
        MeterUsage.Result result = meterUsage.meter(bodies, now, deadline);
        log.metered(context.getFunctionName(), result, now);

        List<SQSBatchResponse.BatchItemFailure> returned = new ArrayList<>();
        result.deferred()
                .keySet()
                .forEach(body -> returned.add(
                        new SQSBatchResponse.BatchItemFailure(events.get(body).getMessageId())));
        messages.forEach(message -> tick(message, now).ifPresent(tick -> take(message, tick, deadline, returned)));
        return new SQSBatchResponse(returned);
    }

    /** A tick of the present, in a message of its own; one from the future is no tick. */
    private static Optional<Instant> tick(SQSEvent.SQSMessage message, Instant now) {
        return TickJson.read(message.getBody()).filter(tick -> !tick.isAfter(now.plus(Admission.TOLERANCE)));
    }

    /** After the batch that it came with. */
    private void take(
            SQSEvent.SQSMessage message,
            Instant tick,
            Deadline deadline,
            List<SQSBatchResponse.BatchItemFailure> returned) {
        String source = Objects.requireNonNullElse(message.getEventSourceArn(), "");
        try {
            ticks.metered(source.substring(source.lastIndexOf(':') + 1), tick, deadline);
        } catch (LedgerUnavailableException passing) {
            returned.add(new SQSBatchResponse.BatchItemFailure(message.getMessageId()));
        }
    }

    private static MeterUsage meterUsage(Map<String, String> environment, DynamoDbClient client, String table) {
        ProducerRules producers = ProducerRules.parse(environment.getOrDefault(PRODUCERS_VARIABLE, ""));
        boolean history = isHistory(environment.getOrDefault(HISTORY_VARIABLE, ""));
        Duration identities = history ? null : identities(environment.getOrDefault(IDENTITY_DAYS_VARIABLE, ""));
        return new MeterUsage(
                new JsonEventReader(),
                new DynamoLedger(client, table, identities, !history),
                new DynamoQuarantine(client, table),
                (history ? Admission.OPERATOR : Admission.LIVE)
                        .keeping(identities)
                        .of(producers));
    }

    private static Duration identities(String days) {
        if (days.isEmpty()) {
            return Admission.IDENTITIES;
        }
        if (!days.matches("[0-9]{1,4}")) {
            throw new IllegalArgumentException(
                    IDENTITY_DAYS_VARIABLE + ": must be a number of days, is \"" + days + "\"");
        }
        return Duration.ofDays(Integer.parseInt(days));
    }

    private static boolean isHistory(String value) {
        return switch (value) {
            case "", "false" -> false;
            case "true" -> true;
            default ->
                throw new IllegalArgumentException(
                        HISTORY_VARIABLE + ": must be true, false or empty, is \"" + value + "\"");
        };
    }
}
