package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTests {

    private static final String GOOD = "{\"specversion\":\"1.0\",\"id\":\"g\",\"source\":\"urn:t\","
            + "\"type\":\"dev.ebb.replica.ready\",\"subject\":\"accounts/a/deployments/d/replicas/r\","
            + "\"time\":\"2026-11-01T00:00:00Z\",\"data\":{\"accelerator\":\"H100\",\"acceleratorCount\":1}}";

    @TempDir
    private Path directory = Path.of("");

    private Path events = Path.of("");
    private Path prices = Path.of("");

    @BeforeEach
    void files() throws IOException {
        events = Files.writeString(directory.resolve("events.jsonl"), GOOD + "\n");
        prices = Files.writeString(
                directory.resolve("prices.json"),
                "{\"currency\":\"USD\",\"gpus\":[{\"accelerator\":\"H100\",\"region\":\"*\","
                        + "\"from\":\"2026-01-01T00:00:00Z\",\"perGpuHour\":\"8.00\"}],\"models\":[]}");
    }

    @Test
    void anOptionThatDoesNotExistIsWrongUsage() {
        Invocation invocation = Invocation.of("sample", "--lits");

        assertThat(invocation.status()).isEqualTo(2);
        assertThat(invocation.err()).contains("--lits");
        assertThat(invocation.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay", "validate", "charge", "sample", "nonsense", "quarantine --replay k"})
    void whatIsMissingOrUnknownIsWrongUsage(String line) {
        Invocation invocation = Invocation.of(line.split(" ", -1));

        assertThat(invocation.status()).isEqualTo(2);
        assertThat(invocation.err()).isNotBlank();
        assertThat(invocation.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scale --account a --deployment d --by kim --replicas two | --replicas: must be a whole number, is \"two\"",
                "audit --account a --deployment d --most 1.5               | --most: must be a whole number, is \"1.5\"",
                "policy set --policy f --by kim --before x                 | --before: must be a whole number, is \"x\"",
                "scale --account - --deployment d --by kim --replicas 1    | --account: must match"
            })
    void aValueThatCanNotBeUsedIsNoWrongUsage(String line, String said) {
        Invocation invocation = Invocation.of(line.strip().split(" ", -1));

        assertThat(invocation.err()).contains(said).doesNotContain("Usage:");
        assertThat(invocation.status()).isEqualTo(1);
    }

    @Test
    void helpIsAResultAndNotAnError() {
        Invocation invocation = Invocation.of("replay", "--help");

        assertThat(invocation.status()).isZero();
        assertThat(invocation.out()).contains("--as-of");
        assertThat(invocation.err()).isEmpty();
    }

    @Test
    void anInstantThatIsNoneIsSaid() {
        assertWrongInput(replay(events, prices, "yesterday", "2026-11", "UTC"), "--as-of", "yesterday");
    }

    @Test
    void aZoneThatIsNoneIsSaid() {
        assertWrongInput(replay(events, prices, "2026-11-15T00:00:00Z", "2026-11", "Mars"), "--time-zone", "Mars");
    }

    @Test
    void aMonthThatIsNoneIsSaid() {
        assertWrongInput(replay(events, prices, "2026-11-15T00:00:00Z", "2026-13", "UTC"), "--period", "2026-13");
    }

    @Test
    void aFileThatIsMissingIsSaid() {
        Path missing = directory.resolve("no-such-file.jsonl");

        assertWrongInput(
                replay(missing, prices, "2026-11-15T00:00:00Z", "2026-11", "UTC"), missing.toString(), "no such file");
    }

    @Test
    void everythingThatIsWrongInAPriceBookIsSaid() throws IOException {
        Files.writeString(
                prices,
                "{\"currency\":\"USD\",\"gpus\":[{\"accelerator\":\"H100\",\"region\":\"*\",\"from\":\"never\","
                        + "\"perGpuHour\":\"-1\"}]}");

        assertWrongInput(
                replay(events, prices, "2026-11-15T00:00:00Z", "2026-11", "UTC"),
                "--prices",
                "gpus[0].from",
                "gpus[0].perGpuHour");
    }

    @Test
    void silenceThatIsNoDurationIsSaid() {
        assertWrongInput(
                Invocation.of(
                        "replay",
                        "--events",
                        events.toString(),
                        "--prices",
                        prices.toString(),
                        "--as-of",
                        "2026-11-15T00:00:00Z",
                        "--period",
                        "2026-11",
                        "--lost-after",
                        "PT-1M"),
                "--lost-after",
                "PT-1M");
    }

    @Test
    void aTableThatIsNotThereIsSaidWithoutAStackTrace() {
        Invocation invocation = Invocation.of("quarantine", "--endpoint", "http://127.0.0.1:1");

        assertThat(invocation.status()).isEqualTo(1);
        assertThat(invocation.err()).contains("http://127.0.0.1:1", "ebb serve").doesNotContain("\tat ");
    }

    @Test
    void anEndpointAndAStackAreWrongUsage() {
        Invocation invocation = Invocation.of("quarantine", "--endpoint", "http://127.0.0.1:1", "--stack", "ebb");

        assertThat(invocation.status()).isEqualTo(2);
    }

    @Test
    void anEndpointThatIsNoAddressIsSaid() {
        Invocation invocation = Invocation.of("quarantine", "--endpoint", "127.0.0.1:8000");

        assertThat(invocation.status()).isEqualTo(1);
        assertThat(invocation.err())
                .contains("must be a URL such as http://127.0.0.1:8000")
                .doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void aPortThatCannotBeIsSaid(int port) {
        assertWrongInput(Invocation.of("serve", "--port", String.valueOf(port)), "--port: must be from 0 to 65535");
    }

    @Test
    void anOutputThatCannotBeWrittenIsSaidBeforeTheWork() {
        Path nowhere = directory.resolve("no-such-directory").resolve("out.json");

        assertWrongInput(
                Invocation.of(
                        "replay",
                        "--events",
                        directory.resolve("not-even-looked-at").toString(),
                        "--prices",
                        prices.toString(),
                        "--as-of",
                        "2026-11-15T00:00:00Z",
                        "--period",
                        "2026-11",
                        "--out",
                        nowhere.toString()),
                "--out",
                "no such directory");
    }

    @Test
    void whatNobodyShouldOverlookInAReplayIsSaid() throws IOException {
        Files.writeString(
                events, GOOD + "\n{oops\n" + GOOD.replace("H100", "X1").replace("\"g\"", "\"h\"") + "\n");

        Invocation invocation = replay(events, prices, "2026-11-15T00:00:00Z", "2026-11", "UTC");

        assertThat(invocation.status()).isZero();
        assertThat(invocation.err().lines())
                .containsExactly(
                        "Warning: 1 event was rejected: \"rejected\" in the result says why",
                        "Warning: a 2026-11 is incomplete: \"warnings\" and unpriced lines in the result say why");
    }

    @Test
    void aPeriodAfterThePresentIsSaid() {
        Invocation invocation = replay(events, prices, "2026-11-15T00:00:00Z", "2026-12", "UTC");

        assertThat(invocation.err().strip())
                .isEqualTo("Warning: a 2026-12 begins after --as-of: nothing is owed for it yet");
    }

    @Test
    void validEventsAreCounted() {
        Invocation invocation = Invocation.of("validate", "--events", events.toString(), events.toString());

        assertThat(invocation).isEqualTo(new Invocation(0, "2 good, 0 bad" + System.lineSeparator(), ""));
    }

    @Test
    void everyBadEventIsListedWithItsFileAndLine() throws IOException {
        Files.write(
                events,
                List.of(
                        GOOD,
                        "{oops",
                        GOOD.replace("\"acceleratorCount\":1", "\"acceleratorCount\":0")
                                .replace("1.0", "0.9")));

        Invocation invocation = Invocation.of("validate", "--events", events.toString());

        assertThat(invocation.status()).isEqualTo(1);
        assertThat(invocation.out().strip()).isEqualTo("1 good, 2 bad");
        assertThat(invocation.err().lines()).hasSize(2);
        assertThat(invocation.err()).contains(events + ":2: ", events + ":3: ", "specversion", "data.acceleratorCount");
    }

    private static Invocation replay(Path events, Path prices, String asOf, String period, String zone) {
        return Invocation.of(
                "replay",
                "--events",
                events.toString(),
                "--prices",
                prices.toString(),
                "--as-of",
                asOf,
                "--period",
                period,
                "--time-zone",
                zone);
    }

    private static void assertWrongInput(Invocation invocation, String... words) {
        assertThat(invocation.status()).isEqualTo(1);
        assertThat(invocation.err()).startsWith("ebb: ").contains(words).doesNotContain("Exception");
        assertThat(invocation.out()).isEmpty();
    }
}
