package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.ebb.charging.sqs.SqsSender;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Ingestion;
import dev.ebb.metering.dynamodb.DynamoIngestion;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.lambda.InvocationContext;
import dev.ebb.metering.lambda.MeterUsageFunction;
import dev.ebb.sweeping.lambda.SweepParts;
import dev.ebb.sweeping.sqs.SqsUsageQueues;
import dev.ebb.sweeping.sweeps.SweepRecords.Hour;
import dev.ebb.sweeping.sweeps.UsageTicks;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ticks go through the usage queue; while they do not come back nothing is idle, and the breaker stays closed. */
class IngestionLagDynamoTests {

    private static final String QUEUE = "usage";

    private final Fleet fleet = new Fleet();
    private final DynamoIngestion ingestion = new DynamoIngestion(new Table(fleet.table.client(), fleet.table.name()));

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void aTickComesBackThroughTheQueueAndMeterUsage() {
        SqsServer sqs = fleet.sqs;
        UsageTicks ticks = SweepParts.ticks(
                new SqsUsageQueues(Map.of(QUEUE, new SqsSender(sqs.client(), sqs.address(QUEUE)))), ingestion);
        MeterUsageFunction meterUsage =
                new MeterUsageFunction(Map.of(), fleet.table.client(), fleet.table.name(), fleet.clock);
        Instant first = fleet.now();

        ticks.send(first, Deadline.NONE);
        fleet.pass(Duration.ofMinutes(3));
        ticks.send(fleet.now(), Deadline.NONE);
        assertThat(ticks.ingestion(Deadline.NONE)).as("taken by nobody").isEqualTo(new Ingestion(first));
        SQSEvent batch = new SQSEvent();
        batch.setRecords(sqs.take(QUEUE, 10).stream()
                .map(IngestionLagDynamoTests::message)
                .toList());
        meterUsage.handleRequest(batch, new InvocationContext("MeterUsage", 60_000));

        assertThat(batch.getRecords()).hasSize(2);
        assertThat(ticks.ingestion(Deadline.NONE)).isEqualTo(new Ingestion(fleet.now()));
    }

    private static SQSEvent.SQSMessage message(SqsServer.Message waiting) {
        SQSEvent.SQSMessage message = new SQSEvent.SQSMessage();
        message.setMessageId(waiting.id());
        message.setBody(waiting.body());
        message.setEventSourceArn("arn:aws:sqs:us-east-1:123456789012:" + QUEUE);
        return message;
    }

    @Test
    void whileIngestionLagsNothingIsStoppedAndTheBreakerStaysClosed() {
        fleet.stackPolicy("{\"mode\":\"zero\",\"fleetPercent\":100,\"actionsPerSweep\":100}");
        List<DeploymentId> all = fleet.running(12);
        fleet.sweep();
        ingestion.expect(Set.of(QUEUE), fleet.now(), Deadline.NONE);
        fleet.idleUntilZeroIsDue(all);
        ingestion.metered(QUEUE, fleet.now().minus(Duration.ofMinutes(3)), Deadline.NONE);

        fleet.pass(Duration.ofMinutes(1));
        all.forEach(id -> fleet.watch.makeDue(id, fleet.now(), Deadline.NONE));
        fleet.sweep();

        assertThat(fleet.sentence(all.getFirst())).contains("can't judge: ingestion lags: events are metered up to");
        assertThat(all).allSatisfy(id -> assertThat(fleet.intents(id)).isEmpty());
        Hour hour = fleet.records.hour(fleet.now().truncatedTo(ChronoUnit.HOURS), Deadline.NONE);
        assertThat(hour.unknown()).isZero();
        assertThat(fleet.safety.state(Deadline.NONE).held()).isEmpty();

        ingestion.metered(QUEUE, fleet.now(), Deadline.NONE);
        all.forEach(id -> fleet.watch.makeDue(id, fleet.now(), Deadline.NONE));
        fleet.pass(Duration.ofMinutes(1));
        fleet.sweep();

        assertThat(fleet.verdict(all.getFirst()).word()).isEqualTo("IDLE");
    }
}
