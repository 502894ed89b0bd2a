package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Carry;
import dev.ebb.metering.FailedStart;
import dev.ebb.metering.Notice;
import dev.ebb.metering.Session;
import dev.ebb.metering.SessionFold;
import dev.ebb.metering.Timeline;
import dev.ebb.metering.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A part of a replica's history, and what of it has been posted. A history is split over pages, so that no item outgrows
 * DynamoDB's 400 KB and an event costs what its page costs.
 *
 * @param low its first instant; the next page's is the first instant after it
 * @param transitions in order
 * @param before what the page before it handed on when this one was folded
 * @param posted what was folded, and stands in the meters
 */
record Page(Instant low, List<Transition> transitions, Carry before, SessionFold.Folded posted) {

    /** The first page reaches back to the beginning of time. */
    static final Instant FIRST_LOW = Instant.parse("0000-01-01T00:00:00Z");

    /** A page with more transitions than this is divided, unless they are all of one instant. */
    static final int MAX_TRANSITIONS = 8;

    /**
     * An instant is never divided, so whatever of it changes at once must fit into one transaction, with the meters and
     * the counters. No replica becomes ready more often in a millisecond.
     */
    static final int MAX_AT_ONCE = 64;

    private static final int DIVIDED_TRANSITIONS = 6;

    static final SessionFold.Folded NOTHING_POSTED =
            new SessionFold.Folded(List.of(), List.of(), List.of(), Carry.NOTHING);

    static final Page EMPTY = new Page(FIRST_LOW, List.of(), Carry.NOTHING, NOTHING_POSTED);

    /** Folds {@code transitions}, divided into pages of their own. */
    static List<Page> fold(
            Instant low, @Nullable Instant high, List<Transition> transitions, Carry before, Timeline timeline) {
        List<Page> pages = new ArrayList<>();
        Carry carry = before;
        int from = 0;
        do {
            int to = endOfPage(transitions, from);
            Instant pageLow = from == 0 ? low : transitions.get(from).position().time();
            Instant pageHigh = to == transitions.size()
                    ? high
                    : transitions.get(to).position().time();
            List<Transition> part = List.copyOf(transitions.subList(from, to));
            SessionFold.Folded folded = SessionFold.fold(carry, pageLow, pageHigh, part, timeline);
            pages.add(new Page(pageLow, part, carry, folded));
            carry = folded.after();
            from = to;
        } while (from < transitions.size());
        return pages;
    }

    /** Every instant at which something in it happens or ends. */
    Stream<Instant> instants() {
        return Stream.of(
                        transitions.stream()
                                .map(transition -> transition.position().time()),
                        posted.sessions().stream().map(Session::end),
                        posted.failedStarts().stream().map(FailedStart::to),
                        posted.notices().stream().map(Notice::until).filter(Objects::nonNull))
                .flatMap(instants -> instants);
    }

    private static int endOfPage(List<Transition> transitions, int from) {
        if (transitions.size() - from <= MAX_TRANSITIONS) {
            return transitions.size();
        }
        int to = from + DIVIDED_TRANSITIONS;
        while (to < transitions.size() && sameInstant(transitions, to)) {
            to++;
        }
        return to;
    }

    private static boolean sameInstant(List<Transition> transitions, int at) {
        return transitions
                .get(at)
                .position()
                .time()
                .equals(transitions.get(at - 1).position().time());
    }

    /**
     * Two pages with half of the transitions each, which together have posted what this one has. They must be folded
     * again. One page if all transitions are of one instant.
     */
    List<Page> halves() {
        int middle = transitions.size() / 2;
        int at = middle;
        while (at > 0 && at < transitions.size() && sameInstant(transitions, at)) {
            at++;
        }
        if (at == transitions.size()) {
            at = middle;
            while (at > 0 && sameInstant(transitions, at)) {
                at--;
            }
        }
        if (at == 0) {
            return List.of(this);
        }
        Instant high = transitions.get(at).position().time();
        SessionFold.Folded early = posted(end -> end.isBefore(high), Carry.NOTHING);
        SessionFold.Folded late = posted(end -> !end.isBefore(high), posted.after());
        Page first = new Page(low, transitions.subList(0, at), before, early);
        Page second = new Page(high, transitions.subList(at, transitions.size()), before, late);
        return List.of(first, second);
    }

    /** What was posted and ended when {@code ended} says: an item belongs to the page that its stretch ends in. */
    private SessionFold.Folded posted(Predicate<Instant> ended, Carry after) {
        return new SessionFold.Folded(
                posted.sessions().stream()
                        .filter(session -> ended.test(session.end()))
                        .toList(),
                posted.failedStarts().stream()
                        .filter(failed -> ended.test(failed.to()))
                        .toList(),
                posted.notices().stream()
                        .filter(notice -> ended.test(notice.until() == null ? notice.from() : notice.until()))
                        .toList(),
                after);
    }
}
