package dev.ebb.charging.exports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Period;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanTests {

    private static List<Long> hours(List<Span> spans) {
        return spans.stream()
                .map(span -> Duration.between(span.from(), span.to()).toHours())
                .toList();
    }

    @Test
    void theDayOnWhichClocksGoBackHas25Hours() {
        List<Span> days = Span.days(Period.of("2026-10", "Europe/Paris"));

        assertThat(days).hasSize(31);
        assertThat(days.get(24).day()).isEqualTo("2026-10-25");
        assertThat(days.get(24).from()).isEqualTo("2026-10-24T22:00:00Z");
        assertThat(days.get(24).to()).isEqualTo("2026-10-25T23:00:00Z");
        assertThat(hours(days)).filteredOn(hours -> hours != 24).containsExactly(25L);
    }

    @Test
    void theDayOnWhichClocksGoForwardHas23Hours() {
        List<Span> days = Span.days(Period.of("2026-03", "Europe/Paris"));

        assertThat(days.get(28).day()).isEqualTo("2026-03-29");
        assertThat(hours(days)).filteredOn(hours -> hours != 24).containsExactly(23L);
    }

    @Test
    void aDayThatATimeZoneLeftOutIsLeftOut() {
        List<Span> days = Span.days(Period.of("2011-12", "Pacific/Apia"));

        assertThat(days).hasSize(30).extracting(Span::day).doesNotContain(LocalDate.parse("2011-12-30"));
        assertThat(hours(days)).containsOnly(24L);
    }

    @Test
    void afterAMoveToAnotherTimeZoneTheFirstDayIsWhatIsLeftOfIt() {
        Period moved = Period.of("2026-10", "America/New_York").next(ZoneId.of("UTC"));

        List<Span> days = Span.days(moved);

        assertThat(days.getFirst().from()).isEqualTo("2026-11-01T04:00:00Z");
        assertThat(days.getFirst().to()).isEqualTo("2026-11-02T00:00:00Z");
        assertThat(days).hasSize(30);
        assertThat(days.getLast().to()).isEqualTo(moved.to());
    }

    @Test
    void aCutMakesTwoOfOneAndAnEdgeIsNoCut() {
        Span day = new Span(
                LocalDate.parse("2026-11-01"),
                Instant.parse("2026-11-01T00:00:00Z"),
                Instant.parse("2026-11-02T00:00:00Z"));
        Instant noon = Instant.parse("2026-11-01T12:00:00Z");

        assertThat(Span.cut(List.of(day), List.of(day.from(), noon, day.to())))
                .containsExactly(new Span(day.day(), day.from(), noon), new Span(day.day(), noon, day.to()));
    }
}
