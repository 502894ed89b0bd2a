package dev.ebb.metering.dynamodb;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item's primary key.
 *
 * @param partition which partition; not empty
 * @param sort where in it; not empty
 */
public record Key(String partition, String sort) {

    /** Of an item that was read. */
    public static Key of(Map<String, AttributeValue> item) {
        return new Key(item.get(EbbTable.PARTITION).s(), item.get(EbbTable.SORT).s());
    }

    /** As requests want it. */
    public Map<String, AttributeValue> attributes() {
        return Map.of(EbbTable.PARTITION, Value.text(partition), EbbTable.SORT, Value.text(sort));
    }
}
