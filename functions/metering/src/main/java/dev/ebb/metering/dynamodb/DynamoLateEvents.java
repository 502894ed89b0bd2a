package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.Identity;
import dev.ebb.metering.LateEvents;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads the journal of late events that the ledger keeps. */
public final class DynamoLateEvents implements LateEvents {

    /** Items of about 300 bytes: so many are well below what DynamoDB answers at once. */
    private static final int PAGE = 500;

    private final Table table;

    /** Reads from this table. */
    public DynamoLateEvents(DynamoDbClient client, String table) {
        this(new Table(client, table));
    }

    /** Likewise. */
    public DynamoLateEvents(Table table) {
        this.table = table;
    }

    @Override
    public Stream<LateEvent> lateSince(String account, Instant from) {
        return table.walk(
                        LateJournal.partition(account),
                        Keys.millis(from),
                        String.valueOf(Character.MAX_VALUE),
                        true,
                        PAGE,
                        Deadline.NONE)
                .map(item -> event(account, item));
    }

    private static LateEvent event(String account, Map<String, AttributeValue> item) {
        String sort = item.get(EbbTable.SORT).s();
        return new LateEvent(
                new Identity(
                        account,
                        item.get(LateJournal.SOURCE).s(),
                        item.get(LateJournal.ID).s()),
                Value.instantIn(item, LateJournal.TIME).orElseThrow(),
                item.get(LateJournal.TYPE).s(),
                LateJournal.subject(item),
                Instant.parse(sort.substring(0, sort.indexOf(' '))));
    }
}
