package dev.ebb.charging;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.IdleVoid;
import dev.ebb.metering.Ingestion;
import dev.ebb.metering.Meter;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.Session;
import dev.ebb.metering.TokenUsage;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Metered usage that reads each thing once, for the longest interval first, and answers for the parts of that interval
 * from what it read: so the parts are parts of one and the same usage, whatever arrives meanwhile. Of meters it knows
 * nothing in a part.
 */
public final class ReadUsage implements MeteredUsage {

    private final MeteredUsage source;
    private final Map<String, List<DeploymentId>> deployments = new HashMap<>();
    private final Map<DeploymentId, DeploymentUsage> usages = new HashMap<>();
    private final Map<String, List<TokenUsage>> tokens = new HashMap<>();
    private @Nullable Ingestion ingestion;

    /** Reads from there. */
    public ReadUsage(MeteredUsage source) {
        this.source = source;
    }

    @Override
    public Ingestion ingestion() {
        Ingestion known = ingestion;
        if (known == null) {
            known = source.ingestion();
            ingestion = known;
        }
        return known;
    }

    @Override
    public List<String> accounts() {
        return source.accounts();
    }

    @Override
    public List<DeploymentId> deployments(String account) {
        return deployments.computeIfAbsent(account, source::deployments);
    }

    @Override
    public DeploymentUsage deployment(DeploymentId id, Instant from, Instant to, Instant asOf) {
        DeploymentUsage whole = usages.computeIfAbsent(id, ignored -> source.deployment(id, from, to, asOf));
        Instant end = to.isBefore(asOf) ? to : asOf;
        return whole.from().equals(from) && whole.to().equals(end) ? whole : part(whole, from, end);
    }

    private static DeploymentUsage part(DeploymentUsage whole, Instant from, Instant end) {
        long firstMinute = Math.floorDiv(from.toEpochMilli(), 60_000L);
        long endMinute = Math.floorDiv(end.toEpochMilli() - 1, 60_000L) + 1;
        int offset = Math.toIntExact(firstMinute - whole.firstMinute());
        return new DeploymentUsage(
                        whole.id(),
                        from,
                        end,
                        whole.sessions().stream()
                                .filter(each -> each.session().start().isBefore(end)
                                        && each.session().end().isAfter(from))
                                .map(each -> until(each, end))
                                .toList(),
                        whole.failedStarts().stream()
                                .filter(failed -> failed.from().isBefore(end)
                                        && failed.to().isAfter(from))
                                .toList(),
                        whole.activeMinutes().get(offset, offset + Math.toIntExact(endMinute - firstMinute)),
                        firstMinute,
                        whole.notices(),
                        whole.lost(),
                        whole.pending(),
                        Map.of(),
                        Meter.quarterOf(end))
                .with(whole.evidence().stream()
                        .filter(each -> each.from().isBefore(end) && each.to().isAfter(from))
                        .toList());
    }

    private static ReplicaSession until(ReplicaSession whole, Instant end) {
        Session session = whole.session();
        if (!session.end().isAfter(end)) {
            return whole;
        }
        return new ReplicaSession(
                whole.replica(), new Session(session.start(), end, session.shape(), session.bootFrom()), false);
    }

    /** Of a part that begins within a quarter-hour too: a quarter-hour belongs where it begins. */
    @Override
    public List<TokenUsage> tokens(String account, Instant from, Instant to) {
        return tokens.computeIfAbsent(account, ignored -> source.tokens(account, from, to)).stream()
                .filter(each -> !each.quarter().isBefore(from) && each.quarter().isBefore(to))
                .toList();
    }

    @Override
    public List<IdleVoid> idleVoids(String account) {
        return source.idleVoids(account);
    }

    @Override
    public Optional<DeploymentState> state(DeploymentId id, Instant now) {
        return source.state(id, now);
    }
}
