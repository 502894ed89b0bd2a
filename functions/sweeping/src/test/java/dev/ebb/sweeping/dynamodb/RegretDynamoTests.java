package dev.ebb.sweeping.dynamodb;

import static dev.ebb.sweeping.dynamodb.SweptTable.LLAMA;
import static dev.ebb.sweeping.dynamodb.SweptTable.NEXT;
import static dev.ebb.sweeping.dynamodb.SweptTable.NOW;
import static dev.ebb.sweeping.dynamodb.SweptTable.first;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.sweeps.SweepStore.Concluded;
import dev.ebb.sweeping.sweeps.SweepStore.Conclusion;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What came back by itself soon after Ebb's scale-down counts against the breaker, however long its windows are. */
class RegretDynamoTests {

    @Test
    void aRegretAtTheLongestDampingIsCountedAsRestored() {
        try (SweptTable table = new SweptTable()) {
            table.running();
            SweepStatus down = moved(first(LLAMA), Rung.AT_ZERO, NOW.minusSeconds(600));
            conclude(table, first(LLAMA), down);

            conclude(table, down, moved(down, Rung.UP, null));

            DynamoSweepRecords records = new DynamoSweepRecords(new Table(table.client(), table.name()));
            assertThat(records.hour(NOW.truncatedTo(ChronoUnit.HOURS), Deadline.NONE)
                            .restored())
                    .isOne();
        }
    }

    private static void conclude(SweptTable table, SweepStatus before, SweepStatus after) {
        Conclusion conclusion =
                new Conclusion(NOW, before, after, Optional.empty(), Optional.of(NEXT), Optional.empty());
        assertThat(table.store.conclude(conclusion, Deadline.NONE)).isEqualTo(new Concluded.Written());
    }

    private static SweepStatus moved(SweepStatus before, Rung rung, @Nullable Instant scaledDownAt) {
        return before.moved(0, rung, NOW, scaledDownAt, 3, null);
    }
}
