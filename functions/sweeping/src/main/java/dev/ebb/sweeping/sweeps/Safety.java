package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.Deadline;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stops all actions: the breaker, by itself until a person resets it, and the kill switch, because a person said so. */
public interface Safety {

    /** Both, read consistently. */
    State state(Deadline deadline);

    /** Opens the breaker; one that is open stays as it is. */
    void open(String reason, Instant now, Deadline deadline);

    /** A person resets it, and so acknowledges why it had opened; one that is closed stays as it is. */
    void reset(String by, Instant now, Deadline deadline);

    /** A person sets or releases the kill switch. */
    void kill(boolean killed, String by, String reason, Instant now, Deadline deadline);

    /**
     * What stops actions now.
     *
     * @param lastReset of the breaker: what its owner has seen does not open it again at once
     */
    record State(Optional<Stop> breaker, Optional<Stop> killSwitch, Optional<Reset> lastReset) {
        /** Nothing stops them, and nothing ever did. */
        public static final State CLEAR = new State(Optional.empty(), Optional.empty());

        /** Of a breaker that was never reset. */
        public State(Optional<Stop> breaker, Optional<Stop> killSwitch) {
            this(breaker, killSwitch, Optional.empty());
        }

        /** What holds actions back, in words. */
        public Optional<String> held() {
            return killSwitch
                    .map(stop -> "kill switch: " + stop.reason())
                    .or(() -> breaker.map(stop -> "breaker: " + stop.reason()));
        }
    }

    /** Since when, by whom or what, and why. */
    record Stop(Instant at, String by, String reason) {}

    /**
     * That a person has looked, and let it go on.
     *
     * @param acknowledged the reasons that it had opened for within the UTC hour of {@code at}; none has a line break
     */
    record Reset(Instant at, String by, List<String> acknowledged) {
        /** Copies the reasons. */
        public Reset {
            acknowledged = List.copyOf(acknowledged);
        }

        /** Of a breaker that was open for this reason, after what was reset before. */
        public static Reset of(Stop open, Optional<Reset> before, String by, Instant now) {
            List<String> acknowledged = new ArrayList<>();
            before.filter(reset -> reset.isOfTheHourOf(now))
                    .ifPresent(reset -> acknowledged.addAll(reset.acknowledged));
            acknowledged.add(open.reason());
            return new Reset(now, by, acknowledged);
        }

        /** Whether a reason of the same kind was acknowledged in the same UTC hour: its figures are of that hour. */
        public boolean passesOver(String reason, Instant now) {
            return isOfTheHourOf(now)
                    && acknowledged.stream().anyMatch(seen -> Breaker.kind(seen).equals(Breaker.kind(reason)));
        }

        private boolean isOfTheHourOf(Instant now) {
            return at.truncatedTo(ChronoUnit.HOURS).equals(now.truncatedTo(ChronoUnit.HOURS));
        }
    }
}
