package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Watched;
import dev.ebb.metering.cloudwatch.FunctionLog;
import dev.ebb.metering.dynamodb.DynamoFleetWatch;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.dynamodb.OnTable;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TestTable;
import dev.ebb.metering.json.JsonEventReader;
import dev.ebb.metering.lambda.InvocationContext;
import dev.ebb.metering.lambda.MeterUsageFunction;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.actions.ActionByHand;
import dev.ebb.sweeping.cloudwatch.WatchedFleet;
import dev.ebb.sweeping.dynamodb.DynamoPolicies;
import dev.ebb.sweeping.dynamodb.DynamoSafety;
import dev.ebb.sweeping.dynamodb.DynamoSweepRecords;
import dev.ebb.sweeping.dynamodb.DynamoSweepStore;
import dev.ebb.sweeping.eventbridge.EventBridgeServer;
import dev.ebb.sweeping.policy.Policies;
import dev.ebb.sweeping.sweeps.SweepStore.RecordedVerdict;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A fleet as Ebb has it in the cloud: events go through MeterUsage, a sweep through SweepDeployments, actions through
 * ScaleDeployment and DeleteDeployment, all of them the real handlers with their real parts on one table, and the services
 * that they speak to are doubles on loopback. Whoever runs the deployments listens on the bus. Time is the test's.
 */
final class Fleet extends OnTable {

    /** A Monday. */
    static final Instant START = Instant.parse("2026-11-16T08:00:00Z");

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration TURN = Duration.ofSeconds(10);
    private static final Context AMPLE = new InvocationContext("function", 300_000);

    final SteppedClock clock = new SteppedClock(START);
    final SqsServer sqs = new SqsServer(clock);
    final SnsServer sns = new SnsServer();
    final EventBridgeServer bus = new EventBridgeServer();
    final WatchedFleet cloudWatch = new WatchedFleet();
    final Runner runner = new Runner(this::hear);
    final DynamoSweepStore store = new DynamoSweepStore(table.client(), table.name());
    final DynamoPolicies policies = new DynamoPolicies(table.client(), table.name());
    final DynamoSafety safety = new DynamoSafety(table.client(), table.name());
    final DynamoSweepRecords records = new DynamoSweepRecords(new Table(table.client(), table.name()));
    final DynamoFleetWatch watch = new DynamoFleetWatch(table.client(), table.name());

    private final Functions functions = new Functions(table, clock, sqs, sns, bus, cloudWatch);
    private final MeterUsageFunction meterUsage = new MeterUsageFunction(
            new MeterUsage(
                    new JsonEventReader(),
                    new DynamoLedger(table.client(), table.name()),
                    new DynamoQuarantine(table.client(), table.name()),
                    Admission.LIVE),
            new FunctionLog(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8)),
            clock);
    private final List<String> reporting = new ArrayList<>(List.of("acme"));
    private Instant reportedUntil = START;
    private int events;

    /** On DynamoDB Local. */
    Fleet() {
        this(new LocalTable());
    }

    /** On an empty table, which is closed with it. */
    Fleet(TestTable table) {
        super(table);
        bus.listen(runner::hear);
    }

    @Override
    public void close() {
        cloudWatch.close();
        bus.close();
        sns.close();
        sqs.close();
        table.close();
    }

    // Time and events.

    Instant now() {
        return clock.instant();
    }

    static DeploymentId id(String name) {
        return new DeploymentId("acme", name);
    }

    /** A deployment of one H100 a replica on the bus, announced now with more of a configuration, its replicas ready now. */
    DeploymentId running(String name, int replicas, String more) {
        DeploymentId id = id(name);
        runner.create(id, "{\"accelerator\":\"H100\",\"acceleratorCount\":1" + more + "}", replicas);
        return id;
    }

    DeploymentId running(String name) {
        return running(name, 1, "");
    }

    /** Meters an event of now. */
    void hear(String type, DeploymentId id, String replica, String data) {
        String subject = "accounts/" + id.account() + "/deployments/" + id.name()
                + (replica.isEmpty() ? "" : "/replicas/" + replica);
        meter(type, subject, data);
    }

    private void meter(String type, String subject, String data) {
        SQSEvent.SQSMessage message = new SQSEvent.SQSMessage();
        message.setMessageId("e" + ++events);
        message.setBody("{\"specversion\":\"1.0\",\"id\":\"e" + events
                + "\",\"source\":\"urn:fleet\",\"type\":\"dev.ebb." + type + "\",\"subject\":\"" + subject
                + "\",\"time\":\"" + now() + "\",\"data\":" + data + "}");
        SQSEvent batch = new SQSEvent();
        batch.setRecords(List.of(message));
        assertThat(meterUsage.handleRequest(batch, AMPLE).getBatchItemFailures())
                .isEmpty();
    }

    /** Requests were served in the minute of this instant. */
    void served(DeploymentId id, Instant minute) {
        hear("requests.served", id, "", span(minute, minute, ",\"count\":3"));
    }

    /** Requests were turned away in the minute of this instant. */
    void rejected(DeploymentId id, Instant minute) {
        hear("requests.rejected", id, "", span(minute, minute, ",\"count\":3"));
    }

    static String span(Instant from, Instant to, String more) {
        return "{\"from\":\"" + from + "\",\"to\":\"" + to + "\"" + more + "}";
    }

    /** From now on nobody says that there was no traffic. */
    void fallSilent() {
        reporting.clear();
    }

    /** This account reports, too. */
    void reports(String account) {
        reporting.add(account);
    }

    /** Time passes, and that all its traffic was reported is said at its end. */
    void pass(Duration time) {
        clock.pass(time);
        while (reportedUntil.isBefore(now())) {
            Instant day = reportedUntil.plus(Duration.ofHours(23));
            Instant to = day.isBefore(now()) ? day : now();
            for (String account : reporting) {
                meter("activity.reported", "accounts/" + account, span(reportedUntil, to.minusMillis(1), ""));
            }
            reportedUntil = to;
        }
    }

    /** Time passes, and nobody ever says what happened in it. */
    void skipReport(Duration time) {
        clock.pass(time);
        reportedUntil = now();
    }

    /** All of them, which came up together, are idle for so long that the next sweep would take them to zero. */
    void idleUntilZeroIsDue(List<DeploymentId> all) {
        sweep();
        untilDue(all.getFirst());
        sweep();
        untilDue(all.getFirst());
    }

    /** So many deployments of one replica each. */
    List<DeploymentId> running(int count) {
        return IntStream.range(0, count).mapToObj(i -> running("d" + i)).toList();
    }

    /** Breaks an item of a sweep's, as a bad release would. */
    void poison(DeploymentId id) {
        rung(id, "{\"broken");
    }

    /** The next release has it right again. */
    void heal(DeploymentId id) {
        heal(id, "UP");
    }

    /** Likewise, where it stood on another rung. */
    void heal(DeploymentId id, String rung) {
        rung(id, rung);
    }

    private void rung(DeploymentId id, String rung) {
        table.client()
                .updateItem(update -> update.tableName(table.name())
                        .key(Map.of(
                                "pk", AttributeValue.fromS("SWEEP " + id.account() + " " + id.name()),
                                "sk", AttributeValue.fromS("STATUS")))
                        .updateExpression("SET rung = :rung")
                        .expressionAttributeValues(Map.of(":rung", AttributeValue.fromS(rung))));
    }

    /** Time passes up to the minute in which a deployment is due. */
    void untilDue(DeploymentId id) {
        Instant due =
                Optional.ofNullable(watched(id).dueAt()).orElseThrow(() -> new AssertionError(id + " is never due"));
        Instant minute = due.plus(MINUTE).minusMillis(1).truncatedTo(ChronoUnit.MINUTES);
        pass(minute.isAfter(now()) ? Duration.between(now(), minute) : toNextMinute());
    }

    private Duration toNextMinute() {
        Instant minute = now().plus(MINUTE).minusMillis(1).truncatedTo(ChronoUnit.MINUTES);
        return Duration.between(now(), minute);
    }

    // Policies.

    void stackPolicy(String json) {
        policy(new Policies.Level.Stack(), json);
    }

    void policy(DeploymentId id, String json) {
        policy(new Policies.Level.Deployment(id), json);
    }

    void policy(Policies.Level level, String json) {
        long before = policies.current(level, Deadline.NONE)
                .map(Policies.Version::number)
                .orElse(0L);
        assertThat(policies.set(level, json, "ann", now(), before, Deadline.NONE))
                .isTrue();
    }

    // The functions.

    /** The schedule says that it is time. */
    Swept sweep() {
        return functions.sweep();
    }

    Swept sweep(DynamoDbClient client, Context context) {
        return functions.sweep(client, context);
    }

    /** How many pages wait. */
    int pages() {
        return functions.pages();
    }

    Swept page(DynamoDbClient client, Context context, int most) {
        return functions.page(client, context, most);
    }

    void execute() {
        functions.execute(table.client());
    }

    void execute(DynamoDbClient client) {
        functions.execute(client);
    }

    /** How many actions wait to be executed. */
    int orders() {
        return functions.orders();
    }

    ActionByHand byHand() {
        return functions.byHand(store, watch, safety);
    }

    /** Executes, and lets whoever runs it obey, in turns of ten seconds until nothing waits. */
    void settle() {
        for (int turns = 0; orders() > 0; turns++) {
            assertThat(turns).as("turns of ten seconds").isLessThan(400);
            execute();
            runner.obey();
            clock.pass(TURN);
        }
    }

    /** Passes the time until a deployment is due, looks, and carries out what comes of it. */
    Swept look(DeploymentId id) {
        untilDue(id);
        Swept swept = sweep();
        settle();
        return swept;
    }

    /** Passes the time until the first of them is due, and looks; that one. */
    DeploymentId look(List<DeploymentId> all) {
        DeploymentId first = all.stream()
                .min(Comparator.comparing(
                        id -> Optional.ofNullable(watched(id).dueAt()).orElse(Instant.MAX)))
                .orElseThrow();
        look(first);
        return first;
    }

    /** Looks whenever it is due, until it is on a rung. */
    void lookUntil(DeploymentId id, SweepStatus.Rung rung) {
        for (int looks = 0;
                status(id).map(SweepStatus::rung).filter(rung::equals).isEmpty();
                looks++) {
            assertThat(looks)
                    .as("looks at %s, the last said: %s", id, looks == 0 ? "-" : sentence(id))
                    .isLessThan(60);
            look(id);
        }
    }

    /** Looks whenever it is due, for so long. */
    void lookFor(DeploymentId id, Duration time) {
        Instant end = now().plus(time);
        while (now().isBefore(end)) {
            look(id);
        }
    }

    // What is known.

    Watched watched(DeploymentId id) {
        return watch.watch(id, now(), now(), Deadline.NONE).orElseThrow();
    }

    Optional<SweepStatus> status(DeploymentId id) {
        return store.kept(id, Deadline.NONE).status();
    }

    List<RecordedVerdict> verdicts(DeploymentId id) {
        return store.verdicts(id, START, now().plus(MINUTE), Deadline.NONE);
    }

    RecordedVerdict verdict(DeploymentId id) {
        return verdicts(id).getLast();
    }

    /** The last verdict, readable. */
    String sentence(DeploymentId id) {
        return verdict(id).word() + ": " + verdict(id).sentence();
    }

    /** All intents as {@code SCALE_TO_ZERO DONE}, the first first. */
    List<String> intents(DeploymentId id) {
        return store.intents(id, 100, Deadline.NONE).reversed().stream()
                .map(intent -> intent.id().action() + " " + intent.state())
                .toList();
    }

    Intent lastIntent(DeploymentId id) {
        return store.intents(id, 1, Deadline.NONE).getFirst();
    }
}
