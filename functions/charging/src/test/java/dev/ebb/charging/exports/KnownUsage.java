package dev.ebb.charging.exports;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.Meter;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.Session;
import dev.ebb.metering.Shape;
import dev.ebb.metering.TokenUsage;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What account {@code acme} used, for tests. It counts how often it is asked, and knows no meters. */
final class KnownUsage implements MeteredUsage {

    private final Map<DeploymentId, List<ReplicaSession>> sessions = new TreeMap<>();
    private final List<TokenUsage> tokens = new ArrayList<>();
    private int reads;

    KnownUsage session(
            String deployment, String accelerator, String region, int milliGpus, Instant start, Instant end) {
        Shape shape = new Shape(accelerator, new GpuCount(milliGpus), region);
        sessions.computeIfAbsent(new DeploymentId("acme", deployment), id -> new ArrayList<>())
                .add(new ReplicaSession("r", new Session(start, end, shape, null), false));
        return this;
    }

    KnownUsage tokens(String model, Instant quarter, long prompt, long completion) {
        tokens.add(new TokenUsage(
                model, quarter, BigInteger.valueOf(prompt), BigInteger.ZERO, BigInteger.valueOf(completion)));
        return this;
    }

    int reads() {
        return reads;
    }

    @Override
    public List<String> accounts() {
        return List.of("acme");
    }

    @Override
    public List<DeploymentId> deployments(String account) {
        reads++;
        return List.copyOf(sessions.keySet());
    }

    @Override
    public DeploymentUsage deployment(DeploymentId id, Instant from, Instant to, Instant asOf) {
        reads++;
        Instant end = to.isBefore(asOf) ? to : asOf;
        BitSet active = new BitSet();
        active.set(30, 90);
        return new DeploymentUsage(
                id,
                from,
                end,
                sessions.getOrDefault(id, List.of()).stream()
                        .filter(each -> each.session().start().isBefore(end)
                                && each.session().end().isAfter(from))
                        .toList(),
                List.of(),
                active,
                Math.floorDiv(from.toEpochMilli(), 60_000L),
                List.of(),
                List.of(),
                false,
                Map.of(),
                Meter.quarterOf(end));
    }

    @Override
    public List<TokenUsage> tokens(String account, Instant from, Instant to) {
        reads++;
        return tokens.stream()
                .filter(each -> !each.quarter().isBefore(from) && each.quarter().isBefore(to))
                .toList();
    }

    @Override
    public Optional<DeploymentState> state(DeploymentId id, Instant now) {
        return Optional.empty();
    }
}
