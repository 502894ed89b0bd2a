package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.dynamodb.DynamoAccounts;
import dev.ebb.charging.dynamodb.DynamoBilling;
import dev.ebb.charging.dynamodb.DynamoPriceBooks;
import dev.ebb.charging.invoicing.Billing;
import dev.ebb.charging.json.AgreementJson;
import dev.ebb.charging.json.PriceBookJson;
import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.json.JsonEventReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** {@code budget} and {@code spend} on a table that is served over HTTP. Each test has budgets of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BudgetCommandTests {

    private static final String CREATED = "{\"specversion\":\"1.0\",\"id\":\"0\",\"source\":\"urn:t\","
            + "\"type\":\"dev.ebb.deployment.created\",\"subject\":\"accounts/acme/deployments/d\","
            + "\"time\":\"2026-11-15T09:00:00Z\",\"data\":{\"accelerator\":\"H100\",\"acceleratorCount\":2,"
            + "\"labels\":{\"team\":\"search\"}}}";
    private static final String READY = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"urn:t\","
            + "\"type\":\"dev.ebb.replica.ready\",\"subject\":\"accounts/acme/deployments/d/replicas/r\","
            + "\"time\":\"2026-11-15T11:00:00Z\",\"data\":{}}";

    @TempDir
    private static Path directory = Path.of("");

    private AutoCloseable stop = () -> {};
    private String endpoint = "";

    @BeforeAll
    void serve() throws IOException {
        LocalServer server = LocalServer.start(InetAddress.getLoopbackAddress(), 0, null);
        stop = server;
        endpoint = server.loopbackEndpoint().toString();
        try (DynamoDbClient client = Connection.local(server.loopbackEndpoint())) {
            meter(client, CREATED, Invocation.NOW);
            meter(client, READY, Invocation.NOW);
        }
    }

    private static void meter(DynamoDbClient client, String event, Instant now) {
        MeterUsage.Result result = new MeterUsage(
                        new JsonEventReader(),
                        new DynamoLedger(client, EmbeddedTable.NAME),
                        new DynamoQuarantine(client, EmbeddedTable.NAME),
                        Admission.LIVE)
                .meter(List.of(Original.of(event)), now, Deadline.NONE);
        assertThat(result.accepted()).isEqualTo(1);
    }

    @AfterAll
    void end() throws Exception {
        stop.close();
    }

    private Invocation ebb(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--endpoint", endpoint));
        return Invocation.of(all.toArray(String[]::new));
    }

    private Invocation spend(String... more) throws IOException {
        Path prices = Files.writeString(
                directory.resolve("prices.json"),
                "{\"currency\":\"USD\",\"gpus\":[{\"accelerator\":\"H100\",\"region\":\"*\","
                        + "\"from\":\"2026-01-01T00:00:00Z\",\"perGpuHour\":\"8.00\"}],\"models\":[]}");
        List<String> all = new ArrayList<>(List.of("spend", "--prices", prices.toString()));
        all.addAll(List.of(more));
        return ebb(all.toArray(String[]::new));
    }

    @Test
    void aBudgetIsSetShownAndRemoved() {
        Invocation set = ebb("budget", "set", "--account", "b1", "--amount", "5000", "--cap", "6000");

        assertThat(set.status()).isZero();
        assertThat(set.out().strip())
                .isEqualTo("b1, account: 5,000 a period, told at 50, 80, 100 % and when the forecast reaches it,"
                        + " hard cap at 6,000");
        assertThat(ebb("budget", "show", "--account", "b1").out())
                .startsWith(set.out())
                .contains(
                        "0.00 USD an hour with tokens and what is reserved, reaches it not in this period",
                        "must act      not in this period (ends 2026-12-01T00:00:00Z)",
                        "nothing runs or boots");
        assertThat(ebb("budget", "show", "--account", "b1", "--json").out())
                .contains("\"scope\" : \"account\"", "\"amount\" : \"5000\"", "\"cap\" : \"6000\"")
                .contains("\"hardCap\" : {", "\"reachedAt\" : null", "\"victims\" : [ ]");
        assertThat(ebb("budget", "remove", "--account", "b1").status()).isZero();
        assertThat(ebb("budget", "show", "--account", "b1").err()).contains("No budget is set.");
        assertThat(ebb("budget", "remove", "--account", "b1").status()).isEqualTo(1);
    }

    @Test
    void whoSetsABudgetAgainWithoutACapIsToldThatThereIsNone() {
        ebb("budget", "set", "--account", "b2", "--amount", "5000", "--cap", "6000");

        assertThat(ebb("budget", "set", "--account", "b2", "--amount", "5000", "--thresholds", "90")
                        .out())
                .contains("told at 90 %", "no hard cap");
    }

    @Test
    void aLabelsBudgetIsShownAlone() {
        ebb("budget", "set", "--account", "b3", "--amount", "5000");
        ebb("budget", "set", "--account", "b3", "--label", "team=search", "--amount", "100.50");

        assertThat(ebb("budget", "show", "--account", "b3", "--label", "team=search")
                        .out()
                        .lines())
                .singleElement()
                .asString()
                .startsWith("b3, label team=search: 100.5 a period");
        assertThat(ebb("budget", "show", "--account", "b3").out().lines()).hasSize(2);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceWithItsOption() {
        Invocation wrong = ebb(
                "budget",
                "set",
                "--account",
                "b4",
                "--label",
                "a=b",
                "--amount",
                "-1",
                "--thresholds",
                "0,\u001b[31m",
                "--cap",
                "5");

        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.err())
                .startsWith("ebb: --")
                .contains("--amount: must be above 0", "--thresholds: ", "--cap: only an account can have one")
                .doesNotContain("\u001b", "Exception");
    }

    @Test
    void aLabelThatIsNoneIsSaid() {
        assertThat(ebb("budget", "show", "--account", "b5", "--label", "x").err())
                .startsWith("ebb: --label: must be NAME=VALUE");
        assertThat(ebb("budget", "show", "--account", "b/5").err()).startsWith("ebb: --account: must match");
    }

    @Test
    void anAmountWithoutSetAndSetWithoutAnAmountAreWrongUsage() {
        assertThat(ebb("budget", "show", "--account", "b6", "--amount", "1").status())
                .isEqualTo(2);
        assertThat(ebb("budget", "set", "--account", "b6").status()).isEqualTo(2);
        assertThat(ebb("budget", "paint", "--account", "b6").status()).isEqualTo(2);
    }

    @Test
    void whatIsSpentIsShownBesideTheBudget() throws IOException {
        ebb("budget", "set", "--account", "acme", "--amount", "64", "--cap", "100");

        Invocation spend = spend("--account", "acme");

        // 2 GPUs for an hour are 16.00, a quarter of 64. The rest of the month from noon of the 15th is 372 h at 16.00:
        // 5952 + 16 = 5968. With the 5 minutes that an event may lie ahead, 2 GPUs for 65 minutes are 17.333...; what
        // lacks
        // to 100.00 lasts 5 h 10 min. In 11 minutes 2.9333... accrue, which are 11 minutes less.
        assertThat(spend.err()).isEmpty();
        assertThat(spend.out().lines().map(String::strip))
                .containsExactly(
                        "acme, account, 2026-11 in UTC, as of 2026-11-15T12:00:00Z",
                        "",
                        "Month to date   16.00 USD",
                        "Burn rate       16.00 USD an hour",
                        "Forecast        5,968.00 USD",
                        "",
                        "Budget          64.00 USD",
                        "spent         [##########------------------------------] 25 %",
                        "forecast      [########################################] 9325 %",
                        "",
                        "Hard cap        100.00 USD, as of 2026-11-15T12:00:00Z",
                        "accrued       17.34 USD at most",
                        "burn          16.00 USD an hour with tokens and what is reserved, reaches it at 2026-11-15T17:10:00Z",
                        "ceiling       16.00 USD an hour, reaches it at 2026-11-15T17:10:00Z",
                        "must act      at 2026-11-15T16:59:00Z",
                        "would stop, in this order",
                        "d  16.00 USD an hour, production, held by mode dryRun",
                        "Sweeps do not stop what is held by anything: the cap is kept only if the rest is enough.");
    }

    @Test
    void whatHoldsACapIsSaidOfEachDeploymentWhenItIsSetAndShown() {
        try (DynamoDbClient client = Connection.local(URI.create(endpoint))) {
            meter(client, CREATED.replace("acme", "held"), Invocation.NOW);
            meter(client, READY.replace("acme", "held").replace("replica.ready", "replica.starting"), Invocation.NOW);
        }
        String[] set = {"budget", "set", "--account", "held", "--amount", "64", "--cap", "100"};
        Invocation dry = ebb(set);
        Invocation shown = ebb("budget", "show", "--account", "held");
        Invocation json = ebb("budget", "show", "--account", "held", "--json");
        ebb("pin", "--account", "held", "--deployment", "d", "--for", "PT1H", "--owner", "ann", "--reason", "mine");
        Invocation pinned = ebb(set);
        ebb("pin", "remove", "--account", "held", "--deployment", "d", "--owner", "ann");
        ebb("kill", "on", "--by", "kim", "--reason", "release day");
        Invocation killed = ebb("budget", "show", "--account", "held");
        ebb("kill", "off", "--by", "kim", "--reason", "released");

        assertThat(dry.err()).isEqualToIgnoringNewLines("Warning: the hard cap does not stop d, held by mode dryRun");
        assertThat(shown.out()).contains("d  0.00 USD an hour, production, held by mode dryRun");
        assertThat(json.out()).contains("\"heldBy\" : \"mode dryRun\"");
        assertThat(pinned.err())
                .contains(
                        "Warning: the hard cap does not stop d, held by a pin of ann until 2026-11-15T13:00:00Z (mine)");
        assertThat(killed.out()).contains("production, held by kill switch: release day");
    }

    @Test
    void theDoctorFindsACapThatIsNotKept() throws IOException {
        // In a currency of its own, so that the table has prices for this account alone.
        Path prices = Files.writeString(
                directory.resolve("euros.json"),
                "{\"currency\":\"EUR\",\"gpus\":[{\"accelerator\":\"H100\",\"region\":\"*\","
                        + "\"from\":\"2026-11-15T10:00:00Z\",\"perGpuHour\":\"8.00\"}],\"models\":[]}");
        ebb("prices", "add", "--prices", prices.toString(), "--reason", "euros");
        ebb("account", "set", "--account", "broke", "--currency", "EUR");
        try (DynamoDbClient client = Connection.local(URI.create(endpoint))) {
            meter(client, CREATED.replace("acme", "broke"), Invocation.NOW);
            meter(client, READY.replace("acme", "broke"), Invocation.NOW);
        }
        Invocation before = ebb("doctor");
        ebb("policy", "set", "--account", "broke", "--policy", policy("zero"), "--by", "kim");
        Invocation bold = ebb("budget", "set", "--account", "broke", "--amount", "64", "--cap", "1");
        ebb("policy", "set", "--account", "broke", "--policy", policy("dryRun"), "--by", "kim");
        Invocation held = ebb("budget", "set", "--account", "broke", "--amount", "64", "--cap", "1");
        ebb("sweep");

        Invocation doctor = ebb("doctor");

        assertThat(bold.err())
                .isEqualToIgnoringNewLines(
                        "Warning: the hard cap must act now: the next sweep begins to stop, in this" + " order, d");
        assertThat(held.err()).isEqualToIgnoringNewLines("Warning: the hard cap does not stop d, held by mode dryRun");
        assertThat(before.out()).doesNotContain("broke: the hard cap");
        assertThat(doctor.status()).isEqualTo(1);
        assertThat(doctor.out()).contains("Hard caps that are not kept", "broke: ", "held by mode dryRun");

        ebb("budget", "remove", "--account", "broke");
        assertThat(ebb("doctor").out()).doesNotContain("Hard caps that are not kept");
    }

    private static String policy(String mode) throws IOException {
        return Files.writeString(directory.resolve(mode + ".json"), "{\"mode\":\"" + mode + "\"}")
                .toString();
    }

    @Test
    void whoSetsABudgetForAnAccountThatNobodyMeteredIsWarned() {
        assertThat(ebb("budget", "set", "--account", "amce", "--amount", "64").err())
                .isEqualToIgnoringNewLines("Warning: nothing of account amce was metered yet");
        assertThat(ebb("budget", "set", "--account", "acme", "--label", "team=search", "--amount", "64")
                        .err())
                .isEmpty();
        ebb("budget", "remove", "--account", "acme", "--label", "team=search");
    }

    @Test
    void whatALabelSpendsIsShownWithItsDeployments() throws IOException {
        assertThat(spend("--account", "acme", "--label", "team=search").out())
                .contains("acme, label team=search", "Month to date   16.00 USD", "d  16.00 USD an hour");
        assertThat(spend("--account", "acme", "--label", "team=chat").out()).contains("Month to date   0.00 USD");
    }

    @Test
    void whatIsSpentIsAlsoJson() throws IOException {
        assertThat(spend("--account", "acme", "--json").out())
                .contains("\"monthToDate\" : \"16.00\"", "\"burnRate\" : \"16.00\"", "\"forecast\" : \"5968.00\"");
    }

    @Test
    void withoutAPriceBookOfItsOwnItIsTheAccountsPricesAgreementPeriodAndLastDraft() {
        try (DynamoDbClient client = Connection.local(URI.create(endpoint))) {
            Instant october = Instant.parse("2026-10-20T00:00:00Z");
            new DynamoPriceBooks(client, EmbeddedTable.NAME).add(PriceBookJson.read(utf8("""
                    {"currency": "EUR", "gpus": [],
                     "models": [{"model": "m", "from": "2026-01-01T00:00:00Z",
                                 "perMillionPromptTokens": "1.00", "perMillionCompletionTokens": "1.00"}]}
                    """)), "a test", october);
            DynamoAccounts accounts = new DynamoAccounts(client, EmbeddedTable.NAME);
            accounts.setCurrency("paris", Currency.getInstance("EUR"), october);
            accounts.setTimeZone("paris", YearMonth.of(2026, 11), ZoneId.of("Europe/Paris"), october);
            accounts.addTerm(
                    "paris",
                    AgreementJson.read(utf8("{\"from\": \"2026-11-01T00:00:00Z\", \"percentOff\": \"50\"}")),
                    "a test",
                    october);
            Billing billing = DynamoBilling.of(client, EmbeddedTable.NAME, Billing.STANDARD_GRACE);
            meter(client, tokens("1", "2026-10-31T23:30:00Z", 8), Instant.parse("2026-10-31T23:31:00Z"));
            billing.charge("paris", Instant.parse("2026-11-04T00:00:00Z"), Deadline.NONE);
            meter(client, tokens("2", "2026-10-30T00:00:00Z", 6), Instant.parse("2026-11-15T09:00:00Z"));
            meter(client, tokens("3", "2026-11-15T09:00:00Z", 2), Instant.parse("2026-11-15T09:00:00Z"));
            billing.charge("paris", Instant.parse("2026-11-15T11:00:00Z"), Deadline.NONE);
        }

        Invocation spend = ebb("spend", "--account", "paris");

        // Half an hour before October ends in UTC it is November in Paris, but what is invoiced stays October's. 2
        // million
        // at 1.00, less 50 %, and 6.00 that came after October's invoice.
        assertThat(spend.err()).isEmpty();
        assertThat(spend.out()).contains("2026-11 in Europe/Paris", "Month to date   7.00 EUR");
        assertThat(ebb("spend", "--account", "acme").err()).contains("--prices", "USD", "ebb prices add");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String tokens(String id, String time, int millions) {
        return """
                {"specversion":"1.0","id":"%s","source":"urn:t","type":"dev.ebb.tokens.used","subject":"accounts/paris",
                 "time":"%s","data":{"model":"m","promptTokens":%d000000,"completionTokens":0}}
                """.formatted(id, time, millions);
    }

    @Test
    void theMonthIsTheOneOfTheTimeZone() throws IOException {
        assertThat(spend("--account", "acme", "--time-zone", "Asia/Tokyo", "--json")
                        .out())
                .contains("\"period\" : \"2026-11\"", "\"timeZone\" : \"Asia/Tokyo\"");
        assertThat(spend("--account", "acme", "--time-zone", "Mars").err()).contains("--time-zone", "Mars");
    }
}
