package dev.ebb.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTests {

    private static final Instant TIME = Instant.parse("2026-11-02T10:00:00Z");
    private static final ShapePart SHAPE = new ShapePart("H100", new GpuCount(1_000), null);

    private static Announcement announcement(int minute, Position.Kind kind, ShapePart shape, long number) {
        return announcement(minute, kind, shape, number, false);
    }

    private static Announcement announcement(
            int minute, Position.Kind kind, ShapePart shape, long number, boolean voided) {
        Identity identity = new Identity("acme", "s", "e" + number);
        Position position = new Position(TIME.plusSeconds(60L * minute), Sequence.ABSENT, kind, identity);
        return new Announcement(position, shape, number, voided);
    }

    @Test
    void whatIsInForceIsInOrderOfTimeWithoutVoidedAndShapelessOnes() {
        Announcement created = announcement(0, Position.Kind.CREATED, SHAPE, 3);
        Announcement voided = announcement(1, Position.Kind.UPDATED, SHAPE, 2, true);
        Announcement labels = announcement(2, Position.Kind.UPDATED, ShapePart.NONE, 4);
        Announcement deleted = announcement(3, Position.Kind.DELETED, ShapePart.NONE, 1);

        Timeline timeline = new Timeline(4, List.of(deleted, labels, voided, created));

        assertThat(timeline.inForce()).containsExactly(created, deleted);
    }

    @Test
    void sessionsMayDifferFromTheEarliestAnnouncementThatIsNewer() {
        Timeline timeline = new Timeline(
                3,
                List.of(
                        announcement(9, Position.Kind.CREATED, SHAPE, 1),
                        announcement(5, Position.Kind.UPDATED, SHAPE, 2),
                        announcement(7, Position.Kind.UPDATED, SHAPE, 3)));

        assertThat(timeline.changedFrom(0)).contains(TIME.plusSeconds(300));
        assertThat(timeline.changedFrom(1)).contains(TIME.plusSeconds(300));
        assertThat(timeline.changedFrom(2)).contains(TIME.plusSeconds(420));
        assertThat(timeline.changedFrom(3)).isEmpty();
    }

    @Test
    void aVoidIsAChangeFromItsAnnouncementOnAndAChangeOfLabelsIsNone() {
        Timeline timeline = new Timeline(
                4,
                List.of(
                        announcement(1, Position.Kind.CREATED, SHAPE, 1),
                        announcement(2, Position.Kind.UPDATED, SHAPE, 3, true),
                        announcement(0, Position.Kind.UPDATED, ShapePart.NONE, 4)));

        assertThat(timeline.changedFrom(1)).contains(TIME.plusSeconds(120));
        assertThat(timeline.changedFrom(3)).isEmpty();
    }
}
