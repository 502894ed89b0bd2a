package dev.ebb.charging.json;

import dev.ebb.charging.PriceBook.GpuPrice;
import dev.ebb.charging.PriceBook.ModelPrice;
import dev.ebb.charging.UnitPrice;
import dev.ebb.metering.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows of prices, as price books and agreements have them. */
final class PriceRows {

    static final String GPU_PRICE = "perGpuHour";
    static final String PROMPT = "perMillionPromptTokens";
    static final String CACHED = "perMillionCachedPromptTokens";
    static final String COMPLETION = "perMillionCompletionTokens";
    static final List<String> MODEL_PRICES = List.of(PROMPT, CACHED, COMPLETION);

    /**
     * From when on a row's prices hold.
     *
     * @param instant null if what is spelled is none
     * @param own whether it stands in the row itself, and so tells rows apart
     */
    record From(@Nullable Instant instant, String spelling, boolean own) {
        private String field() {
            return own ? " and from" : "";
        }

        private String shown() {
            return own ? " from " + instant : "";
        }
    }

    /** Finds rows that say the same thing twice. */
    static final class Twins {
        private final Map<List<Object>, Row> seen = new HashMap<>();

        /** Whether no earlier row has the key; if one has, the row is refused. */
        boolean isFirst(Row row, String fields, String shown, Object... key) {
            Row earlier = seen.putIfAbsent(List.of(key), row);
            if (earlier != null) {
                row.refuseTwin(earlier, fields, shown);
            }
            return earlier == null;
        }
    }

    private PriceRows() {}

    static List<GpuPrice> gpus(List<Row> rows, Function<Row, From> beginning) {
        List<GpuPrice> prices = new ArrayList<>();
        Twins twins = new Twins();
        for (Row row : rows) {
            String accelerator = row.identifier("accelerator");
            String region = row.identifier("region");
            From from = beginning.apply(row);
            Instant instant = from.instant();
            UnitPrice price = row.price(GPU_PRICE, instant, from.spelling());
            if (accelerator == null || region == null || instant == null) {
                continue;
            }
            String fields = from.own() ? "accelerator, region and from" : "accelerator and region";
            String shown = accelerator + " in " + region + from.shown();
            if (twins.isFirst(row, fields, shown, accelerator, region, instant) && price != null) {
                prices.add(new GpuPrice(accelerator, region, price));
            }
        }
        return prices;
    }

    static List<ModelPrice> models(List<Row> rows, Function<Row, From> beginning) {
        List<ModelPrice> prices = new ArrayList<>();
        Twins twins = new Twins();
        for (Row row : rows) {
            String model = row.identifier("model");
            From from = beginning.apply(row);
            Instant instant = from.instant();
            UnitPrice prompt = row.price(PROMPT, instant, from.spelling());
            UnitPrice cached = row.has(CACHED) ? row.price(CACHED, instant, from.spelling()) : null;
            UnitPrice completion = row.price(COMPLETION, instant, from.spelling());
            if (model == null || instant == null) {
                continue;
            }
            if (twins.isFirst(row, "model" + from.field(), model + from.shown(), model, instant)
                    && prompt != null
                    && completion != null) {
                prices.add(new ModelPrice(model, prompt, cached, completion));
            }
        }
        return prices;
    }

    /** @param from what stands in the row itself; null if nothing does */
    static Json json(GpuPrice row, @Nullable String from) {
        Map<String, Json> fields = fields(from);
        fields.put("accelerator", new Json.Text(row.accelerator()));
        fields.put("region", new Json.Text(row.region()));
        fields.put(GPU_PRICE, spelled(row.perGpuHour()));
        return new Json.Members(fields, Set.of());
    }

    /** @param from what stands in the row itself; null if nothing does */
    static Json json(ModelPrice row, @Nullable String from) {
        Map<String, Json> fields = fields(from);
        fields.put("model", new Json.Text(row.model()));
        fields.put(PROMPT, spelled(row.perMillionPromptTokens()));
        UnitPrice cached = row.perMillionCachedPromptTokens();
        if (cached != null) {
            fields.put(CACHED, spelled(cached));
        }
        fields.put(COMPLETION, spelled(row.perMillionCompletionTokens()));
        return new Json.Members(fields, Set.of());
    }

    static Json spelled(UnitPrice price) {
        return new Json.Text(price.unitPrice());
    }

    private static Map<String, Json> fields(@Nullable String from) {
        Map<String, Json> fields = new LinkedHashMap<>();
        if (from != null) {
            fields.put("from", new Json.Text(from));
        }
        return fields;
    }
}
