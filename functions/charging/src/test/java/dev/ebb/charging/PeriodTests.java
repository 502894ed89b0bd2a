package dev.ebb.charging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodTests {

    /**
     * 30 days are 2,592,000 s, 31 are 2,678,400 s. New York gains an hour in November and loses one in March; Lord Howe
     * moves by half an hour only, gaining it in April and losing it in October; Kolkata never changes.
     */
    @ParameterizedTest
    @CsvSource({
        "2026-11, UTC,                 2026-11-01T00:00:00Z, 2592000",
        "2026-11, America/New_York,    2026-11-01T04:00:00Z, 2595600",
        "2026-03, America/New_York,    2026-03-01T05:00:00Z, 2674800",
        "2026-04, Australia/Lord_Howe, 2026-03-31T13:00:00Z, 2593800",
        "2026-10, Australia/Lord_Howe, 2026-09-30T13:30:00Z, 2676600",
        "2026-11, Asia/Kolkata,        2026-10-31T18:30:00Z, 2592000",
        "2028-02, Asia/Kathmandu,      2028-01-31T18:15:00Z, 2505600"
    })
    void aMonthHasItsTrueLengthInSeconds(String month, String zone, Instant from, long seconds) {
        Period period = Period.of(month, zone);

        assertThat(period.from()).isEqualTo(from);
        assertThat(Duration.between(period.from(), period.to())).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void monthsFollowEachOtherWithoutAGap() {
        assertThat(Period.of("2026-10", "America/New_York").to())
                .isEqualTo(Period.of("2026-11", "America/New_York").from());
        assertThat(Period.of("2026-12", "UTC").to())
                .isEqualTo(Period.of("2027-01", "UTC").from());
    }

    @ParameterizedTest
    @ValueSource(strings = {"+02:00", "Z", "UTC+2", "GMT+01:00", "Europe/Atlantis", "", "utc"})
    void aTimeZoneThatIsNoRegionIsRefused(String zone) {
        assertThatThrownBy(() -> Period.of("2026-11", zone))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeZone: must be a region of the time zone database such as Europe/Paris or UTC, is \""
                        + zone + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-13", "2026-1", "2026", "26-11", "2026-11-01", "November"})
    void whatIsNoMonthIsRefused(String month) {
        assertThatThrownBy(() -> Period.of(month, "UTC"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("period: must be a month such as 2026-11, is \"" + month);
    }

    @Test
    void aMidnightThatWasNotOnAQuarterHourIsRefused() {
        // Monrovia was 44 min 30 s behind until 1972
        assertThatThrownBy(() -> Period.of("1970-05", "Africa/Monrovia")).hasMessageContaining("quarter-hour of UTC");
    }
}
