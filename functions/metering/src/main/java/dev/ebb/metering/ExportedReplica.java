package dev.ebb.metering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a replica went through in an interval, as events. Its life falls into stretches, before and after each of which it
 * has no session, no boot and nothing that waits: a stretch told alone comes out as it did among the others.
 */
final class ExportedReplica {

    private final RecordedReplica replica;
    private final HistoryRange range;
    private final List<UsageEvent> events = new ArrayList<>();

    private ExportedReplica(RecordedReplica replica, HistoryRange range) {
        this.replica = replica;
        this.range = range;
    }

    /**
     * Whatever happened before the end of the interval in stretches that overlap it, and the last {@code alive}.
     *
     * @param timeline whole: what was announced later tells nothing of the interval, but what ended there
     */
    static List<UsageEvent> events(RecordedReplica replica, Timeline timeline, HistoryRange range) {
        ExportedReplica exported = new ExportedReplica(replica, range);
        Stretches stretches = Stretches.of(replica, timeline);
        boolean seenLater = false;
        for (Stretch stretch : stretches.all) {
            if (range.overlaps(stretch.start, stretch.end)) {
                exported.add(stretch.transitions);
                seenLater |= !stretch.lastSeen.isBefore(range.to());
            }
        }
        exported.addAlive(seenLater);
        return exported.events;
    }

    private void add(List<Transition> transitions) {
        for (Transition transition : transitions) {
            Position position = transition.position();
            if (position.time().isBefore(range.to())) {
                events.add(new UsageEvent(
                        position.identity(),
                        position.time(),
                        position.finer(),
                        position.sequence(),
                        usage(transition, replica.id())));
            }
        }
    }

    private static Usage usage(Transition transition, ReplicaId id) {
        return switch (transition.position().kind()) {
            case STARTING -> new Usage.Starting(id, transition.shape());
            case READY -> new Usage.Ready(id, transition.shape());
            case STOPPED -> new Usage.Stopped(id, transition.unready() ? Transition.UNREADY : null);
            case DELETED, CREATED, UPDATED -> throw new IllegalStateException("no transition: " + transition);
        };
    }

    /** One that was heard of after the interval was not lost in it, so nothing may make it seem lost. */
    private void addAlive(boolean seenLater) {
        Instant last = replica.lastAlive();
        if (last != null && last.isBefore(range.to()) && !seenLater && !events.isEmpty()) {
            String account = replica.id().deployment().account();
            String id = HistoryExport.id("alive", replica.id().name(), last);
            events.add(HistoryExport.event(account, id, last, new Usage.Alive(replica.id())));
        }
    }

    /**
     * From one time when nothing was known of the replica to the next.
     *
     * @param end {@link Instant#MAX} if it lasts
     * @param lastSeen when something last proved that it lasts, or ended it
     */
    private record Stretch(Instant start, Instant end, Instant lastSeen, List<Transition> transitions) {

        private boolean endsWith(Position position) {
            return !transitions.isEmpty() && transitions.getLast().position().sharesTimeAndSequence(position);
        }
    }

    private static final class Stretches implements SessionFold.Witness {

        private final List<Stretch> all = new ArrayList<>();
        private final Map<Position, Transition> transitions;
        private List<Transition> current = new ArrayList<>();
        private Instant start = Instant.MIN;
        private Carry now = Carry.NOTHING;

        private Stretches(List<Transition> transitions) {
            this.transitions =
                    transitions.stream().collect(Collectors.toMap(Transition::position, transition -> transition));
        }

        static Stretches of(RecordedReplica replica, Timeline timeline) {
            Stretches stretches = new Stretches(replica.transitions());
            SessionFold.fold(Carry.NOTHING, Instant.MIN, null, replica.transitions(), timeline, stretches);
            if (!stretches.now.isSettled()) {
                stretches.end(Instant.MAX, lastReady(stretches.now));
            }
            return stretches;
        }

        private static Instant lastReady(Carry carry) {
            OpenSession open = carry.open();
            return open == null ? Instant.MIN : open.lastReady();
        }

        @Override
        public void saw(Position position, Carry before, Carry after) {
            if (before.isSettled()) {
                begin(position);
            }
            switch (position.kind()) {
                case STARTING, READY, STOPPED -> current.add(Objects.requireNonNull(transitions.get(position)));
                case DELETED, CREATED, UPDATED -> {}
            }
            now = after;
            if (after.isSettled()) {
                end(position.time(), position.time());
            }
        }

        /** What shares a time and a sequence counts together, so it is told together. */
        private void begin(Position position) {
            Stretch last = all.isEmpty() ? null : all.getLast();
            if (last != null && last.endsWith(position)) {
                all.removeLast();
                start = last.start;
                current = new ArrayList<>(last.transitions);
            } else {
                start = position.time();
            }
        }

        private void end(Instant at, Instant lastSeen) {
            all.add(new Stretch(start, at, lastSeen, current));
            current = new ArrayList<>();
        }
    }
}
