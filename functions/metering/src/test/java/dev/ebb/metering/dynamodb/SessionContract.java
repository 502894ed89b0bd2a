package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.LedgerEvents.CONFIGURATION;
import static dev.ebb.metering.dynamodb.LedgerEvents.TWO_H100;
import static dev.ebb.metering.dynamodb.LedgerEvents.created;
import static dev.ebb.metering.dynamodb.LedgerEvents.deleted;
import static dev.ebb.metering.dynamodb.LedgerEvents.identity;
import static dev.ebb.metering.dynamodb.LedgerEvents.ready;
import static dev.ebb.metering.dynamodb.LedgerEvents.shape;
import static dev.ebb.metering.dynamodb.LedgerEvents.starting;
import static dev.ebb.metering.dynamodb.LedgerEvents.stopped;
import static dev.ebb.metering.dynamodb.LedgerEvents.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.FailedStart;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Notice;
import dev.ebb.metering.Session;
import dev.ebb.metering.Shape;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.UsageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From readies and stops, in whatever order they come, to sessions and meters that agree. */
abstract class SessionContract extends LedgerContract {

    SessionContract(Supplier<TestTable> tables) {
        super(tables);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSessionIsFromReadyToStoppedWhicheverArrivesFirst(boolean readyFirst) {
        UsageEvent ready = ready("r", at("10:00:00"), "r-1");
        UsageEvent stopped = stopped("s", at("10:01:00.500"), "r-1");

        recordEach(readyFirst ? new UsageEvent[] {ready, stopped} : new UsageEvent[] {stopped, ready});

        assertThat(day().sessions())
                .containsExactly(new ReplicaSession("r-1", session("10:00:00", "10:01:00.500"), false));
        assertThat(day().metered()).containsExactly(Map.entry(H100, GpuTime.ofMicros(60_500L * 2_000)));
        assertThat(state(NOW).phase()).isEqualTo(DeploymentState.Phase.AT_ZERO);
    }

    @Test
    void anOpenSessionEndsAtAsOf() {
        recordEach(ready("r", at("10:00:00"), "r-1"));

        DeploymentUsage usage = fixture().llama(DAY, NEXT_DAY, at("10:30:00"));

        assertThat(usage.sessions()).containsExactly(new ReplicaSession("r-1", session("10:00:00", "10:30:00"), true));
        assertThat(usage.metered()).containsExactly(Map.entry(H100, GpuTime.ofMicros(1_800_000L * 2_000)));
    }

    @Test
    void aDeletionStopsAReplicaAndACreationLetsItBeReadyAgain() {
        recordEach(
                created("c1", at("09:00:00")),
                ready("r1", at("10:00:00"), "r-1"),
                deleted("d", at("11:00:00")),
                created("c2", at("12:00:00")),
                ready("r2", at("13:00:00"), "r-1"),
                stopped("s", at("14:00:00"), "r-1"));

        assertThat(sessions()).containsExactly(session("10:00:00", "11:00:00"), session("13:00:00", "14:00:00"));
        assertThat(day().notices()).isEmpty();
    }

    @Test
    void aReadyWithoutShapeWaitsAndIsBilledOnceItsCreationArrives() {
        recordEach(ready("r", at("10:00:00"), "r-1", ShapePart.NONE), stopped("s", at("11:00:00"), "r-1"));
        assertThat(sessions()).isEmpty();
        assertThat(day().notices())
                .containsExactly(new Notice(Notice.Kind.WAITING, identity("r"), at("10:00:00"), at("11:00:00")));

        recordEach(created("c", at("09:00:00")));

        assertThat(sessions()).containsExactly(session("10:00:00", "11:00:00"));
        assertThat(day().notices()).isEmpty();
        assertThat(day().pending()).isFalse();
    }

    @Test
    void aReadyAfterTheDeletionOpensNothingAndSaysSo() {
        recordEach(created("c", at("09:00:00")), deleted("d", at("10:00:00")), ready("r", at("11:00:00"), "r-1"));

        assertThat(sessions()).isEmpty();
        assertThat(day().notices())
                .containsExactly(new Notice(Notice.Kind.AFTER_DELETION, identity("r"), at("11:00:00"), at("11:00:00")));
        assertThat(state(NOW).phase()).isEqualTo(DeploymentState.Phase.DELETED);
    }

    @Test
    void anUpdateOfOneFieldShapesWhatBecomesReadyAfterItAndNothingBefore() {
        recordEach(
                created("c", at("09:00:00")),
                ready("r1", at("10:00:00"), "r-1", ShapePart.NONE),
                ready("r2", at("10:30:00"), "r-2", ShapePart.NONE),
                stopped("s1", at("11:00:00"), "r-1"),
                stopped("s2", at("11:00:00"), "r-2"));

        recordEach(updated("u", at("10:15:00"), new ShapePart(null, null, "eu-west-1")));

        Shape inEurope = new Shape("H100", new GpuCount(2_000), "eu-west-1");
        assertThat(sessions())
                .containsExactly(session("10:00:00", "11:00:00"), session("10:30:00", "11:00:00", inEurope));
        assertThat(state(NOW).announced()).isEqualTo(new ShapePart("H100", new GpuCount(2_000), "eu-west-1"));
        assertThat(state(NOW).configuration()).isEqualTo(CONFIGURATION);
    }

    @Test
    void aBootIsShownWithItsSessionAndAFailedOneOnItsOwn() {
        recordEach(
                created("c", at("09:00:00")),
                starting("b1", at("09:50:00"), "r-1"),
                ready("r1", at("10:00:00"), "r-1"),
                stopped("s1", at("11:00:00"), "r-1"),
                starting("b2", at("12:00:00"), "r-2"),
                stopped("s2", at("12:10:00"), "r-2"));

        assertThat(sessions()).containsExactly(new Session(at("10:00:00"), at("11:00:00"), TWO_H100, at("09:50:00")));
        assertThat(day().failedStarts()).containsExactly(new FailedStart(at("12:00:00"), at("12:10:00"), TWO_H100));
        assertThat(day().metered()).containsExactly(Map.entry(H100, GpuTime.ofMicros(3_600_000L * 2_000)));
    }

    @Test
    void metersAndSessionsAgreeAtEveryQuarterHour() {
        recordEach(
                ready("r1", at("00:07:13.001"), "r-1"),
                ready("r2", at("00:15:00"), "r-2", shape("A100", 500)),
                stopped("s1", at("02:44:59.999"), "r-1"),
                ready("r1b", at("03:00:00"), "r-1", shape("H100", 1_024_000)),
                stopped("s2", at("03:29:17.777"), "r-2"),
                stopped("s1b", at("04:10:00.123"), "r-1"));

        for (int quarter = 0; quarter <= 18; quarter++) {
            Instant edge = DAY.plus(Duration.ofMinutes(15L * quarter));
            DeploymentUsage head = fixture().llama(DAY, edge, NOW);
            DeploymentUsage tail = fixture().llama(edge, NEXT_DAY, NOW);

            assertThat(head.metered()).isEqualTo(TableFixture.bySessions(head, DAY, edge));
            assertThat(tail.metered()).isEqualTo(TableFixture.bySessions(tail, edge, NEXT_DAY));
        }
    }
}
