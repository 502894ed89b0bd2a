package dev.ebb.metering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was announced of a deployment, in the order in which it happened. Its number rises with every announcement that
 * is accepted or voided, so that two readers with the same number saw the same timeline.
 */
public final class Timeline {

    private final long number;
    private final List<Announcement> all;
    private final List<Announcement> inForce;

    /**
     * @param number the deployment's timeline number, 0 before the first announcement
     * @param announcements voided ones included, in any order
     */
    public Timeline(long number, Collection<Announcement> announcements) {
        this.number = number;
        List<Announcement> sorted = new ArrayList<>(announcements);
        Collections.sort(sorted);
        all = List.copyOf(sorted);
        inForce =
                sorted.stream().filter(a -> !a.voided() && a.touchesSessions()).toList();
    }

    /** The deployment's timeline number. */
    public long number() {
        return number;
    }

    /** Whether anything was announced that was not taken back. */
    boolean isAnnounced() {
        return all.stream().anyMatch(announcement -> !announcement.voided());
    }

    /** The shape that is in force at {@code instant}, or else the first whole one before {@code end}, if there is one. */
    @Nullable
    Shape shapeAt(Instant instant, Instant end) {
        ShapePart announced = ShapePart.NONE;
        Shape found = null;
        for (Announcement announcement : inForce) {
            boolean later = announcement.position().time().isAfter(instant);
            if (later && (found != null || !announcement.position().time().isBefore(end))) {
                return found;
            }
            announced = switch (announcement.position().kind()) {
                case CREATED -> announcement.shape();
                case UPDATED -> announcement.shape().orElse(announced);
                case DELETED, READY, STOPPED, STARTING -> announced;
            };
            found = announced.whole().orElse(null);
        }
        return found;
    }

    /** The announcements that count for sessions, in order. */
    List<Announcement> inForce() {
        return inForce;
    }

    /**
     * The earliest instant at which sessions may differ from those folded under an older number.
     *
     * @param folded the number under which they were folded
     */
    public Optional<Instant> changedFrom(long folded) {
        if (folded >= number) {
            return Optional.empty();
        }
        return all.stream()
                .filter(a -> a.number() > folded && a.touchesSessions())
                .map(a -> a.position().time())
                .findFirst();
    }
}
