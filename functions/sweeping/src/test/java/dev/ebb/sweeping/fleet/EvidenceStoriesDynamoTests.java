package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.cloudwatch.MetricDataServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What went wrong elsewhere because nothing was known and that was read as "nothing happens". */
class EvidenceStoriesDynamoTests {

    private static final String COMPONENT = ",\"target\":{\"type\":\"event-bus\",\"inferenceComponent\":\"llama\"}";
    private static final Map<String, String> DIMENSIONS = Map.of("InferenceComponentName", "llama");

    private final Fleet fleet = new Fleet();
    private final MetricDataServer server = fleet.cloudWatch.server();

    @AfterEach
    void close() {
        fleet.close();
    }

    /** A copy ran in all minutes between, and its GPUs had nothing to do. */
    private void witnessed(Instant from, Instant to) {
        for (Instant minute = from; minute.isBefore(to); minute = minute.plus(Duration.ofMinutes(1))) {
            server.data()
                    .put("/aws/sagemaker/InferenceComponents", "GPUUtilizationNormalized", DIMENSIONS, minute, "0.0");
        }
    }

    private void untouched(DeploymentId id) {
        assertThat(fleet.sentence(id)).startsWith("UNKNOWN");
        assertThat(fleet.intents(id)).isEmpty();
        assertThat(fleet.orders()).isZero();
        assertThat(fleet.bus.events()).isEmpty();
        assertThat(fleet.sns.published()).isEmpty();
    }

    /** From before its owner would be warned to after it would have gone to zero. */
    private void lookAroundTheEndOfTheWindow(DeploymentId id) {
        fleet.sweep();
        fleet.pass(Duration.ofMinutes(45));
        fleet.lookFor(id, Duration.ofMinutes(40));
    }

    /** Whatever held it is over: the same deployment goes to zero once it is known to be idle. */
    private void goesToZeroOnceItIsKnown(DeploymentId id) {
        server.pages(number -> new MetricDataServer.Page(200, ""));
        server.distort((query, result) -> List.of(result));
        server.message("");
        witnessed(fleet.now().minus(Duration.ofHours(2)), fleet.now().plus(Duration.ofHours(2)));

        fleet.lookUntil(id, Rung.AT_ZERO);

        assertThat(fleet.runner.running(id)).isZero();
    }

    /** "A broken metrics server read as zero load, everything scaled to its minimum at peak." */
    @Test
    @GuardedBy("dev.ebb.sweeping.evidence.Combined#of")
    void aBrokenMetricsServerIsNotZeroLoad() {
        fleet.stackPolicy("{\"mode\":\"zero\"}");
        DeploymentId llama = fleet.running("llama", 1, COMPONENT);
        server.pages(number -> MetricDataServer.error(500, "InternalServiceFault"));

        // The account's own reporter, which sees no more than the broken server, says that all was quiet.
        lookAroundTheEndOfTheWindow(llama);

        untouched(llama);
        assertThat(fleet.sentence(llama)).contains("CloudWatch: 500");
        goesToZeroOnceItIsKnown(llama);
    }

    /** "A non-200 read as 'empty'": nor a 200 with a part missing, with no number, or with less than was asked for. */
    @Test
    @GuardedBy("dev.ebb.sweeping.cloudwatch.Reading#failures")
    void anAnswerThatIsNotWholeIsNotEmpty() {
        fleet.stackPolicy("{\"mode\":\"zero\"}");
        DeploymentId llama = fleet.running("llama", 1, COMPONENT);
        fleet.sweep();
        witnessed(Fleet.START, Fleet.START.plus(Duration.ofHours(6)));
        fleet.pass(Duration.ofHours(2));

        for (int status : List.of(400, 403, 404, 429, 500, 503)) {
            server.pages(number -> MetricDataServer.error(status, "AccessDenied"));
            fleet.look(llama);
            untouched(llama);
        }
        server.pages(number -> new MetricDataServer.Page(200, ""));
        for (String code : List.of("PartialData", "InternalError", "Forbidden")) {
            server.distort((query, result) -> List.of(
                    query.metric().equals("Invocations")
                            ? new MetricDataServer.Result(result.id(), List.of(), List.of(), code, Map.of())
                            : result));
            fleet.look(llama);
            untouched(llama);
        }
        server.distort((query, result) -> List.of(new MetricDataServer.Result(
                result.id(),
                result.times(),
                result.values().stream().map(value -> "NaN").toList(),
                result.status(),
                result.messages())));
        fleet.look(llama);
        untouched(llama);

        goesToZeroOnceItIsKnown(llama);
    }

    /** "'In-use' list empty, so everything was unused." */
    @Test
    @GuardedBy("dev.ebb.sweeping.cloudwatch.Inquiry#seen")
    void anEmptyListOfWhatIsInUseProvesNothing() {
        fleet.stackPolicy("{\"mode\":\"zero\"}");
        DeploymentId llama = fleet.running("llama", 1, COMPONENT);

        // CloudWatch answers every query, complete, without a single value.
        lookAroundTheEndOfTheWindow(llama);

        untouched(llama);
        assertThat(fleet.sentence(llama)).contains("not reported");
        goesToZeroOnceItIsKnown(llama);
    }

    /** "Metrics delayed region-wide while workloads were fine." */
    @Test
    @GuardedBy("dev.ebb.sweeping.cloudwatch.Inquiry#seen")
    void metricsThatComeAnHourLateAreNotAnIdleHour() {
        fleet.stackPolicy("{\"mode\":\"zero\"}");
        DeploymentId llama = fleet.running("llama", 1, COMPONENT);
        fleet.sweep();
        Instant end = Fleet.START.plus(Duration.ofHours(3));
        fleet.pass(Duration.ofHours(2));

        // Every minute is witnessed, and that comes an hour late.
        Instant known = Fleet.START;
        while (fleet.now().isBefore(end)) {
            fleet.untilDue(llama);
            Instant late = fleet.now().minus(Duration.ofHours(1));
            if (late.isAfter(known)) {
                witnessed(known, late);
                known = late;
            }
            fleet.sweep();
            assertThat(fleet.sentence(llama)).startsWith("UNKNOWN");
        }
        untouched(llama);

        // When the hour is there, it shows that the workload was fine.
        fleet.untilDue(llama);
        witnessed(known, fleet.now());
        Instant busy = fleet.now().minus(Duration.ofMinutes(3));
        server.data().put("AWS/SageMaker", "Invocations", DIMENSIONS, busy, "40");
        fleet.sweep();

        assertThat(fleet.sentence(llama)).startsWith("ACTIVE").contains("in demand, last at");
    }

    /** "Last-active unknown read as idle." */
    @Test
    @GuardedBy("dev.ebb.sweeping.rules.WhileUp#found")
    void whatNobodyReportsIsNotIdle() {
        fleet.stackPolicy("{\"mode\":\"zero\"}");
        DeploymentId llama = fleet.running("llama");
        fleet.fallSilent();

        lookAroundTheEndOfTheWindow(llama);

        untouched(llama);
        assertThat(fleet.sentence(llama)).contains("not reported");
    }

    /** One minute that nobody reported, in the middle of a window that is otherwise quiet, is enough to know nothing. */
    @Test
    @GuardedBy("dev.ebb.sweeping.rules.WhileUp#found")
    void oneMinuteWithoutAReportIsAGap() {
        fleet.stackPolicy("{\"mode\":\"zero\"}");
        DeploymentId llama = fleet.running("llama");
        fleet.sweep();
        fleet.pass(Duration.ofMinutes(30));
        fleet.skipReport(Duration.ofMinutes(1));
        fleet.pass(Duration.ofMinutes(31));

        fleet.sweep();

        untouched(llama);
        assertThat(fleet.sentence(llama)).contains("of 45 minutes not reported, the last at 08:30");
    }

    /** Idle for weeks on the day of adoption: what was before Ebb's first look does not count. */
    @Test
    @GuardedBy("dev.ebb.sweeping.rules.WhileUp#found")
    void nobodysFleetIsIdleForWeeksOnTheDayOfAdoption() {
        fleet.stackPolicy("{\"mode\":\"zero\"}");
        DeploymentId llama = fleet.running("llama");
        fleet.pass(Duration.ofDays(8));
        Instant adopted = fleet.now();

        fleet.sweep();
        fleet.settle();

        assertThat(fleet.watched(llama).minutes().isReported(ActivityMinutes.minuteOf(adopted) - 1))
                .isTrue();
        assertThat(fleet.sentence(llama)).isEqualTo("UNKNOWN: can't judge: nothing is known yet: observed since 08:00");
        assertThat(fleet.records.hour(adopted, Deadline.NONE).unknown())
                .as("an adoption is no news to the breaker")
                .isZero();
        assertThat(fleet.intents(llama)).isEmpty();
        fleet.lookUntil(llama, Rung.AT_ZERO);
        assertThat(fleet.now()).isAfter(adopted.plus(Duration.ofHours(1)));
    }
}
