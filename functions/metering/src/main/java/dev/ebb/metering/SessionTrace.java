package dev.ebb.metering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events made which session. The fold that meters is asked, and nobody guesses: what it did at each event is heard
 * while it runs.
 *
 * @param start when the session began
 * @param shape what it ran on
 * @param opened the ready that opened it
 * @param confirmed later readies of the same shape, which changed nothing
 * @param shapedBy what gave it the parts of its shape that the ready did not name
 * @param booted the events of the boot before it
 * @param closed what ended it: a stop, a deletion, or a ready with another shape; null while it is open
 */
public record SessionTrace(
        Instant start,
        Shape shape,
        Position opened,
        List<Position> confirmed,
        List<Announcement> shapedBy,
        List<Position> booted,
        @Nullable Position closed) {

    /** Copies the events. */
    public SessionTrace {
        confirmed = List.copyOf(confirmed);
        shapedBy = List.copyOf(shapedBy);
        booted = List.copyOf(booted);
    }

    /**
     * The sessions of a replica, in order; the last may be open.
     *
     * @param transitions all of the replica's, in order
     * @param timeline its deployment's
     */
    public static List<SessionTrace> of(List<Transition> transitions, Timeline timeline) {
        Tracing tracing = new Tracing(transitions, timeline);
        SessionFold.fold(Carry.NOTHING, Instant.MIN, null, transitions, timeline, tracing);
        tracing.end(null);
        return tracing.traces;
    }

    private static final class Tracing implements SessionFold.Witness {

        private final List<SessionTrace> traces = new ArrayList<>();
        private final List<Transition> transitions;
        private final Timeline timeline;
        private final List<Position> confirmed = new ArrayList<>();
        private final List<Position> booting = new ArrayList<>();
        private @Nullable OpenSession open;
        private @Nullable Position opened;
        private List<Position> booted = List.of();

        private Tracing(List<Transition> transitions, Timeline timeline) {
            this.transitions = transitions;
            this.timeline = timeline;
        }

        @Override
        public void saw(Position position, Carry before, Carry after) {
            OpenSession was = before.open();
            OpenSession now = after.open();
            if (was != null && now != null && isSame(was, now)) {
                if (position.kind() == Position.Kind.READY) {
                    confirmed.add(position);
                }
            } else {
                end(position);
                if (now != null) {
                    open = now;
                    opened = position;
                    booted = booted(now);
                }
            }
            if (after.boot() == null) {
                booting.clear();
            } else if (position.kind() == Position.Kind.STARTING) {
                booting.add(position);
            }
        }

        /** A session of no length leaves its boot to the one that takes its place. */
        private List<Position> booted(OpenSession session) {
            if (session.bootFrom() == null) {
                return List.of();
            }
            return booting.isEmpty() ? booted : List.copyOf(booting);
        }

        private static boolean isSame(OpenSession one, OpenSession two) {
            return one.start().equals(two.start()) && one.shape().equals(two.shape());
        }

        private void end(@Nullable Position by) {
            OpenSession session = open;
            Position opener = opened;
            boolean lasted = session != null && (by == null || session.start().isBefore(by.time()));
            if (session != null && opener != null && lasted) {
                traces.add(new SessionTrace(
                        session.start(), session.shape(), opener, confirmed, shapedBy(opener), booted, by));
            }
            open = null;
            opened = null;
            confirmed.clear();
        }

        private List<Announcement> shapedBy(Position ready) {
            ShapePart said = transitions.stream()
                    .filter(transition -> transition.position().equals(ready))
                    .findFirst()
                    .orElseThrow()
                    .shape();
            Announcement accelerator = null;
            Announcement count = null;
            Announcement region = null;
            for (Announcement announcement : timeline.inForce()) {
                if (announcement.position().compareTo(ready) > 0) {
                    break;
                }
                ShapePart shape = announcement.shape();
                boolean whole = announcement.position().kind() == Position.Kind.CREATED;
                accelerator = whole || shape.accelerator() != null ? announcement : accelerator;
                count = whole || shape.count() != null ? announcement : count;
                region = whole || shape.region() != null ? announcement : region;
            }
            Set<Announcement> givers = new LinkedHashSet<>();
            add(givers, said.accelerator(), accelerator);
            add(givers, said.count(), count);
            add(givers, said.region(), region);
            return givers.stream().sorted().toList();
        }

        private static void add(Set<Announcement> givers, @Nullable Object said, @Nullable Announcement giver) {
            if (said == null && giver != null) {
                givers.add(giver);
            }
        }
    }
}
