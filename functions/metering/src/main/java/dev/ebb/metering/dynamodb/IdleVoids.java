package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.Identity;
import dev.ebb.metering.IdleVoid;
import dev.ebb.metering.UsageEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Voids that did nothing, each as long as that is so: of what never came, and of voids. */
final class IdleVoids {

    /** What their keys begin with, beside their account's meters. */
    static final String PREFIX = "VOID ";

    private static final String SOURCE = "source";
    private static final String ID = "id";
    private static final String TIME = "time";
    private static final String TARGET_SOURCE = "targetSource";
    private static final String TARGET_ID = "targetId";
    private static final String OF_VOID = "ofVoid";

    private final Table table;

    IdleVoids(Table table) {
        this.table = table;
    }

    private static String hash(Identity identity) {
        return Keys.shortHash(identity.source() + " " + identity.id());
    }

    private static String prefix(Identity target) {
        return PREFIX + hash(target) + " ";
    }

    /** Writes one down; it is told for as long as it stands. */
    void add(TransactionPlan plan, UsageEvent event, Identity target, boolean ofVoid) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(SOURCE, Value.text(event.identity().source()));
        item.put(ID, Value.text(event.identity().id()));
        item.put(TIME, Value.instant(event.time()));
        item.put(TARGET_SOURCE, Value.text(target.source()));
        item.put(TARGET_ID, Value.text(target.id()));
        if (ofVoid) {
            item.put(OF_VOID, Value.flag());
        }
        Key key = new Key(Keys.accountMeters(target.account()), prefix(target) + hash(event.identity()));
        plan.add(key, new Action.Put(item, null));
    }

    /** Where those of one event stand. */
    List<Key> of(Identity target, Deadline deadline) {
        return table.query(Keys.accountMeters(target.account()), prefix(target), deadline).stream()
                .map(Key::of)
                .toList();
    }

    /** Notes that what they name has come, and is a void. */
    void ofVoid(TransactionPlan plan, List<Key> keys) {
        keys.forEach(key -> plan.add(key, new Action.Update(Map.of(), Map.of(OF_VOID, Value.flag()), null)));
    }

    /** What items say of an account's. */
    static List<IdleVoid> read(String account, List<Map<String, AttributeValue>> items) {
        return items.stream()
                .map(item -> new IdleVoid(
                        new Identity(account, item.get(SOURCE).s(), item.get(ID).s()),
                        Value.instantIn(item, TIME).orElseThrow(),
                        new Identity(
                                account,
                                item.get(TARGET_SOURCE).s(),
                                item.get(TARGET_ID).s()),
                        item.containsKey(OF_VOID)))
                .toList();
    }
}
