package dev.ebb.charging.budgets;

import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.Meter;
import dev.ebb.metering.MeterReading;
import dev.ebb.metering.Session;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How many GPUs of an account run throughout a quarter-hour, at least. Deployments that nobody read count as none, so this
 * is never too much.
 */
final class Steady {

    /** Where no deployment was read. */
    static final Steady NONE = new Steady(Map.of());

    /** Of each kind, of each part of the account: never less than these milli-GPUs, from each instant on. */
    private final Map<GpuKind, List<NavigableMap<Instant, BigInteger>>> levels;

    private Steady(Map<GpuKind, List<NavigableMap<Instant, BigInteger>>> levels) {
        this.levels = levels;
    }

    /**
     * From meters, which tell of a quarter-hour in which nothing changes.
     *
     * @param deployments what the meters of different deployments of one account say
     */
    static Steady of(Collection<MeterReading> deployments) {
        Map<GpuKind, List<NavigableMap<Instant, BigInteger>>> levels = new HashMap<>();
        for (MeterReading reading : deployments) {
            for (GpuKind kind : reading.kinds()) {
                levels.computeIfAbsent(kind, ignored -> new ArrayList<>()).add(levels(reading, kind));
            }
        }
        return new Steady(levels);
    }

    private static NavigableMap<Instant, BigInteger> levels(MeterReading reading, GpuKind kind) {
        List<Meter.Bucket> quarters = reading.quarters().getOrDefault(kind, List.of()).stream()
                .filter(quarter -> !quarter.start().isBefore(reading.from()))
                .toList();
        BigInteger level = reading.months().getOrDefault(kind, List.of()).stream()
                .map(Meter.Bucket::delta)
                .reduce(BigInteger.ZERO, BigInteger::add);
        for (Meter.Bucket quarter : quarters) {
            level = level.subtract(quarter.delta());
        }
        TreeMap<Instant, BigInteger> levels = new TreeMap<>();
        levels.put(reading.from(), level);
        for (Meter.Bucket quarter : quarters) {
            level = level.add(quarter.delta());
            levels.put(quarter.start(), BigInteger.ZERO);
            levels.put(quarter.start().plusMillis(Meter.QUARTER_MILLIS), level);
        }
        return levels;
    }

    /**
     * From sessions, which tell of each instant.
     *
     * @param deployments of one account; one that is pending counts for nothing
     */
    static Steady ofSessions(Collection<DeploymentUsage> deployments) {
        Map<GpuKind, TreeMap<Instant, BigInteger>> changes = new HashMap<>();
        for (DeploymentUsage deployment : deployments) {
            List<DeploymentUsage.ReplicaSession> known = deployment.pending() ? List.of() : deployment.sessions();
            for (DeploymentUsage.ReplicaSession each : known) {
                Session session = each.session();
                GpuKind kind = session.shape().gpuKind();
                BigInteger gpus = BigInteger.valueOf(session.shape().count().milliGpus());
                TreeMap<Instant, BigInteger> its = changes.computeIfAbsent(kind, ignored -> new TreeMap<>());
                its.merge(session.start(), gpus, BigInteger::add);
                if (!each.open()) {
                    its.merge(session.end(), gpus.negate(), BigInteger::add);
                }
            }
        }
        Map<GpuKind, List<NavigableMap<Instant, BigInteger>>> levels = new HashMap<>();
        changes.forEach((kind, its) -> {
            BigInteger level = BigInteger.ZERO;
            for (Map.Entry<Instant, BigInteger> change : its.entrySet()) {
                level = level.add(change.getValue());
                change.setValue(level);
            }
            levels.put(kind, List.of(its));
        });
        return new Steady(levels);
    }

    /** In milli-GPUs, at least 0. */
    BigInteger throughout(GpuKind kind, Instant quarter) {
        return levels.getOrDefault(kind, List.of()).stream()
                .map(part -> least(part, quarter))
                .reduce(BigInteger.ZERO, BigInteger::add)
                .max(BigInteger.ZERO);
    }

    private static BigInteger least(NavigableMap<Instant, BigInteger> levels, Instant quarter) {
        Map.Entry<Instant, BigInteger> before = levels.floorEntry(quarter);
        BigInteger least = before == null ? BigInteger.ZERO : before.getValue();
        for (BigInteger level : levels.subMap(quarter, false, quarter.plusMillis(Meter.QUARTER_MILLIS), false)
                .values()) {
            least = least.min(level);
        }
        return least;
    }
}
