package dev.ebb.sweeping.simulation;

/**
 * What a policy would have come to, of one deployment or of many.
 *
 * @param recorded what ran
 * @param simulated what of that would have run
 */
public record Outcome(Spent recorded, Spent simulated, Counts counts) {

    /** Of no deployment. */
    public static final Outcome NONE = new Outcome(Spent.NOTHING, Spent.NOTHING, Counts.NONE);

    /** The sums. */
    public Outcome plus(Outcome other) {
        return new Outcome(recorded.plus(other.recorded), simulated.plus(other.simulated), counts.plus(other.counts));
    }
}
