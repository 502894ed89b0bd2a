package dev.ebb.metering;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When a replica ran, booted, waited and stopped: what explains that it says that it is alive. */
final class ReplicaLife implements SessionFold.Witness {

    /** [from, to); null is open. */
    private record Stretch(Instant from, @Nullable Instant to) {
        private boolean overlaps(Instant start, Instant end) {
            return from.isBefore(end) && (to == null || to.isAfter(start));
        }

        /** The same if it ends in it, even at its beginning. */
        private boolean touches(Instant start, Instant end) {
            return from.isBefore(end) && (to == null || !to.isBefore(start));
        }
    }

    private record Move(Instant time, boolean unready) {}

    private final Duration bootWithin;
    private final List<Transition> transitions;
    private final List<Stretch> sessions = new ArrayList<>();
    private final List<Stretch> explained = new ArrayList<>();
    private final List<Instant> stops = new ArrayList<>();
    private final List<Instant> readies = new ArrayList<>();
    private final List<Instant> strays = new ArrayList<>();
    private final List<Move> moves = new ArrayList<>();
    private @Nullable Instant deletedAt;

    private ReplicaLife(List<Transition> transitions, Duration bootWithin) {
        this.transitions = transitions;
        this.bootWithin = bootWithin;
    }

    /** @param lostAt where its open session ends, because it fell silent; null if it does not */
    static ReplicaLife of(
            List<Transition> transitions, Timeline timeline, @Nullable Instant lostAt, Duration bootWithin) {
        ReplicaLife life = new ReplicaLife(transitions, bootWithin);
        SessionFold.Folded folded = SessionFold.fold(Carry.NOTHING, Instant.MIN, null, transitions, timeline, life);
        folded.sessions().forEach(session -> life.sessions.add(new Stretch(session.start(), session.end())));
        folded.notices().stream()
                .filter(notice -> notice.kind() == Notice.Kind.WAITING)
                .forEach(notice -> life.explained.add(new Stretch(notice.from(), notice.until())));
        Carry after = folded.after();
        after.openSession().ifPresent(open -> life.sessions.add(new Stretch(open.start(), lostAt)));
        Notice waiting = after.waiting();
        if (waiting != null) {
            life.explained.add(new Stretch(waiting.from(), null));
        }
        Carry.Boot boot = after.boot();
        if (boot != null) {
            life.explained.add(new Stretch(boot.from(), boot.from().plus(bootWithin)));
        }
        return life;
    }

    @Override
    public void saw(Position position, Carry before, Carry after) {
        Instant time = position.time();
        switch (position.kind()) {
            case DELETED -> {
                deletedAt = time;
                stops.add(time);
            }
            case CREATED -> deletedAt = null;
            case UPDATED -> {}
            case READY -> {
                if (deletedAt == null) {
                    readies.add(time);
                } else if (deletedAt.plus(bootWithin).isBefore(time)) {
                    strays.add(time);
                }
                moves.add(new Move(time, false));
            }
            case STOPPED -> {
                stops.add(time);
                moves.add(new Move(time, isUnready(position)));
            }
            case STARTING -> moves.add(new Move(time, false));
        }
        Carry.Boot boot = before.boot();
        if (boot != null && after.boot() == null) {
            boolean led = position.kind() == Position.Kind.READY;
            Instant most = boot.from().plus(bootWithin);
            explained.add(new Stretch(boot.from(), led || time.isBefore(most) ? time : most));
        }
    }

    private boolean isUnready(Position position) {
        return transitions.stream()
                .anyMatch(transition ->
                        transition.unready() && transition.position().equals(position));
    }

    /** Whether something explains that it was alive in [start, end). */
    boolean explains(Instant start, Instant end) {
        return hadSession(start, end)
                || explained.stream().anyMatch(stretch -> stretch.overlaps(start, end))
                || stops.stream().anyMatch(at -> !at.isBefore(start.minus(bootWithin)) && at.isBefore(end))
                || readies.stream().anyMatch(at -> !at.isBefore(start) && !at.isAfter(end.plus(bootWithin)))
                || wasUnreadyAt(start);
    }

    private boolean wasUnreadyAt(Instant start) {
        Move latest = null;
        for (Move move : moves) {
            if (move.time().isBefore(start)) {
                latest = move;
            }
        }
        return latest != null && latest.unready();
    }

    /** Whether a session of it touches [start, end). */
    boolean hadSession(Instant start, Instant end) {
        return sessions.stream().anyMatch(stretch -> stretch.touches(start, end));
    }

    /** Readies that came longer than a boot may take after their deployment was deleted. */
    List<Instant> strays() {
        return strays;
    }

    /** When it stopped, or its deployment was deleted. */
    List<Instant> stops() {
        return stops;
    }

    /** Whether anything of it is known. */
    boolean isKnown() {
        return !transitions.isEmpty();
    }
}
