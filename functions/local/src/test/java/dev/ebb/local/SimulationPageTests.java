package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ebb.local.SimulatedHistory.Offered;
import dev.ebb.sweeping.simulation.Conditions;
import dev.ebb.sweeping.simulation.SimulationReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page is made of; {@link SimulationPageBrowserTests} looks at it. */
class SimulationPageTests {

    @TempDir
    private Path directory = Path.of("");

    private String page = "";

    @BeforeEach
    void page() throws IOException {
        page = Files.readString(new SimulatedMorning(directory).page("page.html", "--assume-reported"));
    }

    @Test
    void noTextCanEndTheScriptThatItStandsIn() throws IOException {
        String text = "</script><!-- & \u2028\u2029 é";

        byte[] json = ScriptJson.bytes(out -> out.writeString(text));

        assertThat(new String(json, StandardCharsets.UTF_8))
                .isEqualTo("\"\\u003C/script\\u003E\\u003C!-- \\u0026 \\u2028\\u2029 é\"");
        assertThat(new ObjectMapper().readTree(json).textValue()).isEqualTo(text);
    }

    @Test
    void aPolicyNamedLikeMarkupIsOnlyData() throws IOException {
        assertThat(page.split("</script>", -1)).hasSize(4);
        assertThat(page).doesNotContain("<img");
        assertThat(data("report").at("/policies/1/name").textValue()).endsWith(SimulatedMorning.NAME);
    }

    @Test
    void itsOwnScriptAndStyleAreAllThatTheBrowserMayUse() throws NoSuchAlgorithmException {
        assertThat(page)
                .contains("content=\"default-src 'none'; script-src 'sha256-"
                        + sha256(between("<script>", "</script>")) + "'; style-src 'sha256-"
                        + sha256(between("<style>", "</style>")) + "'; base-uri 'none'; form-action 'none'\"");
        assertThat(page).doesNotContain("http:", "https:", "url(", "@import", " style=", " onclick=");
    }

    @Test
    void timesAreRelativeToTheBeginning() throws IOException {
        JsonNode llama = data("deployments").get(1);

        assertThat(llama.at("/id").textValue()).isEqualTo("acme/llama");
        assertThat(llama.at("/sessions")).hasToString("[0,21600000,1000,3600000,7200000,2000]");
        assertThat(llama.at("/active")).hasToString("[10,3,90,1,240,5]");
        assertThat(llama.at("/courses/0/running")).hasToString("[0,73,92,152,242,305]");
        assertThat(llama.at("/courses/0/moments")).hasToString("[0,73,0,2,90,0,0,152,0,1,240,0,0,305,0]");
    }

    @Test
    void whatMakesItTooLargeIsLeftOutAndSaid() throws IOException {
        SimulatedHistory history = history("2026-06-01T06:00:00Z").assumingReported();
        SimulationReport report = history.report(
                List.of(Offered.read(directory.resolve("hour.json"))), Conditions.STANDARD, false, silent());
        // Batch runs 6 hours, and would have run 2; llama runs 8, and would have run 4.63.
        int one = new TimelineJson(report).bytes(0, history.recorded().get(0)).length;

        SimulationPage all = SimulationPage.of(report, history.recorded());
        SimulationPage some = SimulationPage.of(report, history.recorded(), one + 10);

        assertThat(all.warning()).isEmpty();
        assertThat(some.warning())
                .contains(
                        "Warning: the page has 1 of 2 deployments, those on which most changes, as it would be too large"
                                + " with all: the JSON has them");
        page = new String(some.bytes(), StandardCharsets.UTF_8);
        assertThat(data("deployments").findValuesAsText("id")).containsExactly("acme/batch");
        assertThat(data("report").get("notes").toString()).contains("1 of 2 deployments");
    }

    @Test
    void aThousandLoneMinutesAndFivePoliciesTakeLessThan25Kilobytes() throws IOException {
        Files.write(
                directory.resolve("events.jsonl"),
                IntStream.range(0, 1_000)
                        .mapToObj(i -> SimulatedMorning.minute(2 * i))
                        .toList());
        SimulatedHistory history = history("2026-06-03T00:00:00Z");
        List<Offered> policies = Collections.nCopies(5, Offered.read(directory.resolve("hour.json")));
        SimulationReport report = history.report(policies, Conditions.STANDARD, false, silent());

        byte[] json = new TimelineJson(report).bytes(0, history.recorded().getFirst());

        assertThat(new ObjectMapper().readTree(json).at("/active")).hasSize(2_000);
        assertThat(json.length).isLessThan(25_000);
    }

    private SimulatedHistory history(String asOf) {
        return SimulatedHistory.read(
                List.of(directory.resolve("events.jsonl")),
                InputFiles.prices(directory.resolve("prices.json")),
                null,
                Instant.parse(asOf),
                silent());
    }

    private static Surroundings silent() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new Surroundings(Clock.systemUTC(), nowhere, nowhere, false, false, false, Repository.ofThisBuild());
    }

    private JsonNode data(String id) throws IOException {
        return new ObjectMapper().readTree(between("id=\"" + id + "\">", "</script>"));
    }

    private String between(String start, String end) {
        int from = page.indexOf(start) + start.length();
        return page.substring(from, page.indexOf(end, from));
    }

    private static String sha256(String text) throws NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(digest);
    }
}
