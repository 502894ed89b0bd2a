package dev.ebb.charging;

import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Session;
import dev.ebb.metering.Shape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rates the GPU time of one account in an interval: of all its deployments together, because its commitments cover them
 * together. Time is linear in sessions; only where something is reserved does it take what {@link Coverage} says.
 */
public final class GpuRating {

    private final Function<GpuKind, List<Tariff.Span>> prices;
    private final List<TermStretch> stretches;
    private final Map<String, Coverage> coverages = new HashMap<>();
    private final Map<Owner, GpuTally> tallies = new LinkedHashMap<>();
    private final long from;
    private final long to;

    private record Owner(String deployment, GpuKind kind) {}

    /** @param stretches of [from, to), in the order of time */
    GpuRating(Function<GpuKind, List<Tariff.Span>> prices, List<TermStretch> stretches, Instant from, Instant to) {
        this.prices = prices;
        this.stretches = stretches;
        this.from = from.toEpochMilli();
        this.to = to.toEpochMilli();
        stretches.stream()
                .flatMap(stretch -> stretch.term().commitments().stream())
                .forEach(each -> coverages.computeIfAbsent(each.accelerator(), Coverage::new));
    }

    /** Adds a deployment, once. Sessions are cut to the interval; {@code usage} may be of a longer one. */
    public void add(DeploymentUsage usage) {
        ActiveTime active = new ActiveTime(usage.activeMinutes(), usage.firstMinute());
        long first = Math.max(from, usage.from().toEpochMilli());
        long last = Math.min(to, usage.to().toEpochMilli());
        Shape lastShape = null;
        GpuTally tally = null;
        Coverage coverage = null;
        for (ReplicaSession replicaSession : usage.sessions()) {
            Session session = replicaSession.session();
            Shape shape = session.shape();
            if (tally == null || !shape.equals(lastShape)) {
                tally = tallyOf(usage.id().name(), shape.gpuKind());
                coverage = coverages.get(shape.accelerator());
                lastShape = shape;
            }
            long start = Math.max(first, session.start().toEpochMilli());
            long end = Math.min(last, session.end().toEpochMilli());
            tally.add(shape.count().milliGpus(), start, end, active);
            if (coverage != null) {
                coverage.add(tally, shape.count().milliGpus(), start, end);
            }
        }
    }

    private GpuTally tallyOf(String deployment, GpuKind kind) {
        return tallies.computeIfAbsent(new Owner(deployment, kind), owner -> new GpuTally(kind, prices.apply(kind)));
    }

    /**
     * The lines of all that was added: one for each deployment, kind of GPU and price under which it was used, and one
     * for each commitment, for all the time in the interval in which it is in force. To be called once.
     */
    public List<Line> lines() {
        coverages.values().forEach(coverage -> coverage.spread(stretches));
        List<Line> lines = new ArrayList<>();
        tallies.forEach((owner, tally) -> lines.addAll(tally.lines(owner.deployment())));
        for (TermStretch stretch : stretches) {
            for (Commitment commitment : stretch.term().commitments()) {
                lines.add(committed(commitment, stretch, coverages.get(commitment.accelerator())));
            }
        }
        lines.sort(Line.ORDER);
        return lines;
    }

    private static Line committed(Commitment commitment, TermStretch stretch, @Nullable Coverage coverage) {
        UsageSum billed = new UsageSum();
        billed.add(commitment.milliGpus(), stretch.end() - stretch.start());
        GpuTime used = coverage == null ? GpuTime.ZERO : coverage.used(commitment);
        return new Line.Committed(commitment, billed.total(), used);
    }
}
