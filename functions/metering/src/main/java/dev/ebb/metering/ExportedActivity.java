package dev.ebb.metering;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A deployment's traffic in an interval, as reports that add up to the same minutes and the same sums. How many reports
 * there once were is not kept, so these are others.
 */
final class ExportedActivity {

    private final DeploymentId id;
    private final RecordedActivity activity;
    private final HistoryRange range;
    private final List<UsageEvent> events = new ArrayList<>();

    private ExportedActivity(DeploymentId id, RecordedActivity activity, HistoryRange range) {
        this.id = id;
        this.activity = activity;
        this.range = range;
    }

    /**
     * All of it, but sums of an hour in which the interval begins: they are partly of before. Sums of an hour in which it
     * ends are left out if all its traffic came later.
     */
    static List<UsageEvent> events(DeploymentId id, RecordedActivity activity, HistoryRange range) {
        ExportedActivity exported = new ExportedActivity(id, activity, range);
        exported.addActive();
        exported.addCounted();
        exported.addQuiet();
        exported.addWanted();
        return exported.events;
    }

    private void addActive() {
        for (HistoryRange.Run run : range.runs(activity.active(), HistoryRange.DAY)) {
            boolean allCounted = activity.counted().nextClearBit(run.start()) >= run.end();
            if (!allCounted) {
                add("served", run, 0, served(run, 1, BigDecimal.ZERO, null));
            }
        }
    }

    /** The first report that begins in an hour has that hour's sums, the others are only known to have been active. */
    private void addCounted() {
        Map<Integer, Traffic.Hour> byFirst = new HashMap<>();
        for (Traffic.Hour hour : activity.hours()) {
            BitSet counted = range.minutesOfHour(hour.start());
            counted.and(activity.counted());
            if (!counted.isEmpty()) {
                byFirst.put(counted.nextSetBit(0), hour);
            } else if (hour.requests().signum() == 0) {
                addUncounted(hour);
            }
        }
        for (HistoryRange.Run run : range.runs(activity.counted(), HistoryRange.HOUR)) {
            addSums(run, byFirst.get(run.start()), BigDecimal.ONE);
        }
    }

    /** Tokens without requests make no minute active, but one known. */
    private void addUncounted(Traffic.Hour hour) {
        BitSet known = (BitSet) activity.reported().clone();
        known.or(activity.active());
        known.and(range.minutesOfHour(hour.start()));
        if (!known.isEmpty()) {
            BitSet first = new BitSet();
            first.set(known.nextSetBit(0));
            addSums(range.runs(first, HistoryRange.HOUR).getFirst(), hour, BigDecimal.ZERO);
        }
    }

    /** @param inFlight of a report that counts no request: what makes its minutes active, or does not */
    private void addSums(HistoryRange.Run run, Traffic.@Nullable Hour hour, BigDecimal inFlight) {
        BigInteger requests = hour == null ? BigInteger.ZERO : hour.requests();
        BigInteger prompt = hour == null ? BigInteger.ZERO : hour.promptTokens();
        BigInteger completion = hour == null ? BigInteger.ZERO : hour.completionTokens();
        int portions = Math.max(1, Portion.count(List.of(requests, prompt, completion)));
        for (int portion = 0; portion < portions; portion++) {
            long count = Portion.of(requests, portion);
            Usage.AdviceTokens tokens =
                    new Usage.AdviceTokens(Portion.of(prompt, portion), Portion.of(completion, portion));
            add("counted", run, portion, served(run, count, count == 0 ? inFlight : BigDecimal.ZERO, tokens));
        }
    }

    private Usage.Served served(
            HistoryRange.Run run, long count, BigDecimal concurrency, Usage.@Nullable AdviceTokens tokens) {
        return new Usage.Served(id, run.minutes(), count, concurrency, false, tokens);
    }

    private void addQuiet() {
        BitSet quiet = (BitSet) activity.reported().clone();
        quiet.andNot(activity.active());
        for (HistoryRange.Run run : range.runs(quiet, HistoryRange.DAY)) {
            add("quiet", run, 0, served(run, 0, BigDecimal.ZERO, null));
        }
    }

    private void addWanted() {
        for (HistoryRange.Run run : range.runs(activity.wanted(), HistoryRange.DAY)) {
            add("rejected", run, 0, new Usage.Rejected(id, run.minutes(), 1));
        }
    }

    /** What is reported is reported when it is over. */
    private void add(String kind, HistoryRange.Run run, int portion, Usage usage) {
        String name = HistoryExport.id(kind, id.name(), run.minutes().from()) + Portion.suffix(portion);
        events.add(HistoryExport.event(id.account(), name, run.minutes().to(), usage));
    }
}
