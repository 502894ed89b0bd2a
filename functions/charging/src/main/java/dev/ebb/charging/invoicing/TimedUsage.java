package dev.ebb.charging.invoicing;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.IdleVoid;
import dev.ebb.metering.Ingestion;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.TokenUsage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Metered usage that is read as long as there is time for it: an account that is too large for that ends with a reason,
 * and not with the process that charges it and others.
 *
 * <p>{@code requireTime} throws if there is no time left. It is asked before each read, and after each deployment.
 */
final class TimedUsage implements MeteredUsage {

    private final MeteredUsage source;
    private final Runnable requireTime;
    private @Nullable Ingestion ingestion;

    TimedUsage(MeteredUsage source, Runnable requireTime) {
        this.source = source;
        this.requireTime = requireTime;
    }

    /** Read once: the statements of one charge are all made of what was known then. */
    @Override
    public Ingestion ingestion() {
        Ingestion known = ingestion;
        if (known == null) {
            requireTime.run();
            known = source.ingestion();
            ingestion = known;
        }
        return known;
    }

    @Override
    public List<String> accounts() {
        requireTime.run();
        return source.accounts();
    }

    @Override
    public List<DeploymentId> deployments(String account) {
        requireTime.run();
        return source.deployments(account);
    }

    @Override
    public DeploymentUsage deployment(DeploymentId id, Instant from, Instant to, Instant asOf) {
        requireTime.run();
        return source.deployment(id, from, to, asOf);
    }

    @Override
    public Stream<DeploymentUsage> all(String account, Instant from, Instant to, Instant asOf) {
        requireTime.run();
        return source.all(account, from, to, asOf).map(read -> {
            requireTime.run();
            return read;
        });
    }

    @Override
    public List<TokenUsage> tokens(String account, Instant from, Instant to) {
        requireTime.run();
        return source.tokens(account, from, to);
    }

    @Override
    public List<IdleVoid> idleVoids(String account) {
        requireTime.run();
        return source.idleVoids(account);
    }

    @Override
    public Optional<DeploymentState> state(DeploymentId id, Instant now) {
        requireTime.run();
        return source.state(id, now);
    }
}
