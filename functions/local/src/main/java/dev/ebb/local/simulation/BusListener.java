package dev.ebb.local.simulation;

import java.time.Instant;

/** Hears what Ebb announces. */
@FunctionalInterface
public interface BusListener {

    /**
     * An announcement; it may come more than once.
     *
     * @param event a CloudEvent, as JSON
     */
    void hear(String event, Instant now);
}
