package dev.ebb.metering;

import java.util.BitSet;
import java.util.List;

/**
 * What is kept of a deployment's traffic in an interval. Bit n of a set is the n-th minute after the one in which the
 * interval begins; the last one is that in which it ends.
 *
 * @param active minutes with traffic
 * @param counted those of them that a report with token counts touches
 * @param reported minutes that were reported of the deployment itself; not all active ones are among them
 * @param wanted minutes in which something was turned away
 * @param hours sums of reports with token counts, by the hours of the interval in which they begin
 */
public record RecordedActivity(
        BitSet active, BitSet counted, BitSet reported, BitSet wanted, List<Traffic.Hour> hours) {

    /** Copies everything. */
    public RecordedActivity {
        active = (BitSet) active.clone();
        counted = (BitSet) counted.clone();
        reported = (BitSet) reported.clone();
        wanted = (BitSet) wanted.clone();
        hours = List.copyOf(hours);
    }
}
