package dev.ebb.metering;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The rule of ties. Readies and stops of one replica that share a time and a sequence count together. If the replica ran
 * before them, it was restarted: the stops come first. Otherwise it came up and went: the readies come first, and
 * nothing is billed.
 *
 * <p>A ready that waits for its shape counts as running, so that learning the shape changes no order.
 */
final class Ties {

    private Ties() {}

    /**
     * The transitions from {@code from} on that count together: more than one only if they are readies and stops of one
     * time and sequence.
     */
    static List<Transition> together(List<Transition> sorted, int from) {
        Position first = sorted.get(from).position();
        int to = from + 1;
        if (first.kind() != Position.Kind.STARTING) {
            while (to < sorted.size() && belongs(sorted.get(to).position(), first)) {
                to++;
            }
        }
        return sorted.subList(from, to);
    }

    private static boolean belongs(Position position, Position first) {
        return position.kind() != Position.Kind.STARTING && position.sharesTimeAndSequence(first);
    }

    /** Whether both readies and stops are among them. */
    static boolean isTie(List<Transition> together) {
        return together.stream().anyMatch(is(Position.Kind.READY))
                && together.stream().anyMatch(is(Position.Kind.STOPPED));
    }

    /** The order in which a tie counts. */
    static List<Transition> inOrder(List<Transition> tie, boolean ranBefore) {
        if (!ranBefore) {
            return tie;
        }
        List<Transition> ordered =
                new ArrayList<>(tie.stream().filter(is(Position.Kind.STOPPED)).toList());
        tie.stream().filter(is(Position.Kind.READY)).forEach(ordered::add);
        return ordered;
    }

    /** What tells people of a tie; that of a restart lasts until another transition of the replica is known. */
    static Notice notice(List<Transition> tie, boolean ranBefore) {
        Position ready = tie.stream()
                .filter(is(Position.Kind.READY))
                .map(Transition::position)
                .reduce((earlier, later) -> later)
                .orElseThrow();
        List<Identity> events = tie.stream()
                .map(transition -> transition.position().identity())
                .sorted()
                .limit(Notice.MAX_NAMED + 1L)
                .toList();
        return ranBefore
                ? new Notice(Notice.Kind.RESTARTED, ready.identity(), ready.time(), null, events)
                : new Notice(Notice.Kind.CAME_AND_WENT, ready.identity(), ready.time(), ready.time(), events);
    }

    private static Predicate<Transition> is(Position.Kind kind) {
        return transition -> transition.position().kind() == kind;
    }
}
