package dev.ebb.charging.dynamodb;

import dev.ebb.charging.Statement;
import dev.ebb.charging.invoicing.Draft;
import dev.ebb.charging.invoicing.Drafts;
import dev.ebb.charging.json.InvoiceJson;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.Sha256;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.Value;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Drafts in the table, an item a month. */
public final class DynamoDrafts implements Drafts {

    private static final String AS_OF = "asOf";
    private static final String DIGEST = "digest";
    private static final int READS = 10;

    private final Table table;
    private final Contents contents;

    /** The drafts in this table. */
    public DynamoDrafts(DynamoDbClient client, String table) {
        this(new Table(client, table));
    }

    /** Likewise. */
    public DynamoDrafts(Table table) {
        this(table, Contents.PART_BYTES);
    }

    DynamoDrafts(DynamoDbClient client, String table, int partBytes) {
        this(new Table(client, table), partBytes);
    }

    private DynamoDrafts(Table table, int partBytes) {
        this.table = table;
        contents = new Contents(this.table, partBytes);
    }

    @Override
    public boolean store(Draft draft) {
        Statement statement = draft.statement();
        Key key = InvoiceItems.draft(statement.account(), statement.period().month());
        byte[] json = InvoiceJson.write(statement);
        String digest = Sha256.hex(json);
        Map<String, AttributeValue> before = item(key);
        Map<String, AttributeValue> content = contents.write(key, digest, json, Deadline.NONE);
        Map<String, AttributeValue> sets = new HashMap<>(content);
        sets.put(AS_OF, Value.instant(draft.asOf()));
        sets.put(DIGEST, Value.text(digest));
        Action.Condition notLater = new Action.Condition(
                "attribute_not_exists(#a) OR #a <= :a", Map.of("#a", AS_OF), Map.of(":a", Value.instant(draft.asOf())));
        boolean stored = table.update(key, new Action.Update(Map.of(), sets, notLater), Deadline.NONE);
        String other = Value.textIn(stored ? before : item(key), DIGEST).orElse("");
        if (!other.equals(digest)) {
            contents.delete(key, stored ? other : digest, stored ? before : content, Deadline.NONE);
        }
        return stored;
    }

    private Map<String, AttributeValue> item(Key key) {
        return table.get(key, Deadline.NONE).orElse(Map.of());
    }

    /** Reads again if the draft was replaced while its parts were read. */
    @Override
    public Optional<Draft> get(String account, YearMonth month) {
        Key key = InvoiceItems.draft(account, month);
        for (int read = 0; read < READS; read++) {
            Map<String, AttributeValue> item = item(key);
            if (item.isEmpty()) {
                return Optional.empty();
            }
            Optional<byte[]> json =
                    contents.read(key, Value.textIn(item, DIGEST).orElseThrow(), item, Deadline.NONE);
            if (json.isPresent()) {
                return Optional.of(new Draft(
                        InvoiceJson.statement(json.get()),
                        Value.instantIn(item, AS_OF).orElseThrow()));
            }
        }
        throw new LedgerUnavailableException(
                "the draft of " + account + " for " + month + " changes all the time", null);
    }
}
