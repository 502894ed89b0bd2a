package dev.ebb.metering;

import java.time.Duration;

/** How much time is left, read from whoever limits it. */
@FunctionalInterface
public interface Deadline {

    /** For callers that nobody hurries. */
    Deadline NONE = () -> Duration.ofDays(1);

    /** What is left; zero or negative once it has passed. */
    Duration remaining();

    /** Whichever of the two leaves less time. */
    default Deadline earlierOf(Deadline other) {
        return () -> {
            Duration mine = remaining();
            Duration others = other.remaining();
            return mine.compareTo(others) < 0 ? mine : others;
        };
    }

    /** Whether there is not enough time left for {@code work}. */
    default boolean isTooShortFor(Duration work) {
        return remaining().compareTo(work) < 0;
    }
}
