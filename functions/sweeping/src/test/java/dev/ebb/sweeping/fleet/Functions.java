package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.charging.sns.SnsSender;
import dev.ebb.charging.sqs.SqsSender;
import dev.ebb.metering.FleetWatch;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TestTable;
import dev.ebb.metering.lambda.InvocationContext;
import dev.ebb.sweeping.actions.ActionByHand;
import dev.ebb.sweeping.actions.DeleteDeployment;
import dev.ebb.sweeping.actions.Executing;
import dev.ebb.sweeping.actions.ScaleDeployment;
import dev.ebb.sweeping.cloudwatch.ActionLog;
import dev.ebb.sweeping.cloudwatch.SweepLog;
import dev.ebb.sweeping.cloudwatch.WatchedFleet;
import dev.ebb.sweeping.dynamodb.DynamoCapRecords;
import dev.ebb.sweeping.eventbridge.EventBridgeAnnouncer;
import dev.ebb.sweeping.eventbridge.EventBridgeServer;
import dev.ebb.sweeping.lambda.ActionParts;
import dev.ebb.sweeping.lambda.DeleteDeploymentFunction;
import dev.ebb.sweeping.lambda.ScaleDeploymentFunction;
import dev.ebb.sweeping.lambda.SweepDeploymentsFunction;
import dev.ebb.sweeping.lambda.SweepParts;
import dev.ebb.sweeping.sns.SnsWarnings;
import dev.ebb.sweeping.sqs.SqsActionQueue;
import dev.ebb.sweeping.sqs.SqsLegQueue;
import dev.ebb.sweeping.sweeps.Safety;
import dev.ebb.sweeping.sweeps.SweepStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The functions of the cloud, made of their real parts, on one table and with doubles of the services that they speak to. */
final class Functions {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LEGS = "legs";
    private static final String SCALE = "scale";
    private static final String DELETE = "delete";
    private static final int BATCH = 10;
    private static final Context AMPLE = new InvocationContext("function", 300_000);

    private final TestTable table;
    private final Clock clock;
    private final SqsServer sqs;
    private final SnsServer sns;
    private final EventBridgeServer bus;
    private final WatchedFleet cloudWatch;

    Functions(
            TestTable table,
            Clock clock,
            SqsServer sqs,
            SnsServer sns,
            EventBridgeServer bus,
            WatchedFleet cloudWatch) {
        this.table = table;
        this.clock = clock;
        this.sqs = sqs;
        this.sns = sns;
        this.bus = bus;
        this.cloudWatch = cloudWatch;
    }

    /** SweepDeployments as it is made in the cloud, on this client. */
    SweepDeploymentsFunction sweeper(DynamoDbClient client, PrintStream log) {
        SweepParts parts = SweepParts.of(
                client,
                table.name(),
                new SqsLegQueue(sender(LEGS)),
                new SqsActionQueue(sender(SCALE), Optional.of(sender(DELETE))),
                new SnsWarnings(new SnsSender(sns.client(), SnsServer.TOPIC)),
                cloudWatch.evidence(),
                clock);
        return new SweepDeploymentsFunction(parts.sweeps(), parts.safety(), new SweepLog(log), clock);
    }

    private SqsSender sender(String queue) {
        return new SqsSender(sqs.client(), sqs.address(queue));
    }

    private Executing executing(DynamoDbClient client) {
        return ActionParts.of(
                client,
                table.name(),
                new SqsActionQueue(sender(SCALE), Optional.of(sender(DELETE))),
                new EventBridgeAnnouncer(bus.client(), EventBridgeServer.BUS),
                clock);
    }

    /** What people decide. */
    ActionByHand byHand(SweepStore store, FleetWatch watch, Safety safety) {
        return new ActionByHand(
                store,
                watch,
                safety,
                new DynamoCapRecords(new Table(table.client(), table.name())),
                new SqsActionQueue(sender(SCALE), Optional.of(sender(DELETE))));
    }

    /** The schedule says that it is time. */
    Swept sweep() {
        return sweep(table.client(), AMPLE);
    }

    Swept sweep(DynamoDbClient client, Context context) {
        return sweep(client, context, "{\"detail-type\":\"Scheduled Event\",\"time\":\"" + clock.instant() + "\"}");
    }

    private Swept sweep(DynamoDbClient client, Context context, String event) {
        return sweep(client, context, event, new ByteArrayOutputStream());
    }

    private Swept sweep(DynamoDbClient client, Context context, String event, ByteArrayOutputStream answer) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        SweepDeploymentsFunction function = sweeper(client, new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            function.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer, context);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        Swept swept = Swept.of(log.toString(StandardCharsets.UTF_8));
        assertThat(swept.notAdded()).as("legs that do not add up").isZero();
        return swept;
    }

    /** How many pages wait. */
    int pages() {
        return sqs.waiting(LEGS);
    }

    /** The queue delivers a batch of pages; what comes back it delivers again. */
    Swept page(DynamoDbClient client, Context context, int most) {
        ObjectNode event = JSON.createObjectNode();
        ArrayNode records = event.putArray("Records");
        List<SqsServer.Message> messages = sqs.take(LEGS, most);
        for (SqsServer.Message message : messages) {
            records.addObject().put("messageId", message.id()).put("body", message.body());
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        Swept swept = sweep(client, context, event.toString(), answer);
        String failures = answer.toString(StandardCharsets.UTF_8);
        for (SqsServer.Message message : messages) {
            if (failures.contains("\"" + message.id() + "\"")) {
                sqs.putBack(LEGS, message);
            }
        }
        return swept;
    }

    /** Executes what waits to be executed and is to be seen now. */
    void execute(DynamoDbClient client) {
        PrintStream log = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        deliver(
                SCALE,
                batch -> new ScaleDeploymentFunction(new ScaleDeployment(executing(client)), new ActionLog(log), clock)
                        .handleRequest(batch, AMPLE));
        deliver(
                DELETE,
                batch -> new DeleteDeploymentFunction(
                                new DeleteDeployment(executing(client)), new ActionLog(log), clock)
                        .handleRequest(batch, AMPLE));
    }

    private interface Handler {
        SQSBatchResponse handle(SQSEvent batch);
    }

    /** What fails, or is not answered, is delivered again. */
    private void deliver(String queue, Handler handler) {
        List<SqsServer.Message> messages = sqs.take(queue, BATCH);
        if (messages.isEmpty()) {
            return;
        }
        SQSEvent batch = new SQSEvent();
        batch.setRecords(messages.stream()
                .map(message -> {
                    SQSEvent.SQSMessage delivered = new SQSEvent.SQSMessage();
                    delivered.setMessageId(message.id());
                    delivered.setBody(message.body());
                    return delivered;
                })
                .toList());
        List<String> failed = messages.stream().map(SqsServer.Message::id).toList();
        try {
            failed = handler.handle(batch).getBatchItemFailures().stream()
                    .map(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
                    .toList();
        } finally {
            for (SqsServer.Message message : messages) {
                if (failed.contains(message.id())) {
                    sqs.putBack(queue, message);
                }
            }
        }
    }

    /** How many actions wait to be executed. */
    int orders() {
        return sqs.waiting(SCALE) + sqs.waiting(DELETE);
    }
}
