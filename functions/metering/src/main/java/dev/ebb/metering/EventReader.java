package dev.ebb.metering;

import java.util.List;

/** Reads events from what producers send. */
public interface EventReader {

    /**
     * Finds and validates every event in {@code body}: one event, one in an EventBridge envelope, or an array of
     * either. Never throws for what {@code body} may hold.
     */
    List<ReadEvent> read(Original body);

    /** One event, or why there is none. */
    sealed interface ReadEvent {
        /** The event's bytes as they came. */
        Original original();

        /** An event that is well-formed in itself. */
        record Valid(UsageEvent event, Original original) implements ReadEvent {}

        /** One that is not. */
        record Invalid(Rejection rejection) implements ReadEvent {
            @Override
            public Original original() {
                return rejection.original();
            }
        }
    }
}
