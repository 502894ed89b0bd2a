package dev.ebb.sweeping.dynamodb;

import static dev.ebb.sweeping.dynamodb.Item.required;
import static dev.ebb.sweeping.dynamodb.Item.requiredInstant;

import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.Value;
import dev.ebb.sweeping.policy.Policies.Version;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A version of a policy as an item. */
final class PolicyItem {

    private static final String NUMBER = "number";

    private PolicyItem() {}

    static Map<String, AttributeValue> attributes(Version version) {
        return new Item()
                .number(NUMBER, version.number())
                .text("by", version.by())
                .instant("at", version.at())
                .whole("json", version.json())
                .attributes();
    }

    static Version version(Map<String, AttributeValue> item) {
        return new Version(
                Value.numberOr(item, NUMBER, 0),
                required(item, "by"),
                requiredInstant(item, "at"),
                required(item, "json"));
    }

    /** Holds as long as this is the latest; 0 if there is none. */
    static Action.Condition unchanged(long number) {
        return Action.Condition.atNumber(NUMBER, number);
    }
}
