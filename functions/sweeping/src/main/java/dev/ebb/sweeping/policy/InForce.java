package dev.ebb.sweeping.policy;

import java.util.List;
import java.util.Map;

/**
 * The policy in force for a deployment, where each value came from, and what it stands on.
 *
 * @param policy its values; if there are faults, those of the defaults
 * @param origins by the value's name as a policy spells it: {@code default}, {@code stack}, {@code account},
 *     {@code deployment} or {@code announced}
 * @param faults what is wrong with what somebody set, each naming level, field, value and rule; then nothing may be done
 * @param versions by level, of what was read: a later write makes sure that they still stand; 0 for a level that is not set
 */
public record InForce(Policy policy, Map<String, String> origins, List<String> faults, Map<String, Long> versions) {

    /** Copies them. */
    public InForce {
        origins = Map.copyOf(origins);
        faults = List.copyOf(faults);
        versions = Map.copyOf(versions);
    }

    /** Whether anything may be done under it. */
    public boolean isValid() {
        return faults.isEmpty();
    }
}
