package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Original;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An invoice that is held says what it waits for, and one that is made already stops no command. */
class HeldInvoicesTests {

    private static final Instant DECEMBER = Instant.parse("2026-12-05T00:00:00Z");

    @TempDir
    private Path directory = Path.of("");

    private static Original event(String type, String deployment, String time, String data) {
        return Original.of("{\"specversion\":\"1.0\",\"id\":\"" + type + deployment
                + "\",\"source\":\"urn:t\",\"type\":\"dev.ebb.replica." + type
                + "\",\"subject\":\"accounts/acme/deployments/" + deployment + "/replicas/r\",\"time\":\"2026-11-15T"
                + time + ":00Z\"" + data + "}");
    }

    private void price(ServedTable served) throws IOException {
        String prices = Files.writeString(
                        directory.resolve("prices.json"),
                        "{\"currency\":\"USD\",\"gpus\":[{\"accelerator\":\"H100\",\"region\":\"*\","
                                + "\"from\":\"2026-01-01T00:00:00Z\",\"perGpuHour\":\"4.00\"}]}")
                .toString();
        assertThat(ebb(Invocation.NOW, served, "prices", "add", "--prices", prices, "--reason", "first")
                        .status())
                .isZero();
    }

    private static Invocation ebb(Instant now, ServedTable served, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--endpoint", served.endpoint()));
        return Invocation.at(now, all.toArray(String[]::new));
    }

    @Test
    void whatAHeldInvoiceWaitsForIsNamedWhereverItIsTold() throws IOException {
        try (ServedTable served = ServedTable.with(
                event("ready", "odd", "10:00", ",\"data\":{\"accelerator\":\"B300\",\"acceleratorCount\":1}"),
                event("stopped", "odd", "11:00", ""),
                event("ready", "shapeless", "10:00", ""))) {
            price(served);

            Invocation charged = ebb(DECEMBER, served, "charge", "--account", "acme", "--grace", "PT72H");
            Invocation listed = ebb(DECEMBER, served, "invoice", "list", "--account", "acme");
            Invocation doctor = ebb(DECEMBER, served, "doctor");

            assertThat(List.of(charged.err(), listed.err(), doctor.out()))
                    .allSatisfy(said -> assertThat(said)
                            .contains("period 2026-11 is incomplete")
                            .contains("no price for accelerator B300 in region global (deployment odd)")
                            .contains("deployment acme/shapeless: urn:t readyshapeless: ready without a shape"));
            assertThat(listed.err()).startsWith("Held: ").contains("it ended 96 h 00 min ago");
            assertThat(doctor.out()).contains("Invoices that are held:");
            assertThat(ebb(Invocation.NOW, served, "invoice", "list", "--account", "acme")
                            .err())
                    .isEmpty();
        }
    }

    @Test
    void aClockBehindTheLastInvoiceIsToldInASentenceByEveryCommand() throws IOException {
        try (ServedTable served = ServedTable.with(
                event("ready", "d", "10:00", ",\"data\":{\"accelerator\":\"H100\",\"acceleratorCount\":1}"),
                event("stopped", "d", "11:00", ""))) {
            price(served);
            ebb(DECEMBER, served, "budget", "set", "--account", "acme", "--amount", "10", "--cap", "20");
            assertThat(ebb(DECEMBER, served, "charge", "--account", "acme", "--grace", "PT72H")
                            .err())
                    .contains("Invoice 1 is made");

            for (String command : List.of("spend", "budget show", "budget set --amount 5 --cap 10")) {
                List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
                words.addAll(List.of("--account", "acme"));
                Invocation said = ebb(Invocation.NOW, served, words.toArray(String[]::new));

                assertThat(said.status()).as(command).isEqualTo(1);
                assertThat(said.err().strip())
                        .as(command)
                        .isEqualTo("ebb: the clock says 2026-11-15T12:00:00Z, but the account is invoiced until"
                                + " 2026-12-01T00:00:00Z already (2026-11): set the clock of this machine right");
            }
            for (String command : List.of(
                    "charge",
                    "insights --period 2026-11",
                    "insights --period 2026-12",
                    "explain --period 2026-11 --line 1",
                    "explain --period 2026-12 --line 1",
                    "export --period 2026-11 --format focus",
                    "export --period 2026-12 --format csv",
                    "charge --period 2026-12 --as-of 2026-11-15T12:00:00Z",
                    "invoice list",
                    "invoice show",
                    "credit list",
                    "account show")) {
                List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
                words.addAll(List.of("--account", "acme"));
                Invocation said = ebb(Invocation.NOW, served, words.toArray(String[]::new));

                assertThat(said.err()).as(command).doesNotContain("\tat ", "should not happen");
            }
        }
    }

    @Test
    void aBudgetThatTheCurrencyCannotHaveIsRefused() throws IOException {
        try (ServedTable served = ServedTable.with()) {
            Invocation refused =
                    ebb(Invocation.NOW, served, "budget", "set", "--account", "acme", "--amount", "5000.005");

            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err().strip())
                    .isEqualTo("ebb: --amount: must have at most 2 decimals, as USD has, is 5000.005");
            assertThat(ebb(Invocation.NOW, served, "budget", "show", "--account", "acme")
                            .err())
                    .contains("No budget is set.");
        }
    }
}
