package dev.ebb.charging;

import dev.ebb.metering.GpuTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Spreads what an account has reserved of one accelerator over what runs of it, from change to change. Time is linear in
 * changes times the deployments that run meanwhile, after sorting the changes.
 */
final class Coverage {

    private final String accelerator;
    private final List<Change> changes = new ArrayList<>();
    private final IdentityHashMap<GpuTally, Holding> holdings = new IdentityHashMap<>();
    private final Set<Holding> running = new HashSet<>();
    private final Map<String, Long> runningIn = new HashMap<>();
    private final Map<Commitment, UsageSum> used = new HashMap<>();

    /** What a deployment runs of one kind, in milli-GPUs. */
    private static final class Holding {
        private final GpuTally tally;
        private long milliGpus;

        private Holding(GpuTally tally) {
            this.tally = tally;
        }
    }

    private record Change(long at, Holding holding, long milliGpus) {}

    /** @param accelerator that all that is added has */
    Coverage(String accelerator) {
        this.accelerator = accelerator;
    }

    /** Adds what runs in [start, end), milliseconds from the epoch; nothing if that is empty. */
    void add(GpuTally tally, long milliGpus, long start, long end) {
        if (start < end) {
            Holding holding = holdings.computeIfAbsent(tally, Holding::new);
            changes.add(new Change(start, holding, milliGpus));
            changes.add(new Change(end, holding, -milliGpus));
        }
    }

    /**
     * Tells every tally how much of its time is covered.
     *
     * @param stretches in the order of time; they do not overlap
     */
    void spread(List<TermStretch> stretches) {
        changes.sort(Comparator.comparingLong(Change::at));
        int next = 0;
        for (TermStretch stretch : stretches) {
            Reserved reserved = Reserved.of(stretch.term(), accelerator);
            long at = stretch.start();
            while (at < stretch.end()) {
                while (next < changes.size() && changes.get(next).at() <= at) {
                    apply(changes.get(next++));
                }
                long until = next < changes.size()
                        ? Math.min(stretch.end(), changes.get(next).at())
                        : stretch.end();
                cover(reserved, at, until);
                at = until;
            }
        }
    }

    private void apply(Change change) {
        Holding holding = change.holding();
        holding.milliGpus += change.milliGpus();
        if (holding.milliGpus == 0) {
            running.remove(holding);
        } else {
            running.add(holding);
        }
        runningIn.merge(holding.tally.kind().region(), change.milliGpus(), (now, more) -> {
            long sum = Math.addExact(now, more);
            return sum == 0 ? null : sum;
        });
    }

    private void cover(Reserved reserved, long start, long end) {
        if (running.isEmpty() || reserved.commitments().isEmpty()) {
            return;
        }
        Reserved.Cover cover = reserved.over(runningIn);
        for (Holding holding : running) {
            Fraction share = cover.share(holding.tally.kind().region());
            if (share.compareTo(Fraction.ZERO) != 0) {
                holding.tally.cover(holding.milliGpus, start, end, share);
            }
        }
        cover.used()
                .forEach((commitment, milliGpus) -> used.computeIfAbsent(commitment, ignored -> new UsageSum())
                        .add(milliGpus, end - start));
    }

    /** What running GPUs took of a commitment of one of the stretches. */
    GpuTime used(Commitment commitment) {
        UsageSum sum = used.get(commitment);
        return sum == null ? GpuTime.ZERO : sum.total();
    }
}
