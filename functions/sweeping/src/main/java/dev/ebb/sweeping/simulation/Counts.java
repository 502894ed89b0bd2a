package dev.ebb.sweeping.simulation;

/**
 * What a policy led to, of one deployment or of many.
 *
 * @param scaleDowns how often anything went to zero
 * @param wakes how often demand brought it back
 * @param regrets wakes so soon after the scale-down that it had better been left alone
 * @param deletions of what was at zero for long
 * @param minutesWaited active minutes that began while what was woken booted
 * @param minutesLost active minutes after a deletion
 */
public record Counts(long scaleDowns, long wakes, long regrets, long deletions, long minutesWaited, long minutesLost) {

    /** Nothing. */
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

    /** Active minutes in which nobody was served. */
    public long minutesUnserved() {
        return minutesWaited + minutesLost;
    }

    /** The sums. */
    public Counts plus(Counts other) {
        return new Counts(
                scaleDowns + other.scaleDowns,
                wakes + other.wakes,
                regrets + other.regrets,
                deletions + other.deletions,
                minutesWaited + other.minutesWaited,
                minutesLost + other.minutesLost);
    }
}
