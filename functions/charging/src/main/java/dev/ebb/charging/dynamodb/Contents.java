package dev.ebb.charging.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TransactionPlan;
import dev.ebb.metering.dynamodb.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * JSON of any length beside an item that names it by its digest. What is short stands in the item itself. The rest is in
 * parts, written before the item: they are named by the digest too, so that they never change, and that nobody's parts
 * are taken for another's.
 */
final class Contents {

    /** So many bytes go into one item, which may have 400 KB in all. */
    static final int PART_BYTES = 350_000;

    private static final String JSON = "json";
    private static final String PARTS = "parts";
    private static final String BYTES = "bytes";
    private static final int DELETED_AT_ONCE = 100;

    private final Table table;
    private final int partBytes;

    Contents(Table table, int partBytes) {
        this.table = table;
        this.partBytes = partBytes;
    }

    /** Writes the parts, if it takes any; the attributes by which {@link #read} finds it again. */
    Map<String, AttributeValue> write(Key item, String digest, byte[] json, Deadline deadline) {
        if (json.length <= partBytes) {
            return Map.of(JSON, Value.text(new String(json, StandardCharsets.UTF_8)), PARTS, Value.number(0));
        }
        int parts = Math.ceilDiv(json.length, partBytes);
        for (int part = 0; part < parts; part++) {
            byte[] bytes = Arrays.copyOfRange(json, part * partBytes, Math.min(json.length, (part + 1) * partBytes));
            Map<String, AttributeValue> attributes =
                    new HashMap<>(part(item, digest, part).attributes());
            attributes.put(BYTES, AttributeValue.fromB(SdkBytes.fromByteArray(bytes)));
            table.putIfAbsent(attributes, deadline);
        }
        return Map.of(JSON, Value.text(""), PARTS, Value.number(parts));
    }

    /** What was written; empty if a part is missing. */
    Optional<byte[]> read(Key item, String digest, Map<String, AttributeValue> attributes, Deadline deadline) {
        int parts = parts(attributes);
        if (parts == 0) {
            return Value.textIn(attributes, JSON).map(json -> json.getBytes(StandardCharsets.UTF_8));
        }
        List<Key> keys = keys(item, digest, parts);
        Map<Key, Map<String, AttributeValue>> found = table.getAll(keys, deadline);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Key key : keys) {
            Map<String, AttributeValue> part = found.get(key);
            if (part == null) {
                return Optional.empty();
            }
            bytes.writeBytes(part.get(BYTES).b().asByteArray());
        }
        return Optional.of(bytes.toByteArray());
    }

    /** Deletes the parts, if there are any. */
    void delete(Key item, String digest, Map<String, AttributeValue> attributes, Deadline deadline) {
        List<Key> keys = keys(item, digest, parts(attributes));
        for (int from = 0; from < keys.size(); from += DELETED_AT_ONCE) {
            TransactionPlan plan = new TransactionPlan();
            keys.subList(from, Math.min(keys.size(), from + DELETED_AT_ONCE))
                    .forEach(key -> plan.add(key, new Action.Delete()));
            table.write(plan, deadline);
        }
    }

    private static int parts(Map<String, AttributeValue> attributes) {
        return (int) Value.numberOr(attributes, PARTS, 0);
    }

    private static List<Key> keys(Key item, String digest, int parts) {
        return IntStream.range(0, parts)
                .mapToObj(part -> part(item, digest, part))
                .toList();
    }

    private static Key part(Key item, String digest, int part) {
        return new Key(item.partition(), "PART " + item.sort() + " " + digest + " " + Value.padded(part, 6));
    }
}
