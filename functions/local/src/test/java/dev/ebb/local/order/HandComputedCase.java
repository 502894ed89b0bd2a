package dev.ebb.local.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fleet's events and what account {@code acme} owes for them, computed by hand.
 *
 * @param name a sentence
 * @param events CloudEvents as JSON
 * @param prices a price book as JSON
 * @param zone the account's time zone
 * @param period a month such as 2026-11
 * @param complete whether nothing is missing from the statement
 * @param lines the statement's lines, each as a JSON object with the fields that matter
 */
record HandComputedCase(
        String name,
        List<String> events,
        String prices,
        Instant asOf,
        String zone,
        String period,
        String total,
        boolean complete,
        List<String> lines) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What happened, judged at 11:00 on 2026-11-03, in UTC; {@code acme} owes nothing unless told. */
    static HandComputedCase given(String name, RawEvent... events) {
        List<String> texts = Stream.of(events).map(RawEvent::toString).toList();
        Instant asOf = Instant.parse("2026-11-03T11:00:00Z");
        return new HandComputedCase(
                name, texts, HandComputedCases.PRICES, asOf, "UTC", "2026-11", "0.00", true, List.of());
    }

    HandComputedCase at(String time) {
        Instant instant = Instant.parse(RawEvent.full(time));
        return new HandComputedCase(name, events, prices, instant, zone, period, total, complete, lines);
    }

    HandComputedCase in(String month, String timeZone) {
        return new HandComputedCase(name, events, prices, asOf, timeZone, month, total, complete, lines);
    }

    HandComputedCase pricedBy(String book) {
        return new HandComputedCase(name, events, book, asOf, zone, period, total, complete, lines);
    }

    HandComputedCase incomplete() {
        return new HandComputedCase(name, events, prices, asOf, zone, period, total, false, lines);
    }

    HandComputedCase owes(String amount, String... expectedLines) {
        return new HandComputedCase(name, events, prices, asOf, zone, period, amount, complete, List.of(expectedLines));
    }

    /** Fails unless {@code statements}, of {@link #period} alone, are what was computed by hand. */
    void check(JsonNode statements) {
        var expected = JSON.createObjectNode().put("total", total).put("complete", complete);
        var expectedLines = expected.putArray("lines");
        for (String line : lines) {
            try {
                expectedLines.add(JSON.readTree(line));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(line, e);
            }
        }
        checkSubset(name, statementOf(statements, "acme"), expected);
    }

    static JsonNode statementOf(JsonNode statements, String account) {
        List<JsonNode> own = statements
                .valueStream()
                .filter(s -> s.path("account").asText().equals(account))
                .toList();
        assertThat(own).as("statements of " + account).hasSize(1);
        return own.getFirst();
    }

    /** Fails unless total and completeness are equal, and each line has at least the fields that are expected of it. */
    static void checkSubset(String rule, JsonNode statement, JsonNode expected) {
        assertThat(statement.path("total"))
                .as("%s: total of %s", rule, statement)
                .isEqualTo(expected.path("total"));
        assertThat(statement.path("complete"))
                .as("%s: complete in %s", rule, statement)
                .isEqualTo(expected.path("complete"));
        assertThat(statement.path("lines"))
                .as("%s: lines of %s", rule, statement)
                .hasSameSizeAs(expected.path("lines"));
        for (int at = 0; at < expected.path("lines").size(); at++) {
            JsonNode line = statement.path("lines").get(at);
            expected.path("lines")
                    .get(at)
                    .forEachEntry((field, value) -> assertThat(line.get(field))
                            .as("%s: %s of %s", rule, field, line)
                            .isEqualTo(value));
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
