package dev.ebb.local;

import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Report;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Tariff;
import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.Ledger;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.json.JsonEventReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * History in, statements out: a fresh table, MeterUsage's own code, and a clock that stands still.
 *
 * @param files events, in any order
 * @param prices what they cost
 * @param periods for which statements are made
 * @param asOf the present: what is later is rejected as from the future
 * @param lost when silence ends a session
 */
record Replay(List<Path> files, PriceBook prices, List<Period> periods, Instant asOf, LostRule lost) {

    /** What came of it; the parts of {@code computed} that are for people are not in the report. */
    record Result(Report report, List<Statements.Computed> computed) {}

    /** @throws InputException if a file cannot be read */
    Result run(Surroundings surroundings) {
        try (EmbeddedTable table = EmbeddedTable.create()) {
            DynamoDbClient client = table.client();
            Ledger ledger = new DynamoLedger(client, EmbeddedTable.NAME, null);
            MeterUsage metering = new MeterUsage(
                    new JsonEventReader(), ledger, new DynamoQuarantine(client, EmbeddedTable.NAME), Admission.HISTORY);
            Feed feed = Feed.of(files, metering, asOf, surroundings);
            MeteredUsage usage = new DynamoUsage(client, EmbeddedTable.NAME);
            usage.accounts().forEach(account -> ledger.settle(account, asOf, lost, Deadline.NONE));
            List<Statements.Computed> computed = new Statements(usage, Tariff.of(prices)).all(periods, asOf);
            return new Result(report(feed, computed), computed);
        }
    }

    private Report report(Feed feed, List<Statements.Computed> computed) {
        return new Report(
                asOf,
                feed.counts(),
                feed.rejected(),
                computed.stream().flatMap(each -> each.warnings().stream()).toList(),
                computed.stream().map(Statements.Computed::statement).toList());
    }
}
