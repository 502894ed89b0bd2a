package dev.ebb.local.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Report;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.json.PriceBookJson;
import dev.ebb.charging.json.StatementJson;
import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.dynamodb.MemoryTable;
import dev.ebb.metering.dynamodb.TestTable;
import dev.ebb.metering.dynamodb.ThreadTables;
import dev.ebb.metering.json.JsonEventReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The real code on tables, one for each thread. */
final class TablePipeline implements Pipeline {

    private static final int RUNS_PER_TABLE = 300;

    private final ThreadTables tables;

    private TablePipeline(ThreadTables tables) {
        this.tables = tables;
    }

    /** On tables in memory. */
    static TablePipeline inMemory() {
        return new TablePipeline(new ThreadTables(MemoryTable::new, RUNS_PER_TABLE));
    }

    /** On DynamoDB Local. */
    static TablePipeline onDynamoDbLocal() {
        return new TablePipeline(new ThreadTables(LocalTable::new, RUNS_PER_TABLE));
    }

    @Override
    public String statements(
            List<List<String>> batches, String pricesJson, Instant asOf, List<String> periods, String zone) {
        TestTable table = tables.next();
        DynamoDbClient client = table.client();
        DynamoLedger ledger = new DynamoLedger(client, table.name(), null, false);
        MeterUsage metering = new MeterUsage(
                new JsonEventReader(), ledger, new DynamoQuarantine(client, table.name()), Admission.HISTORY);
        for (List<String> batch : batches) {
            MeterUsage.Result result =
                    metering.meter(batch.stream().map(Original::of).toList(), asOf, Deadline.NONE);
            assertThat(result.deferred()).isEmpty();
            assertThat(result.rejections()).isEmpty();
        }
        PriceBook prices = PriceBookJson.read(pricesJson.getBytes(StandardCharsets.UTF_8));
        Statements statements = new Statements(new DynamoUsage(client, table.name()), Tariff.of(prices));
        List<Statements.Computed> computed = new ArrayList<>();
        for (String account : accounts(batches)) {
            ledger.settle(account, asOf, LostRule.STANDARD, Deadline.NONE);
            for (String period : periods) {
                computed.add(statements.of(account, Period.of(period, zone), asOf));
            }
        }
        assertThat(computed)
                .as("the two roads agree")
                .allSatisfy(each -> assertThat(each.warnings())
                        .noneMatch(warning -> warning.reason().contains("sessions and meters differ")));
        return statementsOf(asOf, computed);
    }

    private static String statementsOf(Instant asOf, List<Statements.Computed> computed) {
        Report report = new Report(
                asOf,
                new Report.Counts(0, 0, 0),
                List.of(),
                List.of(),
                computed.stream().map(Statements.Computed::statement).toList());
        try {
            return new JsonMapper()
                    .readTree(StatementJson.write(report))
                    .get("statements")
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> accounts(List<List<String>> batches) {
        Set<String> accounts = new TreeSet<>();
        for (List<String> batch : batches) {
            for (String event : batch) {
                try {
                    JsonNode subject = new JsonMapper().readTree(event).get("subject");
                    accounts.add(subject.asText().split("/", -1)[1]);
                } catch (JsonProcessingException e) {
                    throw new IllegalArgumentException(event, e);
                }
            }
        }
        return accounts;
    }
}
