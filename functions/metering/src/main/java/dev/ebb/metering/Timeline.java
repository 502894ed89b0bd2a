package dev.ebb.metering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

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
