package dev.ebb.local.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects the lines of one statement and writes them down: what section "Statement" of the design says of its form. */
final class OracleStatement {

    private static final BigInteger MICRO_GPU_SECONDS_IN_AN_HOUR = BigInteger.valueOf(3_600_000_000L);
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    /**
     * A line.
     *
     * @param place kind, name, accelerator, region, direction, and the instant from which its price holds
     * @param exact null if nothing prices it
     */
    private record Line(List<String> place, @Nullable Fraction exact, ObjectNode json) {}

    private final List<Line> lines = new ArrayList<>();

    void gpus(
            String deployment,
            String accelerator,
            String region,
            Optional<JsonNode> row,
            BigInteger busy,
            BigInteger idle) {
        BigInteger used = busy.add(idle);
        Optional<Fraction> exact =
                price(row, "perGpuHour").map(p -> p.times(used).dividedBy(MICRO_GPU_SECONDS_IN_AN_HOUR));
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("kind", "gpu")
                .put("deployment", deployment)
                .put("accelerator", accelerator)
                .put("region", region);
        putPrice(json, row, "perGpuHour", "GPU-hour");
        json.put("gpuSeconds", micro(used)).put("busyGpuSeconds", micro(busy)).put("idleGpuSeconds", micro(idle));
        add(List.of("gpu", deployment, accelerator, region, "", began(row)), exact, used, json);
    }

    /** @param field the name of the price in the row */
    void tokens(
            String model,
            String direction,
            Optional<JsonNode> row,
            String field,
            BigInteger quantity,
            Optional<BigInteger> cached) {
        Optional<Fraction> exact = price(row, field).map(p -> p.times(quantity).dividedBy(MILLION));
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("kind", "tokens")
                .put("model", model)
                .put("direction", direction);
        putPrice(json, row, field, "1M tokens");
        json.put("quantity", quantity);
        cached.ifPresent(c -> json.put("cachedQuantity", c));
        add(List.of("tokens", model, "", "", direction, began(row)), exact, quantity, json);
    }

    private void add(List<String> place, Optional<Fraction> exact, BigInteger used, ObjectNode json) {
        if (used.signum() != 0) {
            lines.add(new Line(place, exact.orElse(null), json));
        }
    }

    boolean everythingIsPriced() {
        return lines.stream().allMatch(line -> line.exact != null);
    }

    /** Puts {@code lines} and {@code total} into a statement. */
    void writeInto(ObjectNode statement, String currency) {
        int decimals = Currency.getInstance(currency).getDefaultFractionDigits();
        lines.sort((a, b) -> {
            for (int part = 0; part < a.place.size(); part++) {
                int order = a.place.get(part).compareTo(b.place.get(part));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        });
        Fraction sum = Fraction.ZERO;
        for (Line line : lines) {
            if (line.exact != null) {
                sum = sum.plus(line.exact);
            }
        }
        BigDecimal total = sum.rounded(decimals, RoundingMode.HALF_UP);
        List<Line> rounded = roundedUp(total, decimals);
        for (Line line : lines) {
            Fraction exact = line.exact;
            if (exact == null) {
                line.json.putNull("exactAmount").putNull("amount").put("unpriced", true);
            } else {
                BigDecimal floor = exact.rounded(decimals, RoundingMode.FLOOR);
                boolean up = rounded.contains(line);
                BigDecimal amount = up ? floor.add(BigDecimal.ONE.movePointLeft(decimals)) : floor;
                line.json.put(
                        "exactAmount", exact.rounded(9, RoundingMode.HALF_EVEN).toPlainString());
                line.json.put("amount", amount.toPlainString());
            }
            statement.withArray("/lines").add(line.json);
        }
        statement.put("total", total.toPlainString());
    }

    /** The lines that get one unit more than their floor, so that the lines add up to the total. */
    private List<Line> roundedUp(BigDecimal total, int decimals) {
        List<Line> priced = new ArrayList<>();
        BigDecimal missing = total;
        for (Line line : lines) {
            if (line.exact != null) {
                priced.add(line);
                missing = missing.subtract(line.exact.rounded(decimals, RoundingMode.FLOOR));
            }
        }
        // The sort is stable, so that ties stay in the order of lines.
        priced.sort(Comparator.comparing(line -> remainder(line, decimals), (a, b) -> b.compare(a)));
        return priced.subList(0, missing.movePointRight(decimals).intValueExact());
    }

    private static Fraction remainder(Line line, int decimals) {
        Fraction exact = Objects.requireNonNull(line.exact);
        return exact.minus(Fraction.of(exact.rounded(decimals, RoundingMode.FLOOR)));
    }

    private static Optional<Fraction> price(Optional<JsonNode> row, String field) {
        return row.map(r -> Fraction.of(new BigDecimal(r.path(field).asText())));
    }

    private static void putPrice(ObjectNode json, Optional<JsonNode> row, String field, String unit) {
        json.put("priceFrom", row.map(r -> r.path("from").asText()).orElse(null));
        json.put("unitPrice", row.map(r -> r.path(field).asText()).orElse(null));
        json.put("unit", unit);
    }

    /** Sorts as instants do; nothing comes first. */
    private static String began(Optional<JsonNode> row) {
        return row.map(r -> String.format(
                        "%020d", OracleEvent.instant(r.path("from")).toEpochMilli()))
                .orElse("");
    }

    private static String micro(BigInteger value) {
        return new BigDecimal(value, 6).toPlainString();
    }
}
