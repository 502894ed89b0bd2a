package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Original;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code charge}, {@code invoice} and {@code credit} against a table that is served. */
class InvoiceCommandTests {

    private static final Instant AFTER_NOVEMBER = Instant.parse("2026-12-04T00:00:00Z");

    @TempDir
    private Path directory = Path.of("");

    private AutoCloseable stop = () -> {};
    private String endpoint = "";

    @BeforeEach
    void serve() throws IOException {
        ServedTable served = ServedTable.with(
                event("ready", "09:00", ",\"data\":{\"accelerator\":\"H100\",\"acceleratorCount\":2}"),
                event("alive", "11:59", ""));
        stop = served;
        endpoint = served.endpoint();
    }

    private static Original event(String type, String time, String data) {
        return Original.of(
                "{\"specversion\":\"1.0\",\"id\":\"" + type + "\",\"source\":\"urn:t\",\"type\":\"dev.ebb.replica."
                        + type + "\",\"subject\":\"accounts/acme/deployments/d/replicas/r\",\"time\":\"2026-11-15T"
                        + time + ":00Z\""
                        + data + "}");
    }

    @AfterEach
    void end() throws Exception {
        stop.close();
    }

    private Invocation at(Instant now, String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of("--endpoint", endpoint));
        return Invocation.at(now, arguments.toArray(String[]::new));
    }

    private Path prices() throws IOException {
        return Files.writeString(
                directory.resolve("prices.json"),
                "{\"currency\":\"USD\",\"gpus\":[{\"accelerator\":\"H100\",\"region\":\"*\","
                        + "\"from\":\"2026-01-01T00:00:00Z\",\"perGpuHour\":\"8.00\"}],\"models\":[]}");
    }

    private void addPrices() throws IOException {
        Invocation added =
                at(Invocation.NOW, "prices", "add", "--prices", prices().toString(), "--reason", "the first");
        assertThat(added.status()).as(added.err()).isZero();
    }

    private Set<Map<String, AttributeValue>> everything() {
        try (DynamoDbClient client = Connection.local(URI.create(endpoint))) {
            return new HashSet<>(
                    client.scan(scan -> scan.tableName(EmbeddedTable.NAME).consistentRead(true))
                            .items());
        }
    }

    @Test
    void aCreditForAnAccountThatEbbNeverHeardOfIsGivenWithAWarning() {
        Invocation unknown = grant("nobody");
        Invocation known = grant("acme");

        assertThat(unknown.status()).isZero();
        assertThat(unknown.err()).startsWith("Warning: Ebb has no usage and no settings of account nobody");
        assertThat(known.status()).isZero();
        assertThat(known.err()).isEmpty();
    }

    private Invocation grant(String account) {
        return at(
                Invocation.NOW,
                "credit",
                "grant",
                "--account",
                account,
                "--id",
                "welcome",
                "--amount",
                "10.00",
                "--reason",
                "a test");
    }

    @Test
    void anInstantThatHasNotComeIsRefusedAndOneThatHasWritesNothing() throws IOException {
        Set<Map<String, AttributeValue>> before = everything();

        Invocation future = at(
                Invocation.NOW,
                "charge",
                "--account",
                "acme",
                "--period",
                "2026-11",
                "--prices",
                prices().toString(),
                "--as-of",
                "2026-11-15T13:00:00Z");
        // No replica has been silent for ten minutes then, so none is to be settled.
        Invocation past = at(
                Instant.parse("2026-11-15T12:05:00Z"),
                "charge",
                "--account",
                "acme",
                "--period",
                "2026-11",
                "--prices",
                prices().toString(),
                "--as-of",
                "2026-11-15T11:00:00Z");

        assertThat(future.status()).isEqualTo(1);
        assertThat(future.err()).contains("--as-of: must not be after now (2026-11-15T12:00:00Z), is");
        assertThat(past.status()).as(past.err()).isZero();
        // 2 GPUs for two hours at 8.00
        assertThat(past.out()).contains("\"total\" : \"32.00\"");
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void chargingStoresTheDraftAndMakesTheInvoiceThatIsListedAndShown() throws Exception {
        addPrices();
        Invocation grant = at(
                Invocation.NOW,
                "credit",
                "grant",
                "--account",
                "acme",
                "--id",
                "welcome",
                "--amount",
                "10.00",
                "--reason",
                "hello");
        assertThat(grant.status()).as(grant.err()).isZero();

        Invocation looked = at(AFTER_NOVEMBER, "charge", "--account", "acme");
        assertThat(looked.err()).as("nothing becomes final by looking at it").doesNotContain("Invoice");
        Invocation charged = at(AFTER_NOVEMBER, "charge", "--account", "acme", "--grace", "PT72H");
        Invocation november = at(AFTER_NOVEMBER, "charge", "--account", "acme", "--period", "2026-11");

        assertThat(charged.status()).as(charged.err()).isZero();
        assertThat(charged.err()).contains("Invoice 1 is made");
        assertThat(charged.out()).contains("\"period\" : \"2026-12\"");
        // Last seen at 11:59: 2 GPUs for 179 minutes at 8.00 are 47.7333…
        assertThat(november.out()).contains("\"total\" : \"47.73\"", "\"due\" : \"37.73\"");
        Invocation list = at(AFTER_NOVEMBER, "invoice", "list", "--account", "acme");
        assertThat(list.out()).contains("2026-11", "47.73", "37.73", "USD");
        Path file = directory.resolve("invoice.json");
        Invocation shown = at(AFTER_NOVEMBER, "invoice", "show", "--account", "acme", "--out", file.toString());
        assertThat(shown.status()).as(shown.err()).isZero();
        assertThat(list.out()).contains(sha256(Files.readAllBytes(file)));
        assertThat(Files.readString(file)).contains("\"number\":1", "\"grant\":\"welcome\"", "\"due\":\"37.73\"");
        assertThat(at(AFTER_NOVEMBER, "credit", "list", "--account", "acme").out())
                .containsPattern("welcome +10.00 +0.00 +USD +500");
        Invocation none = at(AFTER_NOVEMBER, "invoice", "show", "--account", "acme", "--number", "2");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err()).contains("--number: must be from 1 to 1");
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void aPeriodThatIsHeldIsFinalisedOnAPersonsWord() {
        Invocation held = at(AFTER_NOVEMBER, "charge", "--account", "acme", "--grace", "PT72H");
        assertThat(held.err())
                .contains("Held: period 2026-11 is incomplete", "no price for accelerator H100 in region global");
        Invocation wrong = finalise("2026-10");
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.err()).contains("--period: must be one that is held, is 2026-10", "2026-11");

        Invocation made = finalise("2026-11");

        assertThat(made.status()).as(made.err()).isZero();
        assertThat(made.out()).contains("Invoice 1 is made");
        assertThat(at(AFTER_NOVEMBER, "invoice", "show", "--account", "acme").out())
                .contains("\"acceptedIncomplete\":\"a gift\"");
    }

    private Invocation finalise(String month) {
        return at(
                AFTER_NOVEMBER,
                "invoice",
                "finalise",
                "--account",
                "acme",
                "--period",
                month,
                "--accept-incomplete",
                "--reason",
                "a gift");
    }

    @Test
    void wrongInputIsSaidWithItsRule() {
        Invocation amount = at(
                Invocation.NOW,
                "credit",
                "grant",
                "--account",
                "acme",
                "--id",
                "g",
                "--amount",
                "1e3",
                "--reason",
                "x");
        Invocation decimals = at(
                Invocation.NOW,
                "credit",
                "grant",
                "--account",
                "acme",
                "--id",
                "g",
                "--amount",
                "1.001",
                "--reason",
                "x");
        Invocation grace = at(Invocation.NOW, "charge", "--account", "acme", "--grace", "PT1H");

        assertThat(List.of(amount, decimals, grace)).allMatch(each -> each.status() == 1);
        assertThat(amount.err()).contains("--amount: must be a decimal such as 100.00, is \"1e3\"");
        assertThat(decimals.err()).contains("--amount: must be above 0, with at most 2 decimals");
        assertThat(grace.err()).contains("--grace: must be at least PT24H, is PT1H");
    }
}
