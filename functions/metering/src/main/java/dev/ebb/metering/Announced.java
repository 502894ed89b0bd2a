package dev.ebb.metering;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * An announcement, and what it says beside the shape.
 *
 * @param configuration {@link Usage.Configuration#NONE} of a deletion
 */
public record Announced(Announcement announcement, Usage.Configuration configuration) {

    /**
     * What is in force after some announcements.
     *
     * @param shape for replicas that become ready then
     * @param deleted whether the deployment is deleted, and not created again
     */
    public record Standing(ShapePart shape, Usage.Configuration configuration, boolean deleted) {

        /** Nothing was announced. */
        public static final Standing NONE = new Standing(ShapePart.NONE, Usage.Configuration.NONE, false);
    }

    /** What is in force after all of them, in whatever order they are given; voided ones never happened. */
    public static Standing after(List<Announced> all) {
        return all.stream()
                .filter(each -> !each.announcement.voided())
                .sorted(Comparator.comparing(Announced::announcement))
                .reduce(Standing.NONE, (standing, next) -> next.changed(standing), (one, two) -> two);
    }

    /** What is in force at that instant, its own announcements included. */
    public static Standing at(List<Announced> all, Instant instant) {
        return after(all.stream()
                .filter(each -> !each.announcement.position().time().isAfter(instant))
                .toList());
    }

    private Standing changed(Standing standing) {
        return switch (announcement.position().kind()) {
            case DELETED -> new Standing(standing.shape(), standing.configuration(), true);
            case CREATED -> new Standing(announcement.shape(), configuration, false);
            case UPDATED ->
                new Standing(
                        announcement.shape().orElse(standing.shape()),
                        configuration.orElse(standing.configuration()),
                        standing.deleted());
            case STARTING, READY, STOPPED -> throw new IllegalStateException("no announcement: " + announcement);
        };
    }
}
