package dev.ebb.sweeping.policy;

import dev.ebb.charging.BrokenRulesException.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** What somebody wants to set breaks rules, and is not set. */
public final class InvalidPolicyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /** @param problems all rules that are broken; at least one */
    public InvalidPolicyException(List<Problem> problems) {
        super("policy: " + problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    /** All rules that are broken. */
    public List<Problem> problems() {
        return problems;
    }
}
