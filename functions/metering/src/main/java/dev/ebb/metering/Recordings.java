package dev.ebb.metering;

import java.time.Instant;
import java.util.BitSet;
import java.util.stream.Stream;

/** Reads what is kept of events that are told again: of replicas whoever they are, and of traffic. */
public interface Recordings {

    /**
     * Every replica of a deployment that anything ever moved, by name; read as it is consumed.
     *
     * @throws LedgerUnavailableException if one changes faster than it can be read
     */
    Stream<RecordedReplica> replicas(DeploymentId deployment);

    /** A deployment's traffic in [from, to). */
    RecordedActivity activity(DeploymentId deployment, Instant from, Instant to);

    /** The minutes of [from, to) that were reported of a whole account, counted from the minute of {@code from}. */
    BitSet reported(String account, Instant from, Instant to);
}
