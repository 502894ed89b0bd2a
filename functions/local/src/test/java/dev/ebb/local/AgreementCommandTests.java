package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.dynamodb.DynamoAccounts;
import dev.ebb.charging.dynamodb.DynamoPriceBooks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Prices, settings and agreements, on a table that is served over HTTP. */
class AgreementCommandTests {

    private static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00Z");

    @TempDir
    private Path directory = Path.of("");

    private AutoCloseable stop = () -> {};
    private String endpoint = "";

    @BeforeEach
    void serve() throws IOException {
        LocalServer server = LocalServer.start(InetAddress.getLoopbackAddress(), 0, null);
        stop = server;
        endpoint = server.loopbackEndpoint().toString();
    }

    @AfterEach
    void end() throws Exception {
        stop.close();
    }

    private Invocation ebb(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
        arguments.addAll(List.of("--endpoint", endpoint));
        arguments.addAll(List.of(more));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    private String file(String json) throws IOException {
        return Files.writeString(directory.resolve("file.json"), json.replace('\'', '"'))
                .toString();
    }

    private static String book(String rows) {
        return "{'currency':'USD','gpus':[{'accelerator':'H100','region':'*','from':'2026-01-01T00:00:00Z',"
                + "'perGpuHour':'8.00'}" + rows + "]}";
    }

    private static String row(String from, String price) {
        return ",{'accelerator':'H100','region':'*','from':'" + from + "','perGpuHour':'" + price + "'}";
    }

    @Test
    void pricesAreAddedAsVersionsAndShown() throws IOException {
        assertThat(ebb("prices show").err()).contains("no price book in USD", endpoint, "prices add");

        Invocation first = ebb("prices add", "--prices", file(book("")), "--reason", "the first\u001b[2J");
        Invocation second = ebb(
                "prices add", "--prices", file(book(row("2027-01-01T00:00:00Z", "9.00"))), "--reason", "a new year");
        Invocation shown = ebb("prices show");

        assertThat(first.out().strip()).isEqualTo("USD version 1");
        assertThat(second.out().strip()).isEqualTo("USD version 2");
        assertThat(shown.out())
                .contains("the first\\u001b[2J", "a new year", "H100", "8.00")
                .doesNotContain("9.00", "\u001b");
        assertThat(ebb("prices show", "--version", "2").out()).contains("9.00");
        assertThat(ebb("prices show", "--version", "3").err()).contains("--version: must be from 1 to 2 in USD, is 3");
    }

    @Test
    void aChangeOfFinalisedPricesIsRefusedInWords() throws IOException {
        ebb("prices add", "--prices", file(book("")), "--reason", "first");
        try (DynamoDbClient client = Connection.local(URI.create(endpoint))) {
            new DynamoPriceBooks(client, EmbeddedTable.NAME).close(Currency.getInstance("USD"), DECEMBER);
        }

        Invocation late =
                ebb("prices add", "--prices", file(book(row("2026-11-10T00:00:00Z", "9.00"))), "--reason", "late");

        assertThat(late.status()).isEqualTo(1);
        assertThat(late.err())
                .startsWith("ebb: price book: gpu H100 in *: would change from 8.00")
                .contains("until 2026-12-01T00:00:00Z", "a credit")
                .doesNotContain("Exception");
    }

    @Test
    void anAccountSettlesHowItIsBilled() {
        Invocation set = ebb(
                "account set --account acme --time-zone Europe/Paris --currency EUR", "--contact", "pay@acme.example");
        Invocation later = ebb("account set --account acme --time-zone Asia/Tokyo --from 2027-04");

        assertThat(set.status()).isZero();
        assertThat(set.err()).contains("Warning: nothing was ever heard of \"acme\"");
        assertThat(later.err()).isEmpty();
        assertThat(ebb("account show --account acme").out())
                .contains(
                        "currency   EUR",
                        "pay@acme.example",
                        "Europe/Paris from 2026-11",
                        "Asia/Tokyo from 2027-04",
                        "revision   4");
    }

    @Test
    void anAccountThatNobodyHeardOfIsNotShown() {
        for (String command : List.of("account show --account nobody", "agreement show --account nobody")) {
            Invocation invocation = ebb(command);

            assertThat(invocation.status()).isEqualTo(1);
            assertThat(invocation.err()).contains("--account: nothing was ever heard of \"nobody\"", endpoint);
        }
    }

    @Test
    void aTermIsAgreedAndShown() throws IOException {
        String term = file("{'from':'2026-12-01T00:00:00Z','percentOff':'12.5'}");

        Invocation added = ebb("agreement add --account acme", "--term", term, "--reason", "signed");

        assertThat(added.out().strip()).isEqualTo("acme: term from 2026-12-01T00:00:00Z");
        assertThat(added.err()).contains("Warning", "acme");
        assertThat(ebb("agreement show --account acme").out()).contains("\"percentOff\":\"12.5\"");
        assertThat(ebb("account show --account acme").out()).contains("signed");
    }

    @Test
    void aTermThatBeginsInAFinalisedPeriodIsRefusedInWords() throws IOException {
        try (DynamoDbClient client = Connection.local(URI.create(endpoint))) {
            new DynamoAccounts(client, EmbeddedTable.NAME).close("acme", DECEMBER);
        }
        String term = file("{'from':'2026-11-01T00:00:00Z','percentOff':'12.5'}");

        Invocation late = ebb("agreement add --account acme", "--term", term, "--reason", "late");

        assertThat(late.status()).isEqualTo(1);
        assertThat(late.err())
                .contains("ebb: agreement: ", "until 2026-12-01T00:00:00Z")
                .doesNotContain("Exception");
    }

    @Test
    void everythingThatIsWrongInATermIsSaid() throws IOException {
        String term = file("{'from':'soon','percentOf':'12.5'}");

        Invocation wrong = ebb("agreement add --account acme", "--term", term, "--reason", "x");

        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.err()).startsWith("ebb: --term: ").contains("percentOf: ", "from: must be an instant");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "account set --account a --time-zone Mars | --time-zone: must be a region",
                "account set --account a --time-zone UTC --from 2026-13 | --from: must be a month",
                "account set --account a --currency usd | --currency: must be the code",
                "account set --account a --contact nobody | --contact: must be an e-mail",
                "account show --account a/b | --account: must match",
                "prices show --currency XAU | --currency: must be a currency that has a minor unit"
            })
    void whatBreaksARuleIsSaidByItsOption(String line) {
        String[] parts = line.split(" \\| ", -1);

        Invocation invocation = ebb(parts[0]);

        assertThat(invocation.status()).isEqualTo(1);
        assertThat(invocation.err()).contains("ebb: " + parts[1]).doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prices",
                "account",
                "agreement",
                "account set --account a",
                "account set --account a --from 2026-11",
                "agreement add --account a --term x",
                "prices add --prices x"
            })
    void whatIsMissingIsWrongUsage(String line) {
        assertThat(Invocation.of(line.split(" ", -1)).status()).isEqualTo(2);
    }
}
