package dev.ebb.local.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The oracle itself against sums made by hand: only then may it judge. */
class OracleTests {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LOST_AFTER = Duration.ofMinutes(10);

    static List<HandComputedCase> cases() {
        return HandComputedCases.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatWasComputedByHandIsWhatTheOracleSays(HandComputedCase hand) {
        List<JsonNode> events = new ArrayList<>();
        hand.events().forEach(event -> events.add(read(event)));

        JsonNode statements = Oracle.statements(
                events, read(hand.prices()), hand.asOf(), List.of(hand.period()), hand.zone(), LOST_AFTER);

        hand.check(statements);
    }

    @Test
    void casesHaveNamesOfTheirOwn() {
        assertThat(cases()).extracting(HandComputedCase::name).doesNotHaveDuplicates();
    }

    @Test
    void novemberIsAsItsRulesSay() throws IOException {
        JsonNode november = november();

        JsonNode statements = Oracle.statements(
                accepted(november),
                november.path("prices"),
                Instant.parse(november.path("asOf").asText()),
                List.of(november.path("period").asText()),
                november.path("timeZone").asText(),
                LOST_AFTER);

        assertThat(statements).hasSize(november.path("expect").size());
        november.path("expect").forEachEntry((account, expected) -> {
            JsonNode statement = HandComputedCase.statementOf(statements, account);
            HandComputedCase.checkSubset(expected.path("rule").asText(), statement, expected);
        });
    }

    @Test
    void theStatementIsWrittenAsTheDesignShowsIt() {
        List<JsonNode> events = List.of(
                RawEvent.ready("10:00", "H", "2").json(),
                RawEvent.stopped("10:01").json(),
                RawEvent.served("10:00:30", "10:00:40", 1).json(),
                RawEvent.tokens("09:00", "flat", 1_000_000, 400_000, 0).json());

        JsonNode statements = Oracle.statements(
                events,
                read(HandComputedCases.PRICES),
                Instant.parse("2026-11-15T00:00:00Z"),
                List.of("2026-11"),
                "UTC",
                LOST_AFTER);

        assertThat(statements.toString()).isEqualTo("""
                        [{"account":"acme","period":"2026-11","timeZone":"UTC",\
                        "from":"2026-11-01T00:00:00Z","to":"2026-12-01T00:00:00Z",\
                        "currency":"USD","complete":true,"lines":[\
                        {"kind":"gpu","deployment":"m","accelerator":"H","region":"global",\
                        "priceFrom":"2026-01-01T00:00:00Z","unitPrice":"3.60","unit":"GPU-hour",\
                        "gpuSeconds":"120.000000","busyGpuSeconds":"120.000000","idleGpuSeconds":"0.000000",\
                        "exactAmount":"0.120000000","amount":"0.12"},\
                        {"kind":"tokens","model":"flat","direction":"prompt",\
                        "priceFrom":"2026-01-01T00:00:00Z","unitPrice":"0.20","unit":"1M tokens",\
                        "quantity":1000000,"cachedQuantity":400000,"exactAmount":"0.200000000","amount":"0.20"}],\
                        "total":"0.32"}]""");
    }

    private static JsonNode november() throws IOException {
        try (InputStream file = OracleTests.class.getResourceAsStream("/november.json")) {
            return JSON.readTree(file);
        }
    }

    /** The first event of each identity, without those that are rejected and not merely in conflict with the first. */
    private static List<JsonNode> accepted(JsonNode november) {
        Set<String> bad = Set.of("bad-1");
        Set<String> seen = new HashSet<>();
        List<JsonNode> accepted = new ArrayList<>();
        for (JsonNode event : november.path("events")) {
            String id = event.path("id").asText();
            if (!bad.contains(id) && seen.add(event.path("source").asText() + " " + id)) {
                accepted.add(event);
            }
        }
        return accepted;
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
