package dev.ebb.charging;

import java.util.List;
import java.util.Map;

/**
 * What is worth knowing beside a statement. Nothing of it is billed. Labels and models are those that are announced now.
 *
 * @param notBilled deployments with any, sorted by name
 * @param idle deployments with GPU time, sorted by name
 * @param idleByLabel the same by what each of {@link #LABELS} says, {@value #UNLABELLED} where it is absent; sorted
 * @param advice deployments whose traffic is known and whose model has a serverless price, sorted by name
 */
public record Insight(
        List<NotBilled> notBilled, List<IdleCost> idle, Map<String, List<IdleCost>> idleByLabel, List<Advice> advice) {

    /** The labels that idle cost is added up by. */
    public static final List<String> LABELS = List.of("team", "project", "environment");

    /** What stands for a label that is absent. */
    public static final String UNLABELLED = "(none)";

    /** Nothing is worth knowing. */
    public static final Insight NONE = new Insight(List.of(), List.of(), Map.of(), List.of());

    /** Whether something ran without a session. */
    public boolean tellsOfUnexplained() {
        return notBilled.stream().anyMatch(each -> each.unexplained().count() > 0);
    }

    /** Copies all. */
    public Insight {
        notBilled = List.copyOf(notBilled);
        idle = List.copyOf(idle);
        idleByLabel = Map.copyOf(idleByLabel);
        advice = List.copyOf(advice);
    }
}
