package dev.ebb.sweeping.dynamodb;

import static dev.ebb.sweeping.dynamodb.Item.required;
import static dev.ebb.sweeping.dynamodb.Item.requiredInstant;

import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.Value;
import dev.ebb.sweeping.Pin;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A pin as an item. One that was taken away leaves its revision. */
final class PinItem {

    private static final String REVISION = "revision";
    private static final String OWNER = "owner";

    private PinItem() {}

    static Optional<Pin> pin(Map<String, AttributeValue> item) {
        return Value.textIn(item, OWNER)
                .map(owner -> new Pin(
                        owner,
                        required(item, "reason"),
                        requiredInstant(item, "from"),
                        requiredInstant(item, "until")));
    }

    static long revision(Map<String, AttributeValue> item) {
        return Value.numberOr(item, REVISION, 0);
    }

    static Action put(Optional<Pin> pin, long revision) {
        Item item = new Item().number(REVISION, revision);
        pin.ifPresent(set -> item.text(OWNER, set.owner())
                .text("reason", set.reason())
                .instant("from", set.from())
                .instant("until", set.until()));
        return new Action.Put(item.attributes(), unchanged(revision - 1));
    }

    /** Holds as long as it has this revision; 0 if there never was one. */
    static Action.Condition unchanged(long revision) {
        return Action.Condition.atNumber(REVISION, revision);
    }

    /** In words. */
    static String words(Optional<Pin> pin) {
        return pin.map(set -> "pin of " + set.owner() + " until " + set.until() + ": " + set.reason())
                .orElse("no pin");
    }
}
