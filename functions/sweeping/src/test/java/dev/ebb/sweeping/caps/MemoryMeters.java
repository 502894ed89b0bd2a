package dev.ebb.sweeping.caps;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.FleetMember;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.LiveMeters;
import dev.ebb.metering.Meter;
import dev.ebb.metering.MeterReading;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.TokenUsage;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Meters of one account in memory: what the ledger would make of the same events. */
final class MemoryMeters implements LiveMeters, MeteredUsage {

    private static final GpuKind KIND = new GpuKind("H100", "us");

    private final Map<DeploymentId, Usage.Created> announced = new TreeMap<>();
    private final Map<ReplicaId, Instant> ready = new HashMap<>();
    private final Map<ReplicaId, Instant> stopped = new HashMap<>();
    private final Set<ReplicaId> known = new HashSet<>();
    private final Map<DeploymentId, Sums> sums = new HashMap<>();
    private final Sums all = new Sums();
    private final TreeMap<Instant, Long> tokens = new TreeMap<>();

    private record Sums(Map<Instant, Meter.Bucket> months, Map<Instant, Meter.Bucket> quarters) {
        Sums() {
            this(new TreeMap<>(), new TreeMap<>());
        }

        void add(Instant at, long milliGpus) {
            add(months, month(at), at, milliGpus);
            add(quarters, Meter.quarterOf(at), at, milliGpus);
        }

        private static void add(Map<Instant, Meter.Bucket> buckets, Instant start, Instant at, long milliGpus) {
            BigInteger delta = BigInteger.valueOf(milliGpus);
            BigInteger offset = BigInteger.valueOf(at.toEpochMilli() - start.toEpochMilli());
            buckets.merge(
                    start,
                    new Meter.Bucket(start, delta, delta.multiply(offset)),
                    (a, b) -> new Meter.Bucket(
                            start, a.delta().add(b.delta()), a.moment().add(b.moment())));
        }

        private static Instant month(Instant at) {
            return at.atOffset(ZoneOffset.UTC)
                    .toLocalDate()
                    .withDayOfMonth(1)
                    .atStartOfDay()
                    .toInstant(ZoneOffset.UTC);
        }

        MeterReading reading(Instant from) {
            return new MeterReading(
                    from,
                    months.isEmpty() ? Map.of() : Map.of(KIND, List.copyOf(months.values())),
                    quarters.isEmpty() ? Map.of() : Map.of(KIND, List.copyOf(quarters.values())));
        }
    }

    void hear(UsageEvent event) {
        switch (event.usage()) {
            case Usage.Created created -> announced.put(created.deployment(), created);
            case Usage.Starting starting -> known.add(starting.replica());
            case Usage.Ready now -> {
                known.add(now.replica());
                ready.put(now.replica(), event.time());
                metered(now.replica(), event.time(), 1);
                // A stop that was heard of before it counts from now on.
                if (stopped.containsKey(now.replica())) {
                    metered(now.replica(), stopped.get(now.replica()), -1);
                }
            }
            case Usage.Stopped end -> {
                stopped.put(end.replica(), event.time());
                if (ready.containsKey(end.replica())) {
                    metered(end.replica(), event.time(), -1);
                }
            }
            case Usage.Tokens used -> metered(Meter.quarterOf(event.time()), used.prompt());
            default -> throw new IllegalArgumentException("event: not one of this world, " + event);
        }
    }

    private void metered(ReplicaId replica, Instant at, int sign) {
        int milliGpus = announced.get(replica.deployment()).shape().count().milliGpus();
        all.add(at, (long) sign * milliGpus);
        sums.computeIfAbsent(replica.deployment(), ignored -> new Sums()).add(at, (long) sign * milliGpus);
    }

    /** Prompt tokens of the world's only model. */
    void metered(Instant quarter, long prompt) {
        tokens.merge(quarter, prompt, Long::sum);
    }

    long running(DeploymentId id) {
        return known.stream()
                .filter(replica -> replica.deployment().equals(id) && !stopped.containsKey(replica))
                .count();
    }

    @Override
    public MeterReading account(String account, Instant from, Deadline deadline) {
        return all.reading(from);
    }

    @Override
    public MeterReading deployment(DeploymentId id, Instant from, Deadline deadline) {
        return sums.getOrDefault(id, new Sums()).reading(from);
    }

    @Override
    public List<FleetMember> fleet(String account, Deadline deadline) {
        return announced.values().stream().map(this::member).toList();
    }

    private FleetMember member(Usage.Created created) {
        List<ReplicaId> live = known.stream()
                .filter(replica -> replica.deployment().equals(created.deployment()))
                .filter(replica -> !stopped.containsKey(replica))
                .toList();
        long accepting = live.stream().filter(ready::containsKey).count();
        return new FleetMember(
                created.deployment(),
                accepting,
                live.size() - accepting,
                created.shape(),
                created.configuration(),
                false,
                false);
    }

    @Override
    public List<TokenUsage> tokens(String account, Instant from, Instant to) {
        return tokens.subMap(from, to).entrySet().stream()
                .map(each -> new TokenUsage(
                        CapWorld.MODEL,
                        each.getKey(),
                        BigInteger.valueOf(each.getValue()),
                        BigInteger.ZERO,
                        BigInteger.ZERO))
                .toList();
    }

    @Override
    public List<String> accounts() {
        return List.of(CapWorld.ACCOUNT);
    }

    @Override
    public List<DeploymentId> deployments(String account) {
        return List.copyOf(announced.keySet());
    }

    @Override
    public DeploymentUsage deployment(DeploymentId id, Instant from, Instant to, Instant asOf) {
        throw new UnsupportedOperationException("a cap reads no sessions");
    }

    @Override
    public Optional<DeploymentState> state(DeploymentId id, Instant now) {
        throw new UnsupportedOperationException("a cap reads no sessions");
    }
}
