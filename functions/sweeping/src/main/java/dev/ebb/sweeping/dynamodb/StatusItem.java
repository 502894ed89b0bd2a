package dev.ebb.sweeping.dynamodb;

import static dev.ebb.sweeping.dynamodb.Item.required;
import static dev.ebb.sweeping.dynamodb.Item.requiredInstant;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.Value;
import dev.ebb.sweeping.SweepStatus;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A deployment's status as an item. */
final class StatusItem {

    private static final String REVISION = "revision";

    private StatusItem() {}

    static Map<String, AttributeValue> attributes(SweepStatus status) {
        return new Item()
                .number(REVISION, status.revision())
                .instant("observedFrom", status.observedFrom())
                .text("policyDigest", status.policyDigest())
                .instant("policySince", status.policySince())
                .instant("idleSince", status.idleSince())
                .instant("startingSince", status.startingSince())
                .text("rung", status.rung().name())
                .instant("rungSince", status.rungSince())
                .number("mark", status.mark())
                .instant("scaledDownAt", status.scaledDownAt())
                .number("damping", status.damping())
                .instant("heldByCap", status.heldByCap())
                .instant("deletionNoticeAt", status.deletionNoticeAt())
                .text("deletionReceipt", status.deletionReceipt())
                .instant("minimumWarnedAt", status.minimumWarnedAt())
                .attributes();
    }

    static SweepStatus status(DeploymentId deployment, Map<String, AttributeValue> item) {
        return new SweepStatus(
                deployment,
                Value.numberOr(item, REVISION, 0),
                requiredInstant(item, "observedFrom"),
                required(item, "policyDigest"),
                requiredInstant(item, "policySince"),
                Value.instantIn(item, "idleSince").orElse(null),
                Value.instantIn(item, "startingSince").orElse(null),
                SweepStatus.Rung.valueOf(required(item, "rung")),
                requiredInstant(item, "rungSince"),
                Value.numberOr(item, "mark", 0),
                Value.instantIn(item, "scaledDownAt").orElse(null),
                Math.toIntExact(Value.numberOr(item, "damping", 0)),
                Value.instantIn(item, "heldByCap").orElse(null),
                Value.instantIn(item, "deletionNoticeAt").orElse(null),
                Value.textIn(item, "deletionReceipt").orElse(null),
                Value.instantIn(item, "minimumWarnedAt").orElse(null));
    }

    /** Writes it over the one with the revision before. */
    static Action put(SweepStatus after) {
        return new Action.Put(attributes(after), unchanged(after.revision() - 1));
    }

    /** Holds as long as it has this revision; 0 if it is not there. */
    static Action.Condition unchanged(long revision) {
        return revision == 0 ? Action.Condition.ABSENT : Action.Condition.equal(REVISION, Value.number(revision));
    }
}
