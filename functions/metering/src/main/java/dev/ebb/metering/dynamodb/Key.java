package dev.ebb.metering.dynamodb;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An item's primary key. */
record Key(String partition, String sort) {

    static Key of(Map<String, AttributeValue> item) {
        return new Key(item.get(EbbTable.PARTITION).s(), item.get(EbbTable.SORT).s());
    }

    Map<String, AttributeValue> attributes() {
        return Map.of(EbbTable.PARTITION, Value.text(partition), EbbTable.SORT, Value.text(sort));
    }
}
