package dev.ebb.local.simulation;

import java.time.Instant;
import java.util.Optional;

/** Somebody beside Ebb who lives by the same clock. */
public interface Actor {

    /** When the clock must stop for it; after {@link #act} that is later than then. Empty if it needs no stop by itself. */
    Optional<Instant> next();

    /** Does what is due. It is called whenever the clock stops, so there may be nothing to do. */
    void act(Instant now);
}
