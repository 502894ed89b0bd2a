package dev.ebb.charging.dynamodb;

import dev.ebb.charging.Period;
import dev.ebb.charging.budgets.LastDraft;
import dev.ebb.metering.dynamodb.Table;
import java.util.Currency;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The drafts that charging keeps in the table. */
public final class DynamoLastDraft implements LastDraft {

    private final DynamoDrafts drafts;

    /** Those in this table. */
    public DynamoLastDraft(DynamoDbClient client, String table) {
        this(new Table(client, table));
    }

    /** Likewise. */
    public DynamoLastDraft(Table table) {
        drafts = new DynamoDrafts(table);
    }

    @Override
    public Optional<Draft> of(String account, Period period, Currency currency) {
        return drafts.get(account, period.month())
                .filter(draft -> draft.statement().period().equals(period)
                        && draft.statement().currency().equals(currency))
                .map(draft -> new Draft(draft.statement(), draft.asOf()));
    }
}
