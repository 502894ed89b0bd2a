package dev.ebb.metering;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what was metered. Statements are computed from this and from nothing else. */
public interface MeteredUsage {

    /** Every account that was ever heard of, sorted. */
    List<String> accounts();

    /** An account's deployments that were ever heard of, sorted. */
    List<DeploymentId> deployments(String account);

    /**
     * A deployment's usage in [from, to).
     *
     * @param asOf sessions that are open end here, if it is before {@code to}; nothing after it is seen
     */
    DeploymentUsage deployment(DeploymentId id, Instant from, Instant to, Instant asOf);

    /** What {@link #deployment} says of each of an account's deployments, in their order; read as it is consumed. */
    default Stream<DeploymentUsage> all(String account, Instant from, Instant to, Instant asOf) {
        return deployments(account).stream().map(id -> deployment(id, from, to, asOf));
    }

    /** An account's serverless tokens in [from, to), by quarter-hour and model; both ends lie on quarter-hours. */
    List<TokenUsage> tokens(String account, Instant from, Instant to);

    /** How far events have been metered; {@link Ingestion#WITHOUT_QUEUE} where they come by no queue. */
    default Ingestion ingestion() {
        return Ingestion.WITHOUT_QUEUE;
    }

    /** An account's voids that did nothing, in no particular order. */
    default List<IdleVoid> idleVoids(String account) {
        return List.of();
    }

    /** What a deployment is doing now; empty if nothing but activity was ever heard of it. */
    Optional<DeploymentState> state(DeploymentId id, Instant now);
}
