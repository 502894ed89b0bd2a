package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is metered by a command that is typed wrongly. */
class SendCommandTests {

    @TempDir
    private Path directory = Path.of("");

    private String good() throws IOException {
        return Files.writeString(directory.resolve("good.jsonl"), """
                        {"specversion":"1.0","id":"1","source":"urn:me","type":"dev.ebb.tokens.used",\
                        "subject":"accounts/me","time":"2026-11-15T11:00:00Z",\
                        "data":{"model":"m","promptTokens":1,"completionTokens":0}}
                        """).toString();
    }

    @Test
    void aMistypedOptionAfterTheFilesIsWrongUsageAndNothingIsMetered() throws IOException {
        try (ServedTable served = ServedTable.with()) {
            Invocation wrong = Invocation.of("send", "--endpoint", served.endpoint(), "--events", good(), "--dry-run");

            assertThat(wrong.status()).isEqualTo(2);
            assertThat(wrong.err()).startsWith("Unknown option: '--dry-run'");
            assertThat(accepted(served)).isEqualTo("1 accepted, 0 already metered, 0 in quarantine");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing.jsonl", "."})
    void allFilesAreLookedAtBeforeTheFirstEvent(String unreadable) throws IOException {
        try (ServedTable served = ServedTable.with()) {
            Invocation wrong = Invocation.of(
                    "send",
                    "--endpoint",
                    served.endpoint(),
                    "--events",
                    good(),
                    directory.resolve(unreadable).toString());

            assertThat(wrong.status()).isEqualTo(1);
            assertThat(wrong.err()).startsWith("ebb: --events: ").containsAnyOf("no such file", "is a directory");
            assertThat(accepted(served)).isEqualTo("1 accepted, 0 already metered, 0 in quarantine");
        }
    }

    @Test
    void theOtherCommandsThatTakeSeveralFilesRefuseItToo() throws IOException {
        String policy = Files.writeString(directory.resolve("p.json"), "{}").toString();
        String prices = Repository.ofThisBuild().resolve("events/prices.json").toString();

        assertThat(Invocation.of("validate", "--events", good(), "--strict").status())
                .isEqualTo(2);
        assertThat(Invocation.of("replay", "--events", good(), "--price", prices)
                        .status())
                .isEqualTo(2);
        assertThat(Invocation.of("simulate", "--events", good(), "--prices", prices, "--policy", policy, "--serach")
                        .status())
                .isEqualTo(2);
    }

    private String accepted(ServedTable served) throws IOException {
        return Invocation.of("send", "--endpoint", served.endpoint(), "--events", good())
                .out()
                .strip();
    }
}
