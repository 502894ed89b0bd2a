package dev.ebb.sweeping.simulation;

import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.Session;
import dev.ebb.sweeping.simulation.Course.Interval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** What a deployment ran, as recorded. */
final class Supply {

    private final DeploymentUsage usage;
    private final List<Interval> stretches = new ArrayList<>();

    /** @param usage its sessions are in the order of their beginnings; what lies before its own does not count */
    Supply(DeploymentUsage usage) {
        this.usage = usage;
        for (ReplicaSession each : usage.sessions()) {
            long from =
                    Math.max(usage.from().toEpochMilli(), each.session().start().toEpochMilli());
            long to = each.session().end().toEpochMilli();
            Interval last = stretches.isEmpty() ? null : stretches.getLast();
            if (last == null || from > last.to()) {
                stretches.add(new Interval(from, to));
            } else if (to > last.to()) {
                stretches.set(stretches.size() - 1, new Interval(last.from(), to));
            }
        }
    }

    /** When at least one replica ran, unbroken, in order. */
    List<Interval> stretches() {
        return stretches;
    }

    /** What of it lies in some intervals, which are disjoint and in order. */
    DeploymentUsage within(List<Interval> intervals) {
        List<ReplicaSession> cut = new ArrayList<>();
        for (ReplicaSession each : usage.sessions()) {
            Session session = each.session();
            long from = session.start().toEpochMilli();
            long to = session.end().toEpochMilli();
            for (Interval interval : intervals) {
                long start = Math.max(from, interval.from());
                long end = Math.min(to, interval.to());
                if (start < end) {
                    Session part =
                            new Session(Instant.ofEpochMilli(start), Instant.ofEpochMilli(end), session.shape(), null);
                    cut.add(new ReplicaSession(each.replica(), part, false));
                }
            }
        }
        return withoutTraffic(cut);
    }

    /** All of it. */
    DeploymentUsage whole() {
        return withoutTraffic(usage.sessions());
    }

    /** Which minutes were busy changes no amount. */
    private DeploymentUsage withoutTraffic(List<ReplicaSession> sessions) {
        return new DeploymentUsage(
                usage.id(),
                usage.from(),
                usage.to(),
                sessions,
                List.of(),
                new BitSet(),
                usage.firstMinute(),
                List.of(),
                List.of(),
                false,
                Map.of(),
                usage.meteredTo());
    }
}
