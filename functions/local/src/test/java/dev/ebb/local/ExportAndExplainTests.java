package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ebb.charging.dynamodb.DynamoAccounts;
import dev.ebb.charging.dynamodb.DynamoCredits;
import dev.ebb.charging.invoicing.Grant;
import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.json.JsonEventReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Tables and explanations of a statement, from a table that is served over HTTP. */
class ExportAndExplainTests {

    private static final String H100 = "{\"accelerator\":\"H100\",\"acceleratorCount\":1}";

    @TempDir
    private static Path directory = Path.of("");

    private static AutoCloseable stop = () -> {};
    private static String endpoint = "";
    private static String prices = "";

    private static Original event(int id, String type, String subject, String time, String data) {
        return Original.of(
                "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"urn:t\",\"type\":\"dev.ebb." + type
                        + "\",\"subject\":\"accounts/acme/deployments/" + subject + "\",\"time\":\"" + time
                        + "\",\"data\":" + data
                        + "}");
    }

    @BeforeAll
    static void serve() throws IOException {
        prices = Files.writeString(
                        directory.resolve("prices.json"),
                        "{\"currency\":\"USD\",\"gpus\":[{\"accelerator\":\"H100\",\"region\":\"*\","
                                + "\"from\":\"2026-01-01T00:00:00Z\",\"perGpuHour\":\"1.00\"}],\"models\":[]}")
                .toString();
        LocalServer server = LocalServer.start(InetAddress.getLoopbackAddress(), 0, null);
        stop = server;
        endpoint = server.loopbackEndpoint().toString();
        String labels = "{\"accelerator\":\"H100\",\"acceleratorCount\":1,\"labels\":{\"team\":\"=search\"}}";
        try (DynamoDbClient client = Connection.local(server.loopbackEndpoint())) {
            meter(
                    client,
                    event(1, "deployment.created", "d", "2026-11-01T00:00:00Z", labels),
                    event(2, "replica.ready", "d/replicas/r", "2026-11-02T23:50:00Z", "{}"),
                    event(3, "replica.stopped", "d/replicas/r", "2026-11-04T00:10:00Z", "{}"),
                    event(
                            4,
                            "replica.ready",
                            "e/replicas/r",
                            "2026-11-15T11:00:00Z",
                            "{\"accelerator\":\"=L4\",\"acceleratorCount\":1}"));
        }
    }

    private static void meter(DynamoDbClient client, Original... events) {
        new MeterUsage(
                        new JsonEventReader(),
                        new DynamoLedger(client, EmbeddedTable.NAME),
                        new DynamoQuarantine(client, EmbeddedTable.NAME),
                        Admission.LIVE)
                .meter(List.of(events), Invocation.NOW, Deadline.NONE);
    }

    @AfterAll
    static void end() throws Exception {
        stop.close();
    }

    private static Invocation run(String command, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of(command, "--account", "acme", "--period", "2026-11", "--endpoint", endpoint));
        arguments.addAll(List.of(more));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    @Test
    void aSpreadsheetHasARowForEachDay() {
        Invocation invocation = run("export", "--format", "csv", "--prices", prices);

        assertThat(invocation.status()).isZero();
        assertThat(invocation.out().lines()).hasSize(5);
        assertThat(invocation.out())
                .contains("\r\nacme,2026-11,2026-11-02,2026-11-02T00:00:00Z,2026-11-03T00:00:00Z,1,gpu,d,")
                .contains(",0.166666667,0.17,\r\n", ",24.000000000,24.00,\r\n", ",0.166666667,0.16,\r\n")
                .contains(",'=L4,global,", ",3600.000000,", ",true\r\n");
    }

    @Test
    void aByteOrderMarkIsWrittenIfAskedFor() {
        assertThat(run("export", "--format", "csv", "--prices", prices, "--bom").out())
                .startsWith("\uFEFFaccount,");
    }

    @Test
    void focusRowsCarryLabelsAndLeaveOutWhatHasNoPrice() {
        Invocation invocation = run("export", "--format", "focus", "--prices", prices, "--provider", "Example GPUs");

        assertThat(invocation.status()).isZero();
        assertThat(invocation.out().lines()).hasSize(4);
        assertThat(invocation.out())
                .startsWith("BilledCost,")
                .contains("\"{\"\"team\"\":\"\"=search\"\"}\"", "Example GPUs");
        BigDecimal billed = invocation
                .out()
                .lines()
                .skip(1)
                .map(line -> new BigDecimal(line.substring(0, line.indexOf(','))))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(billed).as("24 1/3 h at 1.00").isEqualTo("24.33");
        assertThat(invocation.err()).contains("Warning: left out, because it has no price: gpu e =L4 global");
    }

    @Test
    void anExplanationIsReadable() {
        Invocation invocation = run("explain", "--line", "1", "--prices", prices);

        assertThat(invocation.status()).isZero();
        // 24 h 20 min of one GPU: 87,600 s, which is 24 1/3 GPU-hours.
        assertThat(invocation.out())
                .contains(
                        "acme, 2026-11 (UTC), line 1 of 2",
                        "r   2026-11-02T23:50:00Z to 2026-11-04T00:10:00Z   1 GPUs × 87600 s = 87600.000000 GPU-seconds",
                        "shaped by dev.ebb.deployment.created 2026-11-01T00:00:00Z urn:t 1",
                        "opened by dev.ebb.replica.ready 2026-11-02T23:50:00Z urn:t 2",
                        "closed by dev.ebb.replica.stopped 2026-11-04T00:10:00Z urn:t 3",
                        "Price: 1.00 per GPU-hour; 1.00 from 2026-01-01T00:00:00Z in the price book",
                        "Exact amount: 73/3 (about 24.333333333)",
                        "Amount: 24.33 USD");
    }

    @Test
    void anExplanationInJsonIsOfTheSameLine() throws IOException {
        JsonNode json = new JsonMapper()
                .readTree(run("explain", "--line", "2", "--json", "--prices", prices)
                        .out());

        assertThat(json.at("/line/deployment").asText()).isEqualTo("e");
        assertThat(json.at("/sessions/0/session/ending").asText()).isEqualTo("running");
        assertThat(json.get("exactAmount").isNull()).isTrue();
    }

    @Test
    void whatIsWrongIsSaid() {
        assertThat(run("export", "--format", "xlsx", "--prices", prices))
                .returns(1, Invocation::status)
                .extracting(Invocation::err)
                .asString()
                .contains("--format: must be csv or focus, is \"xlsx\"");
        assertThat(run("export", "--format", "csv"))
                .returns(1, Invocation::status)
                .extracting(Invocation::err)
                .asString()
                .contains("--prices: must be given while the table has no price book in USD");
        assertThat(run("explain", "--line", "3", "--prices", prices))
                .returns(1, Invocation::status)
                .extracting(Invocation::err)
                .asString()
                .contains("--line: must be from 1 to 2, is 3");
        assertThat(run("explain", "--line", "one", "--prices", prices))
                .returns(1, Invocation::status)
                .extracting(Invocation::err)
                .asString()
                .contains("--line: must be a number, is \"one\"");
    }

    /** Ten days after the month, on a table of its own: invoices stand for ever. */
    @Test
    void anInvoiceIsExportedAsItWasMade() throws Exception {
        Instant later = Instant.parse("2026-12-10T00:00:00Z");
        try (LocalServer server = LocalServer.start(InetAddress.getLoopbackAddress(), 0, null);
                DynamoDbClient client = Connection.local(server.loopbackEndpoint())) {
            meter(client, event(2, "replica.ready", "d/replicas/r", "2026-11-02T23:50:00Z", H100));
            meter(client, event(3, "replica.stopped", "d/replicas/r", "2026-11-04T00:10:00Z", "{}"));
            String at = server.loopbackEndpoint().toString();
            Invocation.of("prices", "add", "--endpoint", at, "--reason", "first", "--prices", prices);
            new DynamoCredits(client, EmbeddedTable.NAME)
                    .give(
                            "acme",
                            Grant.of(
                                    "welcome",
                                    Currency.getInstance("USD"),
                                    BigDecimal.TEN,
                                    1,
                                    Instant.parse("2026-11-01T00:00:00Z"),
                                    null,
                                    "a gift"));
            Invocation.at(later, "charge", "--endpoint", at, "--account", "acme", "--grace", "PT72H");
            String[] month = {"--endpoint", at, "--account", "acme", "--period", "2026-11"};
            Invocation first = Invocation.at(later, concat("export --format focus", month));
            meter(client, event(4, "replica.ready", "d/replicas/s", "2026-11-15T11:00:00Z", H100));

            Invocation focus = Invocation.at(later, concat("export --format focus", month));
            Invocation csv = Invocation.at(later, concat("export --format csv", month));
            Invocation explained = Invocation.at(later, concat("explain --line 1", month));

            String credits = "Note: the rows add up to the total of 24.33 USD; credits are in none of them, and leave"
                    + " 14.33 due";
            String whole = "Warning: one row for the whole period instead of one a day, because usage became known"
                    + " after the statement was made: line 1";
            assertThat(first.out().lines()).as("three days").hasSize(4);
            assertThat(first.err().lines()).containsExactly(credits);
            assertThat(focus.err().lines()).containsExactly(whole, credits);
            assertThat(csv.err().lines()).containsExactly(whole);
            assertThat(focus.out().lines())
                    .as("what came later is no row of it")
                    .hasSize(2);
            assertThat(focus.out()).contains("\r\n24.33,acme,", ",acme-1,");
            assertThat(csv.out()).contains("2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,1,gpu,d,", ",24.33,\r\n");
            assertThat(explained.out()).contains("Not explained by what is known today: -", "Amount: 24.33 USD");
        }
    }

    /**
     * One GPU is reserved, three deployments run one each for a second: each has a third of it. Without the exact third
     * days would not add up to lines, nor what is covered to what was used.
     */
    @Test
    void anInvoiceOfWhatACommitmentCoversProRataIsExportedByDayAndExplained() throws Exception {
        Instant later = Instant.parse("2026-12-10T00:00:00Z");
        try (LocalServer server = LocalServer.start(InetAddress.getLoopbackAddress(), 0, null);
                DynamoDbClient client = Connection.local(server.loopbackEndpoint())) {
            String at = server.loopbackEndpoint().toString();
            String term = Files.writeString(
                            directory.resolve("term.json"),
                            "{\"from\":\"2026-11-01T00:00:00Z\",\"commitments\":[{\"accelerator\":\"H100\","
                                    + "\"region\":\"*\",\"gpus\":\"1\",\"perGpuHour\":\"0.50\"}]}")
                    .toString();
            for (String name : List.of("d", "e", "f")) {
                meter(
                        client,
                        event(name.charAt(0), "replica.ready", name + "/replicas/r", "2026-11-15T10:00:00Z", H100));
                meter(
                        client,
                        event(
                                name.charAt(0) + 10,
                                "replica.stopped",
                                name + "/replicas/r",
                                "2026-11-15T10:00:01Z",
                                "{}"));
            }
            Invocation.of("prices", "add", "--endpoint", at, "--reason", "first", "--prices", prices);
            assertThat(Invocation.at(
                                    Instant.parse("2026-11-15T11:00:00Z"),
                                    concat(
                                            "agreement add --account acme --reason signed --term",
                                            term,
                                            "--endpoint",
                                            at))
                            .status())
                    .isZero();
            Invocation.at(later, "charge", "--endpoint", at, "--account", "acme", "--grace", "PT72H");

            String[] month = {"--endpoint", at, "--account", "acme", "--period", "2026-11"};
            Invocation focus = Invocation.at(later, concat("export --format focus", month));
            Invocation csv = Invocation.at(later, concat("export --format csv", month));
            Invocation explained = Invocation.at(later, concat("explain --line 1", month));

            assertThat(focus.err()).isEmpty();
            // Reserved: 30 days bought and unused in part. The one day of use: three lines, each covered and not.
            assertThat(focus.out().lines()).hasSize(1 + 2 * 30 + 2 * 3);
            assertThat(csv.out())
                    .contains("2026-11-15T00:00:00Z,2026-11-16T00:00:00Z,2,gpu,d,")
                    .doesNotContain("2026-12-01T00:00:00Z,2,gpu,d,");
            assertThat(explained.out())
                    .contains("2026-11-01T00:00:00Z to 2026-12-01T00:00:00Z   1 GPUs × 720 h × 0.50 = 360");
        }
    }

    /** From December on it is Paris, an hour before UTC: December begins where November ended, at midnight in UTC. */
    @Test
    void whatIsHypotheticalIsOfTheAccountsOwnPeriod() throws Exception {
        Instant later = Instant.parse("2026-12-02T00:00:00Z");
        try (LocalServer server = LocalServer.start(InetAddress.getLoopbackAddress(), 0, null);
                DynamoDbClient client = Connection.local(server.loopbackEndpoint())) {
            meter(client, event(1, "replica.ready", "d/replicas/r", "2026-11-15T11:00:00Z", H100));
            new DynamoAccounts(client, EmbeddedTable.NAME)
                    .setTimeZone("acme", YearMonth.of(2026, 12), ZoneId.of("Europe/Paris"), Invocation.NOW);

            Invocation csv = Invocation.at(
                    later,
                    concat(
                            "export --format csv --account acme --period 2026-12 --as-of 2026-12-01T12:00:00Z",
                            "--prices",
                            prices,
                            "--endpoint",
                            server.loopbackEndpoint().toString()));

            assertThat(csv.err()).isEmpty();
            assertThat(csv.out()).doesNotContain("2026-11-30T23:00:00Z").contains("2026-12-01T00:00:00Z");
        }
    }

    private static String[] concat(String command, String... more) {
        List<String> all = new ArrayList<>(List.of(command.split(" ")));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void theAccountsTimeZoneHoldsUnlessAnotherIsGiven() {
        Invocation paris = run("export", "--format", "csv", "--prices", prices, "--time-zone", "Europe/Paris");

        assertThat(paris.out().lines().skip(1).findFirst().orElseThrow())
                .as("the session began at 00:50 there")
                .startsWith("acme,2026-11,2026-11-03,2026-11-02T23:00:00Z,2026-11-03T23:00:00Z,1,gpu,d,");
    }
}
