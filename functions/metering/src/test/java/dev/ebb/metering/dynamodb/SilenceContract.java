package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.LedgerEvents.TWO_H100;
import static dev.ebb.metering.dynamodb.LedgerEvents.alive;
import static dev.ebb.metering.dynamodb.LedgerEvents.ready;
import static dev.ebb.metering.dynamodb.LedgerEvents.stopped;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.DeploymentUsage.Lost;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Ingestion;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Silence ends a session, provisionally. */
abstract class SilenceContract extends LedgerContract {

    SilenceContract(Supplier<TestTable> tables) {
        super(tables);
    }

    @Test
    void silenceEndsASessionWhereTheReplicaWasLastSeenAndAnAliveRestoresIt() {
        recordEach(ready("r", at("10:00:00"), "r-1"), alive(at("10:20:00"), "r-1"));
        fixture().settle(at("10:30:00"));
        assertThat(day().lost()).isEmpty();

        fixture().settle(at("10:30:00.001"));

        assertThat(sessions()).containsExactly(session("10:00:00", "10:20:00"));
        assertThat(day().lost()).containsExactly(new Lost("r-1", at("10:20:00"), TWO_H100));
        assertThat(day().metered()).containsExactly(Map.entry(H100, GpuTime.ofMicros(1_200_000L * 2_000)));
        assertThat(state(NOW).phase()).isEqualTo(DeploymentState.Phase.LOST);

        recordEach(alive(at("10:40:00"), "r-1"));

        assertThat(day().lost()).isEmpty();
        assertThat(fixture().llama(DAY, NEXT_DAY, at("10:45:00")).metered())
                .containsExactly(Map.entry(H100, GpuTime.ofMicros(2_700_000L * 2_000)));
        assertThat(state(NOW).phase()).isEqualTo(DeploymentState.Phase.RUNNING);
    }

    @Test
    void aStopRestoresExactlyTheTimeThatSilenceLeftOut() {
        recordEach(ready("r", at("10:00:00"), "r-1"), alive(at("10:20:00"), "r-1"));
        fixture().settle(at("12:00:00"));

        recordEach(stopped("s", at("11:15:00"), "r-1"));

        assertThat(sessions()).containsExactly(session("10:00:00", "11:15:00"));
        assertThat(day().metered()).containsExactly(Map.entry(H100, GpuTime.ofMicros(4_500_000L * 2_000)));
        assertThat(day().lost()).isEmpty();
        assertThat(state(NOW).phase()).isEqualTo(DeploymentState.Phase.AT_ZERO);
    }

    @Test
    void anAliveOfBeforeTheSilenceRestoresNothing() {
        recordEach(ready("r", at("10:00:00"), "r-1"), alive(at("10:20:00"), "r-1"));
        fixture().settle(at("12:00:00"));

        recordEach(alive(at("10:20:00"), "r-1"), alive(at("10:10:00"), "r-1"));

        assertThat(day().lost()).containsExactly(new Lost("r-1", at("10:20:00"), TWO_H100));
        assertThat(state(NOW).phase()).isEqualTo(DeploymentState.Phase.LOST);
    }

    @Test
    void whatWaitsInAQueueIsNoSilence() {
        fixture().ingestion.expect(Set.of("usage"), at("10:00:00"), Deadline.NONE);
        recordEach(ready("r", at("10:00:00"), "r-1"), alive(at("10:20:00"), "r-1"));
        fixture().ingestion.metered("usage", at("10:30:00"), Deadline.NONE);

        fixture().settle(at("10:45:00"));
        assertThat(day().lost()).isEmpty();

        fixture().ingestion.metered("usage", at("10:31:00"), Deadline.NONE);
        fixture().settle(at("10:45:00"));
        assertThat(day().lost()).containsExactly(new Lost("r-1", at("10:20:00"), TWO_H100));
    }

    @Test
    void theSlowestQueueSaysHowFarIngestionHasCome() {
        fixture().ingestion.expect(Set.of("usage", "direct"), at("10:00:00"), Deadline.NONE);

        fixture().ingestion.metered("usage", at("10:05:00"), Deadline.NONE);
        fixture().ingestion.metered("unknown", at("09:00:00"), Deadline.NONE);
        assertThat(fixture().ingestion.read(Deadline.NONE)).isEqualTo(new Ingestion(at("10:00:00")));

        fixture().ingestion.metered("direct", at("10:04:00"), Deadline.NONE);
        fixture().ingestion.metered("direct", at("10:03:00"), Deadline.NONE);
        assertThat(fixture().ingestion.read(Deadline.NONE)).isEqualTo(new Ingestion(at("10:04:00")));

        fixture().ingestion.expect(Set.of("usage"), at("10:06:00"), Deadline.NONE);
        assertThat(fixture().ingestion.read(Deadline.NONE)).isEqualTo(new Ingestion(at("10:05:00")));
    }

    @Test
    void aReplicaThatNeverSaidAliveIsNeverLost() {
        recordEach(ready("r", at("10:00:00"), "r-1"));

        fixture().settle(at("23:00:00"));

        assertThat(day().lost()).isEmpty();
    }
}
