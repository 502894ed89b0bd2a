package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A deployment of one GPU at 8.00 an hour that ran from 00:00 to 10:00, all of it reported, and was asked for in the minutes
 * of 00:10 and 05:00.
 */
class SimulateCommandTests {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory = Path.of("");

    private final List<String> history = new ArrayList<>();

    @BeforeEach
    void files() {
        file(
                "prices.json",
                "{\"currency\":\"USD\",\"gpus\":[{\"accelerator\":\"H100\",\"region\":\"*\","
                        + "\"from\":\"2026-01-01T00:00:00Z\",\"perGpuHour\":\"8.00\"}],\"models\":[{\"model\":\"m\","
                        + "\"from\":\"2026-01-01T00:00:00Z\",\"perMillionPromptTokens\":\"1.00\","
                        + "\"perMillionCompletionTokens\":\"1.00\"}]}");
        file("hour.json", "{\"zeroAfter\":\"PT1H\",\"damping\":false}");
        file("short.json", "{\"zeroAfter\":\"PT5M\",\"damping\":false}");
        event(
                "up",
                "replica.ready",
                "/deployments/d/replicas/r",
                "00:00",
                "\"accelerator\":\"H100\",\"acceleratorCount\":1");
        event("all", "activity.reported", "", "10:00", minutes("00:00", "10:00"));
        event("one", "requests.served", "/deployments/d", "00:11", minutes("00:10", "00:11") + ",\"count\":3");
        event("two", "requests.served", "/deployments/d", "05:01", minutes("05:00", "05:01") + ",\"count\":1");
        event("down", "replica.stopped", "/deployments/d/replicas/r", "10:00", "");
    }

    private static String minutes(String from, String to) {
        return "\"from\":\"2026-11-02T" + from + ":00Z\",\"to\":\"2026-11-02T" + to + ":00Z\"";
    }

    private void event(String id, String type, String subject, String time, String data) {
        history.add("{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"urn:t\",\"type\":\"dev.ebb." + type
                + "\",\"subject\":\"accounts/acme" + subject + "\",\"time\":\"2026-11-02T" + time + ":00Z\",\"data\":{"
                + data + "}}");
    }

    private String file(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text).toString();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Invocation simulate(String... more) {
        String events = file("events.jsonl", String.join("\n", history));
        return Invocation.of(Stream.concat(
                        Stream.of(
                                "simulate",
                                "--events",
                                events,
                                "--prices",
                                directory.resolve("prices.json").toString()),
                        Arrays.stream(more))
                .map(argument -> argument.replace("@", directory + "/"))
                .toArray(String[]::new));
    }

    private static JsonNode json(Invocation invocation) {
        try {
            return JSON.readTree(invocation.out());
        } catch (IOException malformed) {
            throw new IllegalStateException(invocation.out() + invocation.err(), malformed);
        }
    }

    @Test
    void eachPolicyIsReportedByFleetAndByDeployment() {
        Invocation invocation = simulate("--policy", "@hour.json", "@short.json");

        // An hour: idle since 00:11, off at 01:11; woken at 05:00, ready at 05:02, off at 06:02. 71 + 60 = 131 minutes.
        // Five minutes: off at 00:05; woken at 00:10, ready at 00:12, off at 00:17; again at 05:00 until 05:07: 15
        // minutes.
        JsonNode policies = json(invocation).get("policies");
        assertThat(invocation.status()).isZero();
        assertThat(invocation.err()).isEmpty();
        assertThat(policies.get(0).get("policy").asText()).endsWith("hour.json");
        assertThat(policies.get(0).get("recorded").toString())
                .isEqualTo("{\"gpuSeconds\":\"36000.000000\",\"cost\":\"80.00\"}");
        // 131 / 60 x 8.00 = 17.4666…
        assertThat(policies.get(0).get("simulated").toString())
                .isEqualTo("{\"gpuSeconds\":\"7860.000000\",\"cost\":\"17.47\"}");
        assertThat(policies.get(0).get("saved").asText()).isEqualTo("62.53");
        assertThat(counts(policies.get(0))).isEqualTo("2 1 0 0 1 0");
        assertThat(policies.get(1).get("simulated").get("cost").asText()).isEqualTo("2.00");
        assertThat(counts(policies.get(1))).isEqualTo("3 2 1 0 2 0");
        JsonNode deployment = policies.get(1).get("deployments").get(0);
        assertThat(deployment.get("account").asText()).isEqualTo("acme");
        assertThat(deployment.get("deployment").asText()).isEqualTo("d");
        assertThat(counts(deployment)).isEqualTo("3 2 1 0 2 0");
    }

    private static String counts(JsonNode outcome) {
        return String.join(
                " ",
                Stream.of("scaleDowns", "wakes", "regrets", "deletions", "minutesWaited", "minutesLost")
                        .map(name -> outcome.get(name).asText())
                        .toList());
    }

    @Test
    void tablesArePrintedWhereTheJsonGoesElsewhere() throws IOException {
        Invocation invocation = simulate("--policy", "@hour.json", "--out", "@out.json");

        assertThat(invocation.out().lines())
                .anyMatch(line -> line.matches(" *as recorded +10.00 +80.00 +0.00 +0 +0 +0 +0 +0 +0"))
                .anyMatch(line -> line.matches(".*hour.json +2.18 +17.47 +62.53 +2 +1 +0 +0 +1 +0"))
                .anyMatch(line -> line.matches(" *acme/d +2.18 +17.47 +62.53 +2 +1 +0 +0 +1 +0"));
        assertThat(JSON.readTree(directory.resolve("out.json").toFile())
                        .get("policies")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void minutesThatNobodyReportedKeepItUpUnlessTheyAreTakenAsQuiet() {
        history.removeIf(event -> event.contains("activity.reported"));

        Invocation careful = simulate("--policy", "@hour.json");
        Invocation bold = simulate("--policy", "@hour.json", "--assume-reported");

        assertThat(json(careful).get("policies").get(0).get("scaleDowns").asInt())
                .isZero();
        assertThat(careful.err())
                .contains("598 of 600 minutes in which something ran were not reported", "--assume-reported");
        assertThat(json(bold).get("policies").get(0).get("saved").asText()).isEqualTo("62.53");
        assertThat(json(bold).get("assumedReported").asBoolean()).isTrue();
        assertThat(bold.err()).isEmpty();
    }

    @Test
    void aPolicyThatMissesAGateIsStatusThreeWithTheReason() {
        Invocation missed =
                simulate("--policy", "@hour.json", "@short.json", "--max-regrets", "0", "--min-saved", "70");
        Invocation passed = simulate("--policy", "@hour.json", "--max-regrets", "0", "--min-saved", "62.53");

        assertThat(missed.status()).isEqualTo(3);
        assertThat(missed.err().lines())
                .anyMatch(line -> line.endsWith("hour.json: saves 62.53 USD, at least 70 wanted by --min-saved"))
                .anyMatch(line -> line.endsWith("short.json: 1 regret, at most 0 allowed by --max-regrets"))
                .hasSize(2);
        assertThat(json(missed).get("policies")).hasSize(2);
        assertThat(passed.status()).isZero();
    }

    @Test
    void aSearchShowsWhatNothingBeats() {
        Invocation invocation = simulate("--policy", "@hour.json", "--search");

        JsonNode frontier = json(invocation).get("frontier");
        assertThat(frontier.get("policy").asText()).endsWith("hour.json");
        assertThat(frontier.get("tried").asInt()).isEqualTo(52);
        // Off at 00:05, both demands wait; off at 00:10, as the first one begins, only the second does.
        // Idle from 00:11 to 05:00, which is 289 minutes, nothing waits from windows of 300 on.
        // What then never goes to zero is the same up to a day.
        assertThat(frontier.get("points").findValuesAsText("zeroAfter")).containsExactly("PT5M", "PT10M", "PT24H");
        assertThat(frontier.get("points").findValuesAsText("minutesWaited")).containsExactly("2", "1", "0");
        assertThat(frontier.get("points").findValuesAsText("knee")).containsOnlyOnce("true");
    }

    @Test
    void aSearchWithoutAPolicyIsMadeWithTheDefaults() {
        Invocation invocation = simulate("--search");

        assertThat(invocation.status()).isZero();
        assertThat(json(invocation).get("frontier").get("policy").asText()).isEqualTo("defaults");
        assertThat(json(invocation).get("policies")).isEmpty();
    }

    @Test
    void whoWatchesSeesHowManyPoliciesWereTried() {
        String[] command = {
            "simulate",
            "--events",
            file("events.jsonl", String.join("\n", history)),
            "--prices",
            directory.resolve("prices.json").toString(),
            "--policy",
            directory.resolve("hour.json").toString(),
            directory.resolve("short.json").toString()
        };

        Invocation watched = Invocation.with(Invocation.NOW, false, true, command);

        assertThat(watched.err()).contains("100 %  2 policies").endsWith("\r");
    }

    @Test
    void theHistoryEndsWhereItIsToldToAndLaterEventsAreListed() {
        Invocation invocation = simulate("--policy", "@hour.json", "--as-of", "2026-11-02T04:00:00Z");

        // Two minutes' reports and the stop are later; the report of all minutes is, too, so nothing is known.
        JsonNode report = json(invocation);
        assertThat(report.get("counts").get("rejected").asInt()).isEqualTo(3);
        assertThat(report.get("rejected").get(0).get("reason").asText()).contains("ahead of the clock");
        assertThat(report.get("asOf").asText()).isEqualTo("2026-11-02T04:00:00Z");
        assertThat(report.get("policies")
                        .get(0)
                        .get("recorded")
                        .get("gpuSeconds")
                        .asText())
                .isEqualTo("14400.000000");
        assertThat(invocation.err()).contains("3 events were rejected");
    }

    @Test
    void whatIsBeforeTheBeginningDoesNotCount() {
        Invocation invocation = simulate("--policy", "@hour.json", "--from", "2026-11-02T04:00:00Z");

        // Six hours are 48.00. Idle since 04:00, off at 05:00, as the second demand begins: nothing wakes it. 60
        // minutes.
        JsonNode policy = json(invocation).get("policies").get(0);
        assertThat(policy.get("recorded").get("cost").asText()).isEqualTo("48.00");
        assertThat(policy.get("simulated").get("gpuSeconds").asText()).isEqualTo("3600.000000");
        assertThat(json(invocation).get("minutesUp").asInt()).isEqualTo(360);
        assertThat(simulate("--policy", "@hour.json", "--from", "2026-11-02T10:00:00Z")
                        .err())
                .contains("--from: must be before the history's end, 2026-11-02T10:00:00Z");
    }

    @Test
    void aBadHistoryIsSimulatedAsItWouldBeMeteredAndWhatCannotBeIsListed() {
        history.add("{\"nonsense\":1}");
        history.add(history.getFirst());
        event("up", "replica.ready", "/deployments/d/replicas/r", "00:30", "");
        history.addFirst(history.removeLast());
        event("lost", "replica.ready", "/deployments/e/replicas/r", "00:30", "");
        Collections.reverse(history);

        Invocation invocation = simulate("--policy", "@hour.json");

        JsonNode report = json(invocation);
        assertThat(report.get("counts").toString()).isEqualTo("{\"accepted\":6,\"duplicates\":1,\"rejected\":2}");
        assertThat(report.get("rejected").findValuesAsText("reason"))
                .anyMatch(reason -> reason.startsWith("specversion: "))
                .anyMatch(reason -> reason.startsWith("id: must not be used again for other content"));
        assertThat(report.get("warnings").get(0).get("reason").asText()).startsWith("ready without a shape");
        assertThat(report.get("policies").get(0).get("deployments")).hasSize(2);
        assertThat(simulate("--policy", "@hour.json", "--out", "@out.json")
                        .out()
                        .lines())
                .anyMatch(line -> line.startsWith("  urn:t up: id: must not be used again for other content"))
                .anyMatch(line -> line.startsWith("  urn:t lost: ready without a shape"));
    }

    @Test
    void whoseTrafficWouldCostLessPerTokenIsTold() {
        event(
                "shape",
                "deployment.created",
                "/deployments/d",
                "00:00",
                "\"accelerator\":\"H100\",\"acceleratorCount\":1,\"model\":\"m\"");
        event(
                "tokens",
                "requests.served",
                "/deployments/d",
                "00:11",
                minutes("00:10", "00:11") + ",\"count\":1,\"promptTokens\":1000000,\"completionTokens\":500000");

        Invocation invocation = simulate("--policy", "@hour.json");

        JsonNode advice = json(invocation).get("advice").get(0);
        assertThat(advice.get("deployment").asText()).isEqualTo("d");
        assertThat(advice.get("recommendation").asText()).isEqualTo("probably serverless");
        assertThat(advice.get("reason").asText())
                .isEqualTo(
                        "1 requests with 1500000 tokens in 1 of 2 active minutes; tokens known for 50 % of active"
                                + " minutes: would have cost at least USD 1.50 per token, and cost USD 80.00 on dedicated GPUs");
    }

    @Test
    void whatIsWrongIsSaidBeforeAnythingIsDone() {
        assertThat(simulate().err()).contains("--policy: must be given without --search");
        assertThat(simulate("--search", "--max-regrets", "1").err()).contains("--policy: must be given");
        assertThat(simulate("--policy", "@hour.json", "--cold-start", "PT25H").err())
                .contains("--cold-start: must be from PT0S to PT24H, is PT25H");
        assertThat(simulate("--policy", "@hour.json", "--regret", "-PT1S").err())
                .contains("--regret: must not be negative, is PT-1S");
        assertThat(simulate("--policy", "@hour.json", "--max-regrets", "-1").err())
                .contains("--max-regrets: must not be negative, is -1");
        assertThat(simulate("--policy", "@hour.json", "--min-saved", "much").err())
                .contains("--min-saved: must be a decimal");
        assertThat(simulate("--policy", "@prices.json").err()).contains("prices.json", "currency: must be one of");
        assertThat(simulate("--policy", "@nothing.json").err()).contains("nothing.json: no such file");
        assertThat(simulate("--policy", "@hour.json", "--html", "@no/page.html").err())
                .contains("--html: ", "no such directory");
        history.clear();
        assertThat(simulate("--policy", "@hour.json").err())
                .contains("--events: must have an event that can be metered");
        assertThat(simulate().status()).isEqualTo(1);
    }
}
