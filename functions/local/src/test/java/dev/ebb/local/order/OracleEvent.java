package dev.ebb.local.order;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A raw event, taken apart.
 *
 * @param type without {@code dev.ebb.}
 * @param deployment empty if the event is about an account
 * @param replica empty if the event is about no replica
 * @param time cut to the millisecond
 * @param finer what was cut off, in milliseconds
 * @param sequence −1 if absent
 */
record OracleEvent(
        String type,
        String account,
        String deployment,
        String replica,
        Instant time,
        BigDecimal finer,
        BigInteger sequence,
        String source,
        String id,
        JsonNode data) {

    /** What follows three digits after the point. */
    private static final Pattern FINER = Pattern.compile("([.][0-9]{3})([0-9]+)");

    private static final List<String> KINDS = List.of(
            "deployment.deleted",
            "deployment.created",
            "deployment.updated",
            "replica.ready",
            "replica.stopped",
            "replica.starting");

    /** The order in time of what changes sessions, but for ties of readies and stops. */
    static final Comparator<OracleEvent> ORDER = Comparator.comparing(OracleEvent::time)
            .thenComparing(OracleEvent::finer)
            .thenComparing(event -> !event.replica.isEmpty())
            .thenComparing(OracleEvent::sequence)
            .thenComparingInt(event -> KINDS.indexOf(event.type))
            .thenComparing(event -> event.source.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)
            .thenComparing(event -> event.id.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    static OracleEvent of(JsonNode event) {
        String[] subject = event.path("subject").asText().split("/", -1);
        String sequence = event.path("sequence").asText("-1");
        return new OracleEvent(
                event.path("type").asText().substring("dev.ebb.".length()),
                subject[1],
                subject.length > 3 ? subject[3] : "",
                subject.length > 5 ? subject[5] : "",
                instant(event.path("time")),
                finer(event.path("time").asText()),
                new BigInteger(sequence),
                event.path("source").asText(),
                event.path("id").asText(),
                event.path("data"));
    }

    static Instant instant(JsonNode text) {
        String milliseconds = FINER.matcher(text.asText()).replaceFirst("$1");
        return OffsetDateTime.parse(milliseconds).toInstant();
    }

    private static BigDecimal finer(String text) {
        Matcher finer = FINER.matcher(text);
        return finer.find() ? new BigDecimal("0." + finer.group(2)).stripTrailingZeros() : BigDecimal.ZERO;
    }

    boolean is(String name) {
        return type.equals(name);
    }

    /** Whether a void can take it back. */
    boolean voidable() {
        return switch (type) {
            case "deployment.created",
                    "deployment.updated",
                    "deployment.deleted",
                    "replica.starting",
                    "replica.ready",
                    "replica.stopped",
                    "tokens.used" -> true;
            case "requests.served" -> data.has("promptTokens") || data.has("completionTokens");
            default -> false;
        };
    }

    /** Whether this, a void, takes {@code other} back. */
    boolean voids(OracleEvent other) {
        return is("usage.voided")
                && other.voidable()
                && account.equals(other.account)
                && data.path("source").asText().equals(other.source)
                && data.path("id").asText().equals(other.id);
    }

    /** Whether this, a report of served requests, makes the minute of {@code instant} active. */
    boolean makesActive(Instant instant) {
        return servedDemand() && !instant.isBefore(firstMinute()) && instant.isBefore(minutesEnd());
    }

    boolean servedDemand() {
        return is("requests.served")
                && !data.path("probe").asBoolean(false)
                && (decimalIsPositive("count") || decimalIsPositive("concurrency"));
    }

    private boolean decimalIsPositive(String field) {
        return data.has(field) && new BigDecimal(data.get(field).asText()).signum() > 0;
    }

    /** When the first minute that it touches begins. */
    Instant firstMinute() {
        return instant(data.path("from")).truncatedTo(ChronoUnit.MINUTES);
    }

    /** When the last minute that it touches ends. */
    Instant minutesEnd() {
        Instant from = instant(data.path("from"));
        Instant to = instant(data.path("to"));
        Instant lastTouched = to.equals(from) ? from : to.minusMillis(1);
        return lastTouched.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    }
}
