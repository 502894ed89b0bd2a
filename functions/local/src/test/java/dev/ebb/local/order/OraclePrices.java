package dev.ebb.local.order;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Looks up rows in a price book, from the first to the last each time. */
record OraclePrices(JsonNode book) {

    String currency() {
        return book.path("currency").asText();
    }

    /** All instants at which the price of GPUs may change. */
    Stream<Instant> instants() {
        return book.path("gpus").valueStream().map(row -> OracleEvent.instant(row.path("from")));
    }

    /** The row for an accelerator: the one for the exact region that began last, or else the one for any region. */
    Optional<JsonNode> gpu(String accelerator, String region, Instant at) {
        return latest("gpus", at, row -> said(row, "accelerator", accelerator) && said(row, "region", region))
                .or(() -> latest("gpus", at, row -> said(row, "accelerator", accelerator) && said(row, "region", "*")));
    }

    /** The row for a model. */
    Optional<JsonNode> model(String model, Instant at) {
        return latest("models", at, row -> said(row, "model", model));
    }

    private Optional<JsonNode> latest(String table, Instant at, Predicate<JsonNode> applies) {
        return book.path(table)
                .valueStream()
                .filter(applies)
                .filter(row -> !OracleEvent.instant(row.path("from")).isAfter(at))
                .max(Comparator.comparing(row -> OracleEvent.instant(row.path("from"))));
    }

    private static boolean said(JsonNode row, String field, String value) {
        return row.path(field).asText().equals(value);
    }
}
