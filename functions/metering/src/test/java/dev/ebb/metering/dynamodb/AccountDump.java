package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.UsageEvent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * All items of an account, so that those of two accounts to which the same happened are equal. Left out is what depends
 * on an account's name (hashes, shards), what counts how often something was written rather than what (versions, and
 * which number an announcement got), when demand at zero was heard of, sums that are 0, which is what an absent one is, and the trace of an announcement
 * or a transition that was voided after it came, which one that was voided before does not leave.
 */
final class AccountDump {

    private static final Set<String> OF_THE_NAME = Set.of(EbbTable.DUE_SHARD, "digest");

    private final Table table;
    private final String account;
    private final Map<String, Map<String, String>> items = new TreeMap<>();

    private AccountDump(DynamoDbClient client, String table, String account) {
        this.table = new Table(client, table);
        this.account = account;
    }

    /** Item by item, under its key, its attributes as text. */
    static Map<String, Map<String, String>> of(
            DynamoDbClient client, String table, String account, Collection<UsageEvent> events) {
        AccountDump dump = new AccountDump(client, table, account);
        dump.read(events);
        return dump.items;
    }

    /** How replicas are cut into pages depends on the order of arrival; what is derived from them does not. */
    static Map<String, Map<String, String>> withoutPages(Map<String, Map<String, String>> items) {
        Map<String, Map<String, String>> rest = new TreeMap<>(items);
        rest.keySet().removeIf(key -> key.contains("| " + Keys.PAGE) || key.contains("| " + Keys.REPLICA));
        return rest;
    }

    /** The items that are not the same, with both. */
    static List<String> difference(Map<String, Map<String, String>> expected, Map<String, Map<String, String>> actual) {
        Set<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(expected.get(key), actual.get(key)))
                .map(key -> key + ": expected " + expected.get(key) + ", is " + actual.get(key))
                .toList();
    }

    private void read(Collection<UsageEvent> events) {
        table.get(Keys.registry(account), Deadline.NONE).ifPresent(item -> items.put("registered", Map.of()));
        List<Map<String, AttributeValue>> listed = table.query(Keys.account(account), "", Deadline.NONE);
        listed.forEach(this::add);
        for (Map<String, AttributeValue> item : listed) {
            if (!item.get(EbbTable.SORT).s().startsWith(Keys.DEPLOYMENT)) {
                continue;
            }
            String name = item.get(EbbTable.SORT).s().substring(Keys.DEPLOYMENT.length());
            table.query("DEPLOYMENT " + account + " " + name, "", Deadline.NONE).forEach(this::add);
        }
        table.query(Keys.accountMeters(account), "", Deadline.NONE).forEach(this::add);
        for (int shard = 0; shard < Keys.TOKEN_SHARDS; shard++) {
            table.query(Keys.tokens(account, shard), "", Deadline.NONE).forEach(this::addTokens);
        }
        items.entrySet()
                .removeIf(item ->
                        item.getKey().startsWith("tokens ") && item.getValue().isEmpty());
        List<Key> identities = events.stream()
                .filter(event -> event.usage().hasIdentity())
                .map(event -> Keys.identity(event.identity()))
                .distinct()
                .toList();
        table.getAll(identities, Deadline.NONE).values().forEach(this::add);
    }

    private void add(Map<String, AttributeValue> item) {
        String sort = item.get(EbbTable.SORT).s();
        String key = (item.get(EbbTable.PARTITION).s() + " | " + sort).replace(account, "ACCOUNT");
        Map<String, String> attributes = new TreeMap<>();
        item.forEach((name, value) -> {
            boolean counted =
                    (sort.startsWith(Keys.REPLICA) && Set.of("v", "timeline").contains(name))
                            || (sort.equals(Keys.STATE)
                                    && Set.of(DeploymentStore.REVISION, DeploymentStore.DEMAND_AT)
                                            .contains(name))
                            || (sort.startsWith(Keys.TIMELINE) && name.equals("number"))
                            || (sort.startsWith(Keys.ACTIVITY) && name.equals(ActivityItem.CHANGES));
            boolean isKey = name.equals(EbbTable.PARTITION) || name.equals(EbbTable.SORT);
            if (!isKey && !counted && !OF_THE_NAME.contains(name) && !(isZero(value) && summable(sort))) {
                attributes.put(name, text(value).replace(account, "ACCOUNT"));
            }
        });
        if (sort.equals(Keys.STATE)) {
            boolean pending = !Objects.equals(attributes.remove("settled"), attributes.remove("timeline"));
            attributes.put("pending", Boolean.toString(pending));
        }
        boolean neverHappened = sort.startsWith(Keys.TIMELINE) && attributes.containsKey("voided");
        boolean saysNothing = attributes.isEmpty() && (summable(sort) || sort.equals(Keys.CONFIG));
        if (!neverHappened && !saysNothing) {
            items.put(key, attributes);
        }
    }

    private static boolean summable(String sort) {
        return sort.startsWith(Keys.HOUR)
                || sort.startsWith(Keys.MONTH)
                || sort.startsWith(Keys.ACTIVITY)
                || sort.equals(Keys.STATE);
    }

    private void addTokens(Map<String, AttributeValue> item) {
        Map<String, String> sums =
                items.computeIfAbsent("tokens " + item.get(EbbTable.SORT).s(), k -> new TreeMap<>());
        item.forEach((name, value) -> {
            if (value.n() != null && !isZero(value)) {
                sums.merge(
                        name,
                        value.n(),
                        (a, b) -> new BigDecimal(a)
                                .add(new BigDecimal(b))
                                .stripTrailingZeros()
                                .toPlainString());
            }
        });
        sums.values().removeIf(sum -> new BigDecimal(sum).signum() == 0);
    }

    private static boolean isZero(AttributeValue value) {
        return value.n() != null && new BigDecimal(value.n()).signum() == 0;
    }

    private static String text(AttributeValue value) {
        if (value.n() != null) {
            return new BigDecimal(value.n()).toPlainString();
        }
        if (value.hasNs()) {
            return new TreeSet<>(value.ns()).toString();
        }
        if (value.hasL()) {
            List<String> texts = new ArrayList<>();
            value.l().forEach(each -> texts.add(text(each)));
            return texts.toString();
        }
        if (value.bool() != null) {
            return value.bool().toString();
        }
        return value.s() == null ? value.toString() : value.s();
    }
}
