package dev.ebb.sweeping.policy;

import dev.ebb.charging.BrokenRulesException.Problem;
import java.util.List;

/**
 * What stands at one level.
 *
 * @param settings nothing, if there are problems
 * @param problems what is wrong with what stands there
 * @param version its number; 0 if nothing was ever set there, or if its level has no versions
 */
public record Layer(Origin origin, Settings settings, List<Problem> problems, long version) {

    /** Copies the problems. */
    public Layer {
        problems = List.copyOf(problems);
    }
}
