package dev.ebb.metering.history;

import dev.ebb.metering.Usage;
import java.util.LongSummaryStatistics;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What was said of a deployment's traffic. */
final class Sighted {

    private final MinuteSet reported = new MinuteSet();
    private final MinuteSet active = new MinuteSet();
    private final MinuteSet wanted = new MinuteSet();

    void add(Usage.Served served) {
        (served.active() ? active : reported).add(served.minutes());
    }

    void add(Usage.Rejected rejected) {
        wanted.add(rejected.minutes());
    }

    MinuteSet reported() {
        return reported;
    }

    MinuteSet active() {
        return active;
    }

    MinuteSet wanted() {
        return wanted;
    }

    /** The first minute of which anything was said; empty if there is none. */
    OptionalLong first() {
        LongSummaryStatistics firsts = Stream.of(reported, active, wanted)
                .map(MinuteSet::first)
                .flatMapToLong(OptionalLong::stream)
                .summaryStatistics();
        return firsts.getCount() == 0 ? OptionalLong.empty() : OptionalLong.of(firsts.getMin());
    }
}
