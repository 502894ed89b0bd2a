package dev.ebb.charging;

import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares the two roads to a deployment's usage: its sessions, and its meters. They agree to the micro-GPU-second. */
final class Roads {

    private Roads() {}

    /** How they differ in [{@code from}, {@code meteredTo}), a sentence for each kind of GPU; empty if they agree. */
    static List<String> differences(DeploymentUsage usage) {
        Map<GpuKind, GpuTime> bySessions = bySessions(usage);
        TreeSet<GpuKind> kinds = new TreeSet<>(bySessions.keySet());
        kinds.addAll(usage.metered().keySet());
        List<String> differences = new ArrayList<>();
        for (GpuKind kind : kinds) {
            GpuTime sessions = bySessions.getOrDefault(kind, GpuTime.ZERO);
            GpuTime meters = usage.metered().getOrDefault(kind, GpuTime.ZERO);
            if (sessions.compareTo(meters) != 0) {
                differences.add("deployment " + usage.id() + ": sessions and meters differ on "
                        + kind.accelerator() + " in " + kind.region() + " from " + usage.from() + " to "
                        + usage.meteredTo() + ": sessions say "
                        + sessions.gpuSeconds().toPlainString() + " GPU-seconds, meters say "
                        + meters.gpuSeconds().toPlainString());
            }
        }
        return differences;
    }

    private static Map<GpuKind, GpuTime> bySessions(DeploymentUsage usage) {
        long from = usage.from().toEpochMilli();
        long to = usage.meteredTo().toEpochMilli();
        Map<GpuKind, UsageSum> sums = new TreeMap<>();
        for (ReplicaSession replicaSession : usage.sessions()) {
            Session session = replicaSession.session();
            long start = Math.max(from, session.start().toEpochMilli());
            long end = Math.min(to, session.end().toEpochMilli());
            if (start < end) {
                sums.computeIfAbsent(session.shape().gpuKind(), kind -> new UsageSum())
                        .add(session.shape().count().milliGpus(), end - start);
            }
        }
        Map<GpuKind, GpuTime> totals = new TreeMap<>();
        sums.forEach((kind, sum) -> totals.put(kind, sum.total()));
        return totals;
    }
}
