package dev.ebb.sweeping.dynamodb;

import static dev.ebb.sweeping.dynamodb.Item.required;
import static dev.ebb.sweeping.dynamodb.Item.requiredInstant;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.sweeping.sweeps.SweepStore.RecordedVerdict;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A verdict as an item. */
final class VerdictItem {

    /** How long one is kept. */
    static final Duration LIFETIME = Duration.ofDays(35);

    private VerdictItem() {}

    static Map<String, AttributeValue> attributes(RecordedVerdict verdict) {
        return new Item()
                .instant("sweep", verdict.sweep())
                .text("word", verdict.word())
                .text("sentence", verdict.sentence())
                .text("would", verdict.would())
                .text("held", verdict.held())
                .evidence("evidence", verdict.evidence())
                .expiresAfter(verdict.sweep(), LIFETIME)
                .attributes();
    }

    /** A deployment's latest; empty if it has none that is kept. */
    static Optional<RecordedVerdict> last(Table table, DeploymentId deployment, Deadline deadline) {
        String end = SweepKeys.VERDICT + Character.MAX_VALUE;
        return table.first(SweepKeys.partition(deployment), SweepKeys.VERDICT, end, false, deadline)
                .map(item -> verdict(deployment, item));
    }

    static RecordedVerdict verdict(DeploymentId deployment, Map<String, AttributeValue> item) {
        return new RecordedVerdict(
                deployment,
                requiredInstant(item, "sweep"),
                required(item, "word"),
                required(item, "sentence"),
                required(item, "would"),
                required(item, "held"),
                required(item, "evidence"));
    }

    /** A sweep has one verdict of a deployment. */
    static Action put(RecordedVerdict verdict) {
        return new Action.Put(attributes(verdict), Action.Condition.ABSENT);
    }
}
