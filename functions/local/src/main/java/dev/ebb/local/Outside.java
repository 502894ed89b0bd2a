package dev.ebb.local;

import dev.ebb.sweeping.ActionQueue;
import dev.ebb.sweeping.evidence.MetricsSource;
import dev.ebb.sweeping.sweeps.Warnings;

/** What sweeps and actions of a running Ebb touch beside its table. */
interface Outside extends AutoCloseable {

    /** Where marked actions go. */
    ActionQueue actions();

    /** Who tells owners. */
    Warnings warnings();

    /** Who knows of traffic beside events. */
    MetricsSource metrics();

    /** Does what was handed over and is for this process to do. */
    void settle();

    /** Takes up what was handed over before, and has not come to its end. */
    void resume();

    @Override
    void close();

    /**
     * That of a running Ebb: a stack's queues and its topic, or this process itself.
     *
     * @throws InputException if a stack has no outputs that name them
     */
    static Outside of(Connection connection, Connection.Access access, Surroundings surroundings) {
        return connection.isLocal() ? new InProcess(access, surroundings) : StackOutside.of(connection);
    }
}
