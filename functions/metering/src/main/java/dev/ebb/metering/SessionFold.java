package dev.ebb.metering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A replica's sessions, as a pure function of its transitions and its deployment's timeline.
 *
 * <ul>
 *   <li>Ready when closed opens a session. Ready when open says nothing new if the shape is the same, and otherwise
 *       closes the session and opens one of the new shape at that instant.
 *   <li>Stopped when open closes. Stopped when closed says nothing, but is kept: the ready before it may still come.
 *   <li>Deletion of the deployment stops the replica; ready events between it and the next creation open nothing.
 *   <li>A ready takes what its event does not say of its shape from what was announced before it; while accelerator or
 *       count is unknown it waits, and everything else is as if it were not there.
 *   <li>Readies and stops that share a time and a sequence count in the order that {@link Ties} finds.
 *   <li>A boot before a session of no length was a failed start.
 * </ul>
 *
 * <p>A history is folded page by page: {@link Carry} is handed from one to the next, and folding the pages gives what
 * folding the whole would give.
 */
public final class SessionFold {

    private final List<Session> sessions = new ArrayList<>();
    private final List<FailedStart> failedStarts = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();
    private final Witness witness;
    private Carry now;
    private ShapePart announced = ShapePart.NONE;
    private boolean deleted;

    private SessionFold(Carry before, Witness witness) {
        now = before;
        this.witness = witness;
    }

    /** Hears what each event did, in order. */
    interface Witness {

        /** Looks away. */
        Witness NONE = (position, before, after) -> {};

        /** An event was applied. */
        void saw(Position position, Carry before, Carry after);
    }

    /**
     * What a page adds.
     *
     * @param sessions those that end in it; none is empty
     * @param failedStarts boots that ended in it without a session
     * @param notices readies that opened nothing, and that this page has done with
     * @param after what it hands on
     */
    public record Folded(List<Session> sessions, List<FailedStart> failedStarts, List<Notice> notices, Carry after) {}

    /**
     * Folds one page.
     *
     * @param before what the pages before it hand on
     * @param from the page's first instant
     * @param to the first instant after the page; null for the last page
     * @param transitions those of the page, in order
     * @param timeline the deployment's, whole
     */
    public static Folded fold(
            Carry before, Instant from, @Nullable Instant to, List<Transition> transitions, Timeline timeline) {
        return fold(before, from, to, transitions, timeline, Witness.NONE);
    }

    /** The same, with a witness. */
    static Folded fold(
            Carry before,
            Instant from,
            @Nullable Instant to,
            List<Transition> transitions,
            Timeline timeline,
            Witness witness) {
        SessionFold fold = new SessionFold(before, witness);
        List<Announcement> announcements = timeline.inForce();
        int next = 0;
        while (next < announcements.size()
                && announcements.get(next).position().time().isBefore(from)) {
            fold.hear(announcements.get(next++));
        }
        for (int at = 0; at < transitions.size(); ) {
            List<Transition> together = Ties.together(transitions, at);
            Position first = together.getFirst().position();
            while (next < announcements.size()
                    && announcements.get(next).position().compareTo(first) < 0) {
                fold.apply(announcements.get(next++));
            }
            fold.apply(together);
            at += together.size();
        }
        while (next < announcements.size()
                && (to == null || announcements.get(next).position().time().isBefore(to))) {
            fold.apply(announcements.get(next++));
        }
        return new Folded(fold.sessions, fold.failedStarts, fold.notices, fold.now);
    }

    private void apply(Announcement announcement) {
        Carry before = now;
        hear(announcement);
        if (announcement.position().kind() == Position.Kind.DELETED) {
            end(announcement.position().time());
        }
        witness.saw(announcement.position(), before, now);
    }

    private void hear(Announcement announcement) {
        switch (announcement.position().kind()) {
            case DELETED -> deleted = true;
            case CREATED -> {
                deleted = false;
                announced = announcement.shape();
            }
            case UPDATED -> announced = announcement.shape().orElse(announced);
            case STARTING, READY, STOPPED -> throw new IllegalStateException("no announcement: " + announcement);
        }
    }

    /** What was known to be latest of the replica is not any more. */
    private void apply(List<Transition> together) {
        Notice restarted = now.restarted();
        if (restarted != null) {
            notices.add(restarted.endedAt(together.getFirst().position().time()));
            now = now.withRestarted(null);
        }
        if (!Ties.isTie(together)) {
            together.forEach(this::apply);
            return;
        }
        boolean ranBefore = now.runs();
        Ties.inOrder(together, ranBefore).forEach(this::apply);
        Notice tie = Ties.notice(together, ranBefore);
        if (ranBefore) {
            now = now.withRestarted(tie);
        } else {
            notices.add(tie);
        }
    }

    private void apply(Transition transition) {
        Carry before = now;
        Instant time = transition.position().time();
        switch (transition.position().kind()) {
            case STARTING -> starting(time, transition.shape());
            case READY -> ready(transition.position(), transition.shape());
            case STOPPED -> end(time);
            case DELETED, CREATED, UPDATED -> throw new IllegalStateException("no transition: " + transition);
        }
        witness.saw(transition.position(), before, now);
    }

    private void starting(Instant time, ShapePart said) {
        if (now.open() == null && now.boot() == null && !deleted) {
            Shape shape = said.orElse(announced).whole().orElse(null);
            now = now.with(new Carry.Boot(time, shape));
        }
    }

    private void ready(Position position, ShapePart said) {
        Instant time = position.time();
        endWaiting(time);
        if (deleted) {
            notices.add(new Notice(Notice.Kind.AFTER_DELETION, position.identity(), time, time));
            return;
        }
        OpenSession open = now.open();
        Optional<Shape> shape = said.orElse(announced).whole();
        if (shape.isEmpty()) {
            now = now.with(seen(time), new Notice(Notice.Kind.WAITING, position.identity(), time, null));
        } else if (open == null) {
            Instant bootFrom = now.boot() == null ? null : now.boot().from();
            now = now.with(new OpenSession(time, shape.get(), time, bootFrom));
        } else if (open.shape().equals(shape.get())) {
            now = now.with(open.seenAt(time));
        } else {
            close(open, time);
            // A session of no length leaves its boot to the one that takes its place.
            Instant bootFrom = open.start().isBefore(time) ? null : open.bootFrom();
            now = now.with(new OpenSession(time, shape.get(), time, bootFrom));
        }
    }

    private @Nullable OpenSession seen(Instant time) {
        OpenSession open = now.open();
        return open == null ? null : open.seenAt(time);
    }

    private void end(Instant time) {
        endWaiting(time);
        OpenSession open = now.open();
        if (open != null) {
            close(open, time);
            if (!open.start().isBefore(time)) {
                fail(open.bootFrom(), time, open.shape());
            }
        }
        Carry.Boot boot = now.boot();
        if (boot != null) {
            fail(boot.from(), time, boot.shape());
        }
        now = now.ended();
    }

    private void fail(@Nullable Instant bootFrom, Instant time, @Nullable Shape shape) {
        if (bootFrom != null && bootFrom.isBefore(time)) {
            failedStarts.add(new FailedStart(bootFrom, time, shape));
        }
    }

    private void close(OpenSession open, Instant time) {
        if (open.start().isBefore(time)) {
            sessions.add(open.endedAt(time));
        }
    }

    private void endWaiting(Instant time) {
        Notice waiting = now.waiting();
        if (waiting != null) {
            notices.add(waiting.endedAt(time));
            now = now.with(now.open(), null);
        }
    }
}
