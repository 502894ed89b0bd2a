package dev.ebb.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChargeMarkTests {

    private static final Instant TEN = Instant.parse("2026-11-15T10:00:00Z");
    private static final Instant ELEVEN = TEN.plus(Duration.ofHours(1));
    private static final Instant TWELVE = TEN.plus(Duration.ofHours(2));

    @ParameterizedTest
    @CsvSource({
        "2026-11-15T10:00:00Z,     2026-11-15T11:00:00Z",
        "2026-11-15T10:55:00Z,     2026-11-15T11:00:00Z",
        "2026-11-15T10:55:00.001Z, 2026-11-15T12:00:00Z",
        "2026-12-31T23:58:00Z,     2027-01-01T01:00:00Z"
    })
    void itIsTheFirstFullHourAfterFiveMinutes(Instant now, Instant hour) {
        assertThat(ChargeMark.hourFor(now)).isEqualTo(hour);
    }

    @Test
    void aMarkNeitherPutsOffWhatIsDueEarlierNorForgetsTheLaterHour() {
        ChargeMark mark = ChargeMark.NONE.markedFor(ELEVEN).markedFor(TWELVE);

        assertThat(mark).isEqualTo(new ChargeMark(Optional.of(ELEVEN), Optional.of(TWELVE)));
        assertThat(mark.markedFor(ELEVEN)).isEqualTo(mark);
    }

    @Test
    void aMarkMakesDueEarlierWhatWasDueOnlyAtTheEndOfItsPeriod() {
        ChargeMark mark = new ChargeMark(Optional.of(TWELVE), Optional.of(TEN)).markedFor(ELEVEN);

        assertThat(mark.dueAt()).contains(ELEVEN);
    }

    @Test
    void aChargeTakesAwayWhatItHasSeenAndLeavesWhatItHasNot() {
        ChargeMark mark = ChargeMark.NONE.markedFor(ELEVEN);

        assertThat(mark.charged(ELEVEN, Optional.empty()).dueAt()).isEmpty();
        assertThat(mark.charged(ELEVEN, Optional.of(TWELVE)).dueAt()).contains(TWELVE);
        assertThat(mark.markedFor(TWELVE).charged(ELEVEN, Optional.empty()).dueAt())
                .contains(TWELVE);
    }

    /**
     * Minute by minute through two days: usage is marked, written up to four minutes later, and charged at the full hour
     * or some minutes late. Whatever the order, all of it is charged in the end.
     */
    @Property(tries = 300)
    void noUsageIsLeftUncharged(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 2_800) Integer> usage,
            @ForAll @Size(value = 50) List<@IntRange(min = 0, max = 59) Integer> late,
            @ForAll @IntRange(min = 0, max = 4) int writing) {
        ChargeMark mark = ChargeMark.NONE;
        List<Integer> uncharged = new ArrayList<>();
        for (int minute = 0; minute < 50 * 60; minute++) {
            Instant now = TEN.plus(Duration.ofMinutes(minute));
            if (usage.contains(minute)) {
                mark = mark.markedFor(ChargeMark.hourFor(now));
                uncharged.add(minute);
            }
            int hour = minute / 60;
            int planned = hour * 60 + late.get(hour);
            Instant run = TEN.plus(Duration.ofHours(hour));
            if (minute == planned && mark.dueAt().filter(at -> !at.isAfter(run)).isPresent()) {
                int seen = minute - writing;
                uncharged.removeIf(at -> at <= seen);
                mark = mark.charged(now, Optional.empty());
            }
        }

        assertThat(uncharged).isEmpty();
        assertThat(mark.dueAt()).isEmpty();
    }
}
