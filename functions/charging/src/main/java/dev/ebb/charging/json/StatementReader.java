package dev.ebb.charging.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ebb.charging.Commitment;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Period;
import dev.ebb.charging.Statement;
import dev.ebb.charging.UnitPrice;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link StatementJson} wrote. Everything comes back as it was, exactly. Amounts are read, and never computed
 * again.
 */
final class StatementReader {

    private StatementReader() {}

    static Statement statement(JsonNode json) {
        Period period = new Period(
                YearMonth.parse(text(json, "period")),
                ZoneId.of(text(json, "timeZone")),
                Instant.parse(text(json, "from")),
                Instant.parse(text(json, "to")));
        List<Statement.ChargedLine> lines = items(json, "lines")
                .map(line -> new Statement.ChargedLine(line(line), decimalOrNull(line, "amount")))
                .toList();
        return new Statement(
                text(json, "account"),
                period,
                Currency.getInstance(text(json, "currency")),
                json.required("complete").booleanValue(),
                lines,
                decimal(json, "total"),
                decimalOrNull(json, "due"),
                json.has("meteredUpTo") ? Instant.parse(text(json, "meteredUpTo")) : null);
    }

    private static Line line(JsonNode json) {
        return switch (text(json, "kind")) {
            case "gpu" ->
                new Line.Gpu(
                        text(json, "deployment"),
                        new GpuKind(text(json, "accelerator"), text(json, "region")),
                        price(json),
                        gpuTime(json, "gpuSeconds"),
                        gpuTime(json, "busyGpuSeconds"),
                        reserved(json));
            case "tokens" ->
                new Line.Tokens(
                        text(json, "model"),
                        direction(text(json, "direction")),
                        price(json),
                        json.required("quantity").bigIntegerValue(),
                        json.path("cachedQuantity").bigIntegerValue());
            case "commitment" -> committed(json);
            case "adjustment" -> adjustment(json);
            default -> throw new IllegalArgumentException("kind: must be that of a line, is " + text(json, "kind"));
        };
    }

    /** What is covered pro rata may be no whole number of micro-GPU-seconds: then a fraction stands beside the decimal. */
    private static Fraction reserved(JsonNode json) {
        if (!json.has("reservedGpuSeconds")) {
            return Fraction.ZERO;
        }
        Fraction gpuSeconds = json.has("reservedExact")
                ? fraction(text(json, "reservedExact"))
                : Fraction.of(decimal(json, "reservedGpuSeconds"));
        return gpuSeconds.dividedBy(StatementJson.GPU_SECONDS_PER_MICRO);
    }

    private static Fraction fraction(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("reservedExact: must be a fraction such as 1/3, is " + text);
        }
        return new Fraction(new BigInteger(text.substring(0, slash)), new BigInteger(text.substring(slash + 1)));
    }

    private static Line committed(JsonNode json) {
        UnitPrice price = price(json);
        if (price == null) {
            throw new IllegalArgumentException("unitPrice: must be there for a commitment");
        }
        Commitment commitment = new Commitment(
                text(json, "accelerator"),
                text(json, "region"),
                decimal(json, "gpus").movePointRight(3).longValueExact(),
                price);
        return new Line.Committed(commitment, gpuTime(json, "gpuSeconds"), gpuTime(json, "usedGpuSeconds"));
    }

    private static Line adjustment(JsonNode json) {
        JsonNode invoice = json.required("invoice");
        JsonNode line = json.required("line");
        String kind = text(line, "kind");
        LineKey key = new LineKey(
                kind,
                textOrEmpty(line, kind.equals("tokens") ? "model" : "deployment"),
                textOrEmpty(line, "accelerator"),
                textOrEmpty(line, "region"),
                textOrEmpty(line, "direction"),
                textOrEmpty(line, "priceFrom"),
                textOrEmpty(line, "agreementFrom"));
        List<Line.EventReference> events = new ArrayList<>();
        items(json, "events")
                .forEach(event -> events.add(new Line.EventReference(
                        text(event, "source"), text(event, "id"), Instant.parse(text(event, "time")))));
        return new Line.Adjustment(
                YearMonth.parse(text(json, "period")),
                invoice.isNull() ? null : invoice.longValue(),
                key,
                decimal(json, "amount"),
                events,
                json.path("moreEvents").asLong(0));
    }

    private static @Nullable UnitPrice price(JsonNode json) {
        if (json.required("unitPrice").isNull()) {
            return null;
        }
        String from = text(json, "priceFrom");
        String spelled = text(json, "unitPrice");
        String percent = textOrEmpty(json, "percentOff");
        BigDecimal amount = new BigDecimal(spelled);
        if (!percent.isEmpty()) {
            amount = amount.multiply(BigDecimal.ONE.subtract(new BigDecimal(percent).movePointLeft(2)));
        }
        UnitPrice.Agreed agreed = json.has("agreementFrom")
                ? new UnitPrice.Agreed(Instant.parse(text(json, "agreementFrom")), percent.isEmpty() ? null : percent)
                : null;
        return new UnitPrice(OffsetDateTime.parse(from).toInstant(), from, amount, spelled, agreed);
    }

    private static Line.Direction direction(String text) {
        return Stream.of(Line.Direction.values())
                .filter(direction -> direction.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("direction: must be known, is " + text));
    }

    private static GpuTime gpuTime(JsonNode json, String name) {
        return new GpuTime(decimal(json, name).movePointRight(6).toBigIntegerExact());
    }

    static Stream<JsonNode> items(JsonNode json, String name) {
        return StreamSupport.stream(json.required(name).spliterator(), false);
    }

    static String text(JsonNode json, String name) {
        return json.required(name).textValue();
    }

    private static String textOrEmpty(JsonNode json, String name) {
        return json.path(name).asText("");
    }

    static BigDecimal decimal(JsonNode json, String name) {
        return new BigDecimal(text(json, name));
    }

    static @Nullable BigDecimal decimalOrNull(JsonNode json, String name) {
        JsonNode value = json.path(name);
        return value.isTextual() ? new BigDecimal(value.textValue()) : null;
    }
}
