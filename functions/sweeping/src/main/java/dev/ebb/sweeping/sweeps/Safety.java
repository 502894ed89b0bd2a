package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.Deadline;
import java.time.Instant;
import java.util.Optional;

/** What stops all actions: the breaker, by itself until a person resets it, and the kill switch, because a person said so. */
public interface Safety {

    /** Both, read consistently. */
    State state(Deadline deadline);

    /** Opens the breaker; one that is open stays as it is. */
    void open(String reason, Instant now, Deadline deadline);

    /** A person resets it. */
    void reset(String by, Instant now, Deadline deadline);

    /** A person sets or releases the kill switch. */
    void kill(boolean killed, String by, String reason, Instant now, Deadline deadline);

    /** What stops actions now. */
    record State(Optional<Stop> breaker, Optional<Stop> killSwitch) {
        /** Nothing stops them. */
        public static final State CLEAR = new State(Optional.empty(), Optional.empty());

        /** What holds actions back, in words. */
        public Optional<String> held() {
            return killSwitch
                    .map(stop -> "kill switch: " + stop.reason())
                    .or(() -> breaker.map(stop -> "breaker: " + stop.reason()));
        }
    }

    /** Since when, by whom or what, and why. */
    record Stop(Instant at, String by, String reason) {}
}
