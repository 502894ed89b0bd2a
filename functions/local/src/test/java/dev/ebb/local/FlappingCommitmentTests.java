package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Original;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thirty GPUs that always run use up a commitment of eight, however much another one flaps. */
class FlappingCommitmentTests {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void whatSteadyGpusCoverIsExactAndTheCapCountsIt() throws IOException {
        Original[] events = resource("flapping-commitment.jsonl")
                .replace("2026-11-25", "2026-11-14")
                .lines()
                .map(Original::of)
                .toArray(Original[]::new);
        try (ServedTable served = ServedTable.with(events)) {
            ebb(served, "prices", "add", "--prices", file("prices.json"), "--reason", "first");
            ebb(
                    served,
                    "agreement",
                    "add",
                    "--account",
                    "acme",
                    "--term",
                    file("flapping-commitment-term.json"),
                    "--reason",
                    "a contract");
            ebb(served, "budget", "set", "--account", "acme", "--amount", "20000", "--cap", "100000");

            String spend = ebb(served, "spend", "--account", "acme");
            String budget = ebb(served, "budget", "show", "--account", "acme");
            ebb(served, "charge", "--account", "acme");
            String charged = ebb(served, "spend", "--account", "acme");

            // 36 h of 30 GPUs and 96 times 5 min of one are 1088 GPU-hours; 8 are covered for 36 h: 800 at 4.00.
            // Reserved are 8 for 14.5 days at 2.00: 5568.00.
            assertThat(spend).contains("Month to date   8,768.00 USD\n");
            assertThat(charged).contains("Month to date   8,768.00 USD\n");
            // Until five minutes from now 22 more GPUs cost 7.33.
            assertThat(spend).contains("  accrued       8,775.34 USD at most");
            // Meters do not tell that the 30 GPUs ran from the first instant of their first quarter-hour: 8 hold 2
            // hours.
            assertThat(budget).contains("  accrued       8,783.34 USD at most");
            assertThat(spend)
                    .contains("reaches it not in this period (ends 2026-12-01T00:00:00Z)")
                    .contains("must act      not in this period (ends 2026-12-01T00:00:00Z)");
        }
    }

    private static String ebb(ServedTable served, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--endpoint", served.endpoint()));
        Invocation done = Invocation.of(all.toArray(String[]::new));
        assertThat(done.status()).as(done.err()).isZero();
        return done.out();
    }

    private String file(String name) throws IOException {
        return Files.writeString(directory.resolve(name), resource(name)).toString();
    }

    private static String resource(String name) throws IOException {
        try (InputStream file = FlappingCommitmentTests.class.getResourceAsStream("/cases/" + name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
