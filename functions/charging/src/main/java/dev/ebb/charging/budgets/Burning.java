package dev.ebb.charging.budgets;

import dev.ebb.charging.FleetSummary;
import dev.ebb.charging.Fraction;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A deployment and what it burns.
 *
 * @param perHour what its running GPUs cost an hour
 */
public record Burning(String deployment, Fraction perHour) {

    /** Highest burn first, then by name. */
    public static final Comparator<Burning> ORDER =
            Comparator.comparing(Burning::perHour).reversed().thenComparing(Burning::deployment);

    /** All that burns anything, highest first. */
    public static List<Burning> of(FleetSummary fleet) {
        Map<String, Fraction> sums = new TreeMap<>();
        for (FleetSummary.Running running : fleet.running()) {
            sums.merge(running.deployment(), running.perHour().orElse(Fraction.ZERO), Fraction::plus);
        }
        return sums.entrySet().stream()
                .map(each -> new Burning(each.getKey(), each.getValue()))
                .filter(each -> each.perHour().compareTo(Fraction.ZERO) > 0)
                .sorted(ORDER)
                .toList();
    }
}
