package dev.ebb.sweeping.sweeps;

import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.policy.Policy.Limits;
import dev.ebb.sweeping.sweeps.SweepStore.Allowance;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Which counters an action takes one of. What stops or deletes is counted for the stack and for its account, by sweep and by
 * UTC hour; a warning touches nothing that runs, and a wake brings back what is wanted: neither is counted.
 */
final class Allowances {

    private static final long PERCENT = 100;

    private Allowances() {}

    /**
     * The counters of an action.
     *
     * @param stack limits of the stack's own policy
     * @param deployment limits in force for the deployment: the smallest that somebody set
     * @param fleet how many deployments there are
     */
    static List<Allowance> of(
            Action action, String account, Limits stack, Limits deployment, long fleet, Instant sweep) {
        return switch (action) {
            case SCALE_TO_ZERO, DELETE -> {
                List<Allowance> counters = new ArrayList<>(of(action, "", stack, fleet, sweep));
                counters.addAll(of(action, " account " + account, deployment, fleet, sweep));
                yield List.copyOf(counters);
            }
            case WARN, WAKE, SCALE, RESTORE -> List.of();
        };
    }

    private static List<Allowance> of(Action action, String whose, Limits limits, long fleet, Instant sweep) {
        Instant hour = sweep.truncatedTo(ChronoUnit.HOURS);
        List<Allowance> counters = new ArrayList<>();
        counters.add(new Allowance("actions " + sweep + whose, limits.actionsPerSweep()));
        counters.add(new Allowance("stopped " + hour + whose, share(limits.fleetPercent(), fleet)));
        if (action == Action.DELETE) {
            counters.add(new Allowance("deletions " + hour + whose, limits.deletionsPerHour()));
        }
        return counters;
    }

    /** Rounded down, but one at least where anything is allowed. */
    static long share(int percent, long fleet) {
        return percent == 0 ? 0 : Math.max(1, fleet * percent / PERCENT);
    }
}
