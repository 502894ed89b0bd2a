package dev.ebb.sweeping.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.sweeping.Pin;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeepWarmTests {

    private static final Set<DayOfWeek> EVERY_DAY = EnumSet.allOf(DayOfWeek.class);

    @Test
    void itHoldsFromItsBeginningToItsEndOnItsDays() {
        KeepWarm office = window(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), "08:00", "19:00", "Europe/Paris");

        // 16 November 2026 is a Monday; Paris is an hour ahead of UTC in winter.
        assertHolds(office, "2026-11-16T07:00:00Z", "2026-11-16T18:00:00Z");
        assertThat(office.holdsAt(Instant.parse("2026-11-15T12:00:00Z"))).isFalse();
    }

    @Test
    void itGoesOnOverMidnightIntoADayThatIsNotItsOwn() {
        KeepWarm night = window(Set.of(DayOfWeek.FRIDAY), "22:00", "06:00", "UTC");

        assertHolds(night, "2026-11-20T22:00:00Z", "2026-11-21T06:00:00Z");
        assertThat(night.holdsAt(Instant.parse("2026-11-20T05:00:00Z"))).isFalse();
    }

    @Test
    void fromATimeToTheSameTimeItLastsADay() {
        KeepWarm day = window(Set.of(DayOfWeek.SATURDAY), "00:00", "00:00", "UTC");

        assertHolds(day, "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z");
    }

    @Test
    void whatBeginsInAGapBeginsAtTheGapsEnd() {
        // Paris, 29 March 2026: 02:00 +01:00 becomes 03:00 +02:00 at 01:00Z.
        assertHolds(
                window(EVERY_DAY, "02:30", "04:00", "Europe/Paris"), "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z");
        // New York, 8 March 2026: 02:00 -05:00 becomes 03:00 -04:00 at 07:00Z.
        assertHolds(
                window(EVERY_DAY, "02:15", "05:00", "America/New_York"),
                "2026-03-08T07:00:00Z",
                "2026-03-08T09:00:00Z");
        // Lord Howe, 4 October 2026: 02:00 +10:30 becomes 02:30 +11:00 at 15:30Z on the 3rd.
        assertHolds(
                window(EVERY_DAY, "02:10", "03:00", "Australia/Lord_Howe"),
                "2026-10-03T15:30:00Z",
                "2026-10-03T16:00:00Z");
    }

    @Test
    void whatEndsInAGapEndsAtTheGapsEnd() {
        assertHolds(
                window(EVERY_DAY, "01:00", "02:30", "Europe/Paris"), "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z");
    }

    @Test
    void whatLiesInAGapDoesNotTakePlace() {
        KeepWarm lost = window(EVERY_DAY, "02:10", "02:50", "Europe/Paris");

        for (Instant at = Instant.parse("2026-03-29T00:00:00Z");
                at.isBefore(Instant.parse("2026-03-29T04:00:00Z"));
                at = at.plusSeconds(60)) {
            assertThat(lost.holdsAt(at)).as(at.toString()).isFalse();
        }
    }

    @Test
    void whatHappensTwiceInAnOverlapIsInTheWindowBothTimes() {
        // Paris, 25 October 2026: 03:00 +02:00 becomes 02:00 +01:00 at 01:00Z. 02:30 is at 00:30Z and at 01:30Z.
        assertHolds(
                window(EVERY_DAY, "02:30", "04:00", "Europe/Paris"), "2026-10-25T00:30:00Z", "2026-10-25T03:00:00Z");
        assertHolds(
                window(EVERY_DAY, "01:00", "02:30", "Europe/Paris"), "2026-10-24T23:00:00Z", "2026-10-25T01:30:00Z");
        // New York, 1 November 2026: 02:00 -04:00 becomes 01:00 -05:00 at 06:00Z. 01:15 is first at 05:15Z, 01:45 last
        // at 06:45Z.
        assertHolds(
                window(EVERY_DAY, "01:15", "01:45", "America/New_York"),
                "2026-11-01T05:15:00Z",
                "2026-11-01T06:45:00Z");
        // Lord Howe, 5 April 2026: 02:00 +11:00 becomes 01:30 +10:30 at 15:00Z on the 4th. 01:45 is at 14:45Z and
        // 15:15Z.
        assertHolds(
                window(EVERY_DAY, "01:45", "03:00", "Australia/Lord_Howe"),
                "2026-04-04T14:45:00Z",
                "2026-04-04T16:30:00Z");
    }

    @Test
    void aWindowOverMidnightOfALongNightLastsItsHourLonger() {
        // 24 October 22:00 +02:00 is 20:00Z; 25 October 06:00 +01:00 is 05:00Z: nine hours.
        assertHolds(
                window(Set.of(DayOfWeek.SATURDAY), "22:00", "06:00", "Europe/Paris"),
                "2026-10-24T20:00:00Z",
                "2026-10-25T05:00:00Z");
    }

    @Test
    void aPinThatEndsInTheOverlapEndsAtItsInstantWhateverTheClockShows() {
        Pin pin = new Pin("ann", "demo", Instant.parse("2026-10-24T12:00:00Z"), Instant.parse("2026-10-25T00:30:00Z"));

        // 02:30 is on the clock of Paris at 00:30Z, when it ends, and again at 01:30Z.
        assertThat(pin.holdsAt(Instant.parse("2026-10-25T00:29:59.999Z"))).isTrue();
        assertThat(pin.holdsAt(Instant.parse("2026-10-25T00:30:00Z"))).isFalse();
        assertThat(pin.holdsAt(Instant.parse("2026-10-25T01:15:00Z"))).isFalse();
    }

    @Test
    void anOffsetIsNoZone() {
        assertThatThrownBy(() -> new KeepWarm(EVERY_DAY, LocalTime.NOON, LocalTime.MIDNIGHT, ZoneId.of("+01:00")))
                .hasMessageContaining("zone: must be a region of the time zone database, is \"+01:00\"");
        assertThatThrownBy(() -> window(Set.of(), "08:00", "09:00", "UTC"))
                .hasMessageContaining("days: must be at least");
    }

    private static KeepWarm window(Set<DayOfWeek> days, String from, String to, String zone) {
        return new KeepWarm(days, LocalTime.parse(from), LocalTime.parse(to), ZoneId.of(zone));
    }

    private static void assertHolds(KeepWarm window, String from, String to) {
        Instant first = Instant.parse(from);
        Instant end = Instant.parse(to);
        assertThat(window.holdsAt(first.minusMillis(1))).isFalse();
        assertThat(window.holdsAt(end)).isFalse();
        for (Instant at = first; at.isBefore(end); at = at.plusSeconds(60)) {
            assertThat(window.endsAt(at)).as(at.toString()).contains(end);
        }
        assertThat(window.endsAt(end.minusMillis(1))).contains(end);
    }
}
