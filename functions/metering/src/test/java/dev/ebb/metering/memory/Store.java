package dev.ebb.metering.memory;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;

/** The items of one table, in order, and its indexes of keys. Not for two threads at once. */
final class Store {

    /**
     * The two attributes that order a table or an index.
     *
     * @param partition is compared for equality
     * @param sort orders
     */
    record Schema(String partition, String sort) {

        private static Schema of(List<KeySchemaElement> elements) {
            return new Schema(named(elements, KeyType.HASH), named(elements, KeyType.RANGE));
        }

        private static String named(List<KeySchemaElement> elements, KeyType type) {
            return elements.stream()
                    .filter(each -> each.keyType() == type)
                    .map(KeySchemaElement::attributeName)
                    .findFirst()
                    .orElseThrow();
        }

        Set<String> names() {
            return Set.of(partition, sort);
        }

        /** Where an item stands in this order; null if it lacks one of the two attributes. */
        private @Nullable Place place(Map<String, AttributeValue> item) {
            AttributeValue inPartition = item.get(partition);
            AttributeValue inSort = item.get(sort);
            requireText(inPartition);
            requireText(inSort);
            return inPartition == null || inSort == null ? null : new Place(inPartition.s(), inSort.s());
        }

        private static void requireText(@Nullable AttributeValue value) {
            if (value != null && (value.s() == null || value.s().isEmpty())) {
                throw Refusal.invalid("a key must be a text that is not empty, is " + value);
            }
        }
    }

    /** Where something stands. */
    record Place(String partition, String sort) {}

    /** The rank of an item in its partition: of two at one place of an index, the lesser primary key comes first. */
    private record Rank(String sort, Place item) {
        private static final Comparator<Rank> ORDER = Comparator.comparing(Rank::sort, Values::compareUtf8)
                .thenComparing(rank -> rank.item().partition(), Values::compareUtf8)
                .thenComparing(rank -> rank.item().sort(), Values::compareUtf8);
    }

    /** A table or an index: its partitions, each in order. */
    private static final class Ordering {
        private final Schema schema;
        private final Map<String, NavigableMap<Rank, Map<String, AttributeValue>>> partitions =
                new TreeMap<>(Values::compareUtf8);

        Ordering(Schema schema) {
            this.schema = schema;
        }

        void put(@Nullable Place at, Place item, Map<String, AttributeValue> attributes) {
            if (at != null) {
                partitions
                        .computeIfAbsent(at.partition(), partition -> new TreeMap<>(Rank.ORDER))
                        .put(new Rank(at.sort(), item), attributes);
            }
        }

        void remove(@Nullable Place at, Place item) {
            if (at != null) {
                partitions.get(at.partition()).remove(new Rank(at.sort(), item));
            }
        }

        NavigableMap<Rank, Map<String, AttributeValue>> partition(String name) {
            return partitions.getOrDefault(name, new TreeMap<>(Rank.ORDER));
        }
    }

    private static final Place FIRST = new Place("", "");
    private static final Place LAST = new Place(Character.toString(Character.MAX_CODE_POINT), "");

    private final Ordering table;
    private final Map<String, Ordering> indexes = new HashMap<>();

    Store(CreateTableRequest request) {
        table = new Ordering(Schema.of(request.keySchema()));
        for (GlobalSecondaryIndex each : request.globalSecondaryIndexes()) {
            if (each.projection().projectionType() != ProjectionType.KEYS_ONLY) {
                throw new UnsupportedOperationException("the table in memory knows indexes of keys only");
            }
            indexes.put(each.indexName(), new Ordering(Schema.of(each.keySchema())));
        }
    }

    Schema key() {
        return table.schema;
    }

    /** The attributes that order an index; the table's own without a name. */
    Schema schema(@Nullable String index) {
        return ordering(index).schema;
    }

    private Ordering ordering(@Nullable String index) {
        Ordering found = index == null ? table : indexes.get(index);
        if (found == null) {
            throw Refusal.invalid("The table does not have the specified index: " + index);
        }
        return found;
    }

    /** Where an item with these attributes stands; refuses what has no key. */
    Place place(Map<String, AttributeValue> item) {
        Place place = key().place(item);
        if (place == null) {
            throw Refusal.invalid("One of the required keys was not given a value");
        }
        return place;
    }

    /** Where a key leads; refuses one with more or fewer attributes than the key has. */
    Place exactly(Map<String, AttributeValue> attributes) {
        if (!attributes.keySet().equals(key().names())) {
            throw Refusal.invalid("The provided key element does not match the schema");
        }
        return place(attributes);
    }

    /** The item there; without attributes if there is none. */
    Map<String, AttributeValue> get(Place place) {
        return table.partition(place.partition()).getOrDefault(new Rank(place.sort(), place), Map.of());
    }

    /** Refuses an item that DynamoDB would not keep. */
    void requireFit(Map<String, AttributeValue> item) {
        if (ItemBytes.of(item) > ItemBytes.MOST) {
            throw Refusal.invalid("Item size has exceeded the maximum allowed size");
        }
        indexes.values().forEach(index -> index.schema.place(item));
    }

    /** Puts an item there; one without attributes removes what stands there. */
    void put(Place place, Map<String, AttributeValue> item) {
        Map<String, AttributeValue> before = get(place);
        if (item.isEmpty()) {
            table.remove(before.isEmpty() ? null : place, place);
        } else {
            table.put(place, place, Map.copyOf(item));
        }
        for (Ordering index : indexes.values()) {
            index.remove(index.schema.place(before), place);
            index.put(index.schema.place(item), place, keys(item, index.schema));
        }
    }

    private Map<String, AttributeValue> keys(Map<String, AttributeValue> item, Schema schema) {
        Map<String, AttributeValue> keys = new HashMap<>(item);
        keys.keySet()
                .removeIf(
                        name -> !key().names().contains(name) && !schema.names().contains(name));
        return Map.copyOf(keys);
    }

    /**
     * Items of one partition of the table or an index, in its order.
     *
     * @param from the least sort key, inclusive; null for the first there is
     * @param to the greatest, inclusive; null for the last there is
     * @param after the last item of the page before; empty for the first page
     */
    Stream<Map<String, AttributeValue>> partition(
            @Nullable String index,
            String partition,
            @Nullable String from,
            @Nullable String to,
            boolean ascending,
            Map<String, AttributeValue> after) {
        Ordering ordering = ordering(index);
        NavigableMap<Rank, Map<String, AttributeValue>> range = ordering.partition(partition);
        if (from != null) {
            range = range.tailMap(new Rank(from, FIRST), true);
        }
        if (to != null) {
            range = range.headMap(new Rank(to, LAST), true);
        }
        NavigableMap<Rank, Map<String, AttributeValue>> inOrder = ascending ? range : range.descendingMap();
        Place start = ordering.schema.place(after);
        return start == null
                ? inOrder.values().stream()
                : inOrder.tailMap(new Rank(start.sort(), place(after)), false).values().stream();
    }

    /** Every item, in no order that means anything. */
    Stream<Map<String, AttributeValue>> all() {
        return table.partitions.values().stream().flatMap(each -> each.values().stream());
    }
}
