package dev.ebb.charging.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Period;
import dev.ebb.charging.invoicing.Checkpoint;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.dynamodb.Key;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class CheckpointItemTests {

    private static final YearMonth FIRST = YearMonth.of(2026, 9);
    private static final Instant LATE_FROM = Instant.parse("2056-10-04T00:00:00Z");

    /** So many months, in each of which every kind is used for {@code micros}, and in one of them for more. */
    private static Checkpoint checkpoint(int months, int kinds, int other, long more) {
        List<Checkpoint.Finalised> periods = new ArrayList<>();
        long sum = 1_000;
        for (int i = 0; i < months; i++) {
            sum += 9_000_000_000_000_000L + (i == other ? more : 0);
            periods.add(new Checkpoint.Finalised(
                    Period.of(FIRST.plusMonths(i), ZoneId.of("Europe/Paris")), true, meters(kinds, sum)));
        }
        return new Checkpoint(LATE_FROM, meters(kinds, 1_000), periods);
    }

    private static Map<GpuKind, GpuTime> meters(int kinds, long micros) {
        Map<GpuKind, GpuTime> meters = new HashMap<>();
        for (int kind = 0; kind < kinds; kind++) {
            meters.put(new GpuKind("ACCELERATOR" + kind, "eu-central-1"), GpuTime.ofMicros(micros));
        }
        return meters;
    }

    private static final class Items {
        private final Map<String, Map<String, AttributeValue>> bySort = new TreeMap<>();

        int write(Checkpoint before, Checkpoint after) {
            Map<Key, Map<String, AttributeValue>> items = CheckpointItem.of("acme", before, after);
            items.forEach((key, item) -> {
                Map<String, AttributeValue> whole = new HashMap<>(item);
                whole.putAll(key.attributes());
                bySort.put(whole.get("sk").s(), whole);
            });
            return items.size();
        }

        Checkpoint read() {
            return CheckpointItem.checkpoint(List.copyOf(bySort.values()));
        }
    }

    @Test
    void thirtyYearsOfTwentyKindsAreAsManySmallItemsOfWhichAnInvoiceWritesTwo() {
        Items items = new Items();
        Checkpoint before = Checkpoint.NONE;
        for (int months = 1; months <= 360; months++) {
            Checkpoint after = checkpoint(months, 20, -1, 0);
            assertThat(items.write(before, after)).isEqualTo(2);
            before = after;
        }

        assertThat(items.bySort).hasSize(361);
        assertThat(items.bySort.values())
                .allSatisfy(item -> assertThat(item.toString().length()).isLessThan(4_000));
        assertThat(items.read()).isEqualTo(before);
    }

    @Test
    void aPeriodWhoseUsageChangedIsWrittenAgainAndTheLaterOnesAreNot() {
        Items items = new Items();
        Checkpoint before = checkpoint(10, 2, -1, 0);
        items.write(Checkpoint.NONE, before);
        Checkpoint after = checkpoint(11, 2, 3, 5);

        assertThat(items.write(before, after))
                .as("all, the fourth, and the new one")
                .isEqualTo(3);
        assertThat(items.read()).isEqualTo(after);
    }

    @Test
    void moreChangesThanATransactionHoldsAreLeftForTheNextOne() {
        Items items = new Items();
        Checkpoint before = Checkpoint.NONE;
        for (int months = 1; months <= 100; months++) {
            Checkpoint after = checkpoint(months, 1, -1, 0);
            items.write(before, after);
            before = after;
        }
        Checkpoint other = checkpoint(101, 2, -1, 0);

        int first = items.write(before, other);
        Checkpoint half = items.read();
        items.write(half, other);
        items.write(items.read(), other);

        assertThat(first).isEqualTo(1 + CheckpointItem.MOST_CHANGED);
        assertThat(half.used(100)).as("the new one is written").isEqualTo(other.used(100));
        assertThat(half.used(0)).isEqualTo(before.used(0));
        assertThat(items.read()).isEqualTo(other);
    }

    @Test
    void whereNothingIsFinalisedThereIsNone() {
        assertThat(CheckpointItem.checkpoint(List.of())).isEqualTo(Checkpoint.NONE);
    }
}
