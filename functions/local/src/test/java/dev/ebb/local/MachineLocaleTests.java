package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Original;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people read and what the table holds is the same whatever locale and zone the machine has. The build runs this
 * class, and others, once as the machine is and once under another locale and zone.
 */
class MachineLocaleTests {

    private static final String PRICES =
            Repository.ofThisBuild().resolve("events/prices.json").toString();

    @TempDir
    private Path directory = Path.of("");

    /** Two H100 from noon to noon: 12 hours in November at 4.50. */
    @Test
    void aSessionOverAMonthsEndIsChargedInBothMonths() throws IOException {
        try (ServedTable served = ServedTable.with()) {
            Path events = Files.write(
                    directory.resolve("span.jsonl"),
                    List.of(
                            event(
                                    "1",
                                    "deployment.created",
                                    "",
                                    "2026-10-31T09:00:00Z",
                                    ",\"data\":" + "{\"accelerator\":\"NVIDIA_H100_80GB\",\"acceleratorCount\":2}"),
                            event("2", "replica.ready", "/replicas/r1", "2026-10-31T12:00:00Z", ""),
                            event("3", "replica.stopped", "/replicas/r1", "2026-11-01T12:00:00Z", "")));

            Invocation sent = run(served, "send", "--events", events.toString());
            Invocation charged = run(served, "charge", "--account", "acme", "--period", "2026-11", "--prices", PRICES);

            assertThat(sent.out() + sent.err()).contains("3 accepted");
            assertThat(charged.out()).as(charged.err()).contains("\"total\" : \"108.00\"");
            assertThat(charged.err()).doesNotContain("differ");
        }
    }

    @Test
    void aPriceBookThatWasAddedIsInForceAndAnInvoiceIsFound() throws IOException {
        try (ServedTable served = ServedTable.with(Original.of(event(
                "1",
                "tokens.used",
                null,
                "2026-10-31T12:00:00Z",
                ",\"data\":{\"model\":\"llama-v3p1-8b-instruct\",\"promptTokens\":1000000,\"completionTokens\":0}")))) {
            List<String> said = new ArrayList<>();
            for (String[] command : new String[][] {
                {"prices", "add", "--prices", PRICES, "--reason", "the first"},
                {"charge", "--account", "acme", "--grace", "PT72H"},
                {"prices", "show"},
                {"invoice", "list", "--account", "acme"},
                {"invoice", "show", "--account", "acme", "--number", "1"},
                {"spend", "--account", "acme"},
            }) {
                Invocation done = run(served, command);
                assertThat(done.status()).as(done.err()).isZero();
                said.add(done.out() + done.err());
            }

            assertThat(said.getFirst()).contains("USD version 1");
            assertThat(said.get(3)).contains("2026-10").contains("0.20");
        }
    }

    private static Invocation run(ServedTable served, String... command) {
        List<String> whole = new ArrayList<>(List.of(command));
        whole.add("--endpoint");
        whole.add(served.endpoint());
        return Invocation.of(whole.toArray(String[]::new));
    }

    private static String event(String id, String type, String replica, String time, String rest) {
        String subject = "accounts/acme" + (replica == null ? "" : "/deployments/llama" + replica);
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"urn:x\",\"type\":\"dev.ebb." + type
                + "\",\"subject\":\"" + subject + "\",\"time\":\"" + time + "\"" + rest + "}";
    }
}
