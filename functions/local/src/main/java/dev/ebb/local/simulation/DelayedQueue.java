package dev.ebb.local.simulation;

import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.ActionQueue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/** A queue of actions in this process: each comes when its delay is over, those of one instant in the order of sending. */
final class DelayedQueue implements ActionQueue {

    private record Message(Instant at, long number, ActionId id) {}

    private final PriorityQueue<Message> messages =
            new PriorityQueue<>(Comparator.comparing(Message::at).thenComparing(Message::number));
    private final Clock clock;
    private long sent;

    DelayedQueue(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void send(ActionId id, Duration delay) {
        Duration within = delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
        Duration whole = Duration.ofSeconds(within.plusSeconds(1).minusNanos(1).toSeconds());
        messages.add(new Message(clock.instant().plus(whole), sent++, id));
    }

    /** When the next one comes. */
    Optional<Instant> next() {
        return Optional.ofNullable(messages.peek()).map(Message::at);
    }

    /** Takes one that has come. */
    Optional<ActionId> take() {
        Message first = messages.peek();
        if (first == null || first.at().isAfter(clock.instant())) {
            return Optional.empty();
        }
        messages.remove();
        return Optional.of(first.id());
    }
}
