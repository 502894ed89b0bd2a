package dev.ebb.metering.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.Ledger;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.Quarantine;
import dev.ebb.metering.Rejection;
import dev.ebb.metering.UsageEvent;
import dev.ebb.metering.cloudwatch.FunctionLog;
import dev.ebb.metering.json.JsonEventReader;
import dev.ebb.metering.json.TickJson;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeterUsageFunctionTests {

    private static final Instant NOW = Instant.parse("2026-11-02T00:00:00.123Z");

    private final LedgerThatDefers ledger = new LedgerThatDefers();
    private final KeptRejections quarantine = new KeptRejections();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final MeterUsageFunction function = new MeterUsageFunction(
            new MeterUsage(new JsonEventReader(), ledger, quarantine, Admission.LIVE),
            new FunctionLog(new PrintStream(written, true, StandardCharsets.UTF_8)),
            Clock.fixed(NOW.plusNanos(456_789), ZoneOffset.UTC));

    @Test
    void onlyWhatFailedInPassingGoesBackToTheQueue() {
        SQSEvent batch = TokenEvents.batch(
                TokenEvents.message("m1", TokenEvents.body("good", NOW, 1)),
                TokenEvents.message("m2", "no JSON"),
                TokenEvents.message("m3", TokenEvents.body("defer", NOW, 1)));

        SQSBatchResponse response = function.handleRequest(batch, new InvocationContext("f", 60_000));

        assertThat(response.getBatchItemFailures())
                .extracting(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
                .containsExactly("m3");
        assertThat(quarantine.originals()).containsExactly("no JSON");
    }

    @Test
    void theLedgerHasTheTimeThatLambdaLeavesLessTheMarginAndANowOfWholeMilliseconds() {
        function.handleRequest(
                TokenEvents.batch(TokenEvents.message("m1", TokenEvents.body("good", NOW, 1))),
                new InvocationContext("f", 30_000));

        assertThat(ledger.remaining).isEqualTo(Duration.ofSeconds(30).minus(MeterUsageFunction.MARGIN));
        assertThat(ledger.now).isEqualTo(NOW);
    }

    @Test
    void aTickSaysHowFarItsQueueIsMeteredAfterTheEventsBesideIt() {
        List<String> taken = new ArrayList<>();
        MeterUsageFunction ticked = new MeterUsageFunction(
                new MeterUsage(new JsonEventReader(), ledger, quarantine, Admission.LIVE),
                (queue, tick, deadline) -> taken.add(queue + " " + tick + " after " + ledger.now),
                new FunctionLog(new PrintStream(written, true, StandardCharsets.UTF_8)),
                Clock.fixed(NOW, ZoneOffset.UTC));
        SQSEvent.SQSMessage tick = TokenEvents.message("m1", TickJson.write(NOW.minusSeconds(60)));
        tick.setEventSourceArn("arn:aws:sqs:us-east-1:123456789012:usage");

        SQSBatchResponse response = ticked.handleRequest(
                TokenEvents.batch(tick, TokenEvents.message("m2", TokenEvents.body("good", NOW, 1))),
                new InvocationContext("f", 60_000));

        assertThat(response.getBatchItemFailures()).isEmpty();
        assertThat(taken).containsExactly("usage 2026-11-01T23:59:00.123Z after " + NOW);
        assertThat(quarantine.originals()).isEmpty();
    }

    @Test
    void aTickThatCantBeKeptComesBackAndOneFromTheFutureIsQuarantined() {
        MeterUsageFunction away = new MeterUsageFunction(
                new MeterUsage(new JsonEventReader(), ledger, quarantine, Admission.LIVE),
                (queue, tick, deadline) -> {
                    throw new LedgerUnavailableException("the table is away", null);
                },
                new FunctionLog(new PrintStream(written, true, StandardCharsets.UTF_8)),
                Clock.fixed(NOW, ZoneOffset.UTC));

        SQSBatchResponse response = away.handleRequest(
                TokenEvents.batch(
                        TokenEvents.message("present", TickJson.write(NOW)),
                        TokenEvents.message("future", TickJson.write(NOW.plusSeconds(301)))),
                new InvocationContext("f", 60_000));

        assertThat(response.getBatchItemFailures())
                .extracting(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
                .containsExactly("present");
        assertThat(quarantine.originals()).containsExactly(TickJson.write(NOW.plusSeconds(301)));
    }

    @Test
    void aBatchIsCountedInTheEmbeddedMetricFormatUnderTheNameItIsDeployedAs() throws Exception {
        function.handleRequest(
                TokenEvents.batch(
                        TokenEvents.message("m1", TokenEvents.body("good", NOW, 1)),
                        TokenEvents.message("m2", TokenEvents.body("better", NOW, 1)),
                        TokenEvents.message("m3", "no JSON")),
                new InvocationContext("stack-MeterUsage-1", 60_000));

        JsonNode line = lines().getLast();
        assertThat(line.path("EventsAccepted").asInt()).isEqualTo(2);
        assertThat(line.path("EventsQuarantined").asInt()).isEqualTo(1);
        assertThat(line.path("function").asText()).isEqualTo("stack-MeterUsage-1");
        assertThat(line.path("_aws")).isEqualTo(new ObjectMapper().readTree("""
                {"Timestamp": %d, "CloudWatchMetrics": [{"Namespace": "Ebb", "Dimensions": [["function"]], "Metrics": [
                    {"Name": "EventsAccepted", "Unit": "Count"}, {"Name": "EventsQuarantined", "Unit": "Count"}]}]}
                """.formatted(NOW.toEpochMilli())));
    }

    @Test
    void aQuarantinedEventIsLoggedWithItsReasonAndWithoutItsPayload() throws Exception {
        String future = TokenEvents.body("early", NOW.plus(Duration.ofDays(1)), 777_777);

        function.handleRequest(
                TokenEvents.batch(TokenEvents.message("m1", future)), new InvocationContext("f", 60_000));

        assertThat(lines()).hasSize(2);
        JsonNode line = lines().getFirst();
        assertThat(line.path("source").asText()).isEqualTo(TokenEvents.SOURCE);
        assertThat(line.path("id").asText()).isEqualTo("early");
        assertThat(line.path("reason").asText()).contains("5 minutes ahead of the clock");
        assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("777777");
    }

    @Test
    void whatIsNoBatchFromSqsIsRefusedAsAWhole() {
        assertThatThrownBy(() -> function.handleRequest(new SQSEvent(), new InvocationContext("f", 60_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Records");
    }

    private List<JsonNode> lines() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : written.toString(StandardCharsets.UTF_8).lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    /** Accepts everything, but defers what has the id "defer". */
    private static final class LedgerThatDefers implements Ledger {
        private Instant now = Instant.EPOCH;
        private Duration remaining = Duration.ZERO;

        @Override
        public List<Outcome> record(List<UsageEvent> events, Instant at, Deadline deadline) {
            now = at;
            remaining = deadline.remaining();
            return events.stream().map(LedgerThatDefers::outcome).toList();
        }

        private static Outcome outcome(UsageEvent event) {
            return event.identity().id().equals("defer") ? new Outcome.Deferred("busy") : new Outcome.Accepted();
        }

        @Override
        public void settle(String account, Instant asOf, LostRule rule, Deadline deadline) {
            throw new UnsupportedOperationException("a handler does not settle");
        }
    }

    private static final class KeptRejections implements Quarantine {
        private final List<Rejection> kept = new ArrayList<>();

        List<String> originals() {
            return kept.stream()
                    .map(Rejection::original)
                    .map(Original::toString)
                    .toList();
        }

        @Override
        public void keep(Rejection rejection, Instant arrived, Deadline deadline) {
            kept.add(rejection);
        }

        @Override
        public List<Entry> entries() {
            throw new UnsupportedOperationException("a handler does not look");
        }

        @Override
        public Optional<Entry> entry(String key) {
            throw new UnsupportedOperationException("a handler does not look");
        }

        @Override
        public Optional<Original> original(String key) {
            throw new UnsupportedOperationException("a handler does not look");
        }

        @Override
        public void replayed(String key, Replay replay) {
            throw new UnsupportedOperationException("a handler does not replay");
        }
    }
}
