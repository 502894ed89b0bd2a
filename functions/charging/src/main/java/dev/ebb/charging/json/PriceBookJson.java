package dev.ebb.charging.json;

import dev.ebb.charging.BrokenRulesException.Problem;
import dev.ebb.charging.InvalidPriceBookException;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBook.GpuPrice;
import dev.ebb.charging.PriceBook.ModelPrice;
import dev.ebb.metering.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Price books as JSON. Numbers are taken as they are spelled, never through a binary fraction. A field that the format
 * does not have is ignored, so that a book can hold remarks; but one of a row that begins with {@code per} is refused,
 * because a price that is misspelled must not vanish.
 */
public final class PriceBookJson {

    private static final String FROM = "from";

    private PriceBookJson() {}

    /**
     * Reads a book.
     *
     * @param json in UTF-8
     * @throws InvalidPriceBookException with everything that is wrong in it
     */
    public static PriceBook read(byte[] json) {
        List<Problem> problems = new ArrayList<>();
        Row book = Row.of(json, problems).orElseThrow(() -> new InvalidPriceBookException(problems));
        List<Row> gpuRows = rows(book, "gpus", List.of(PriceRows.GPU_PRICE));
        List<Row> modelRows = rows(book, "models", PriceRows.MODEL_PRICES);
        Currency currency = currency(book);
        List<GpuPrice> gpus =
                PriceRows.gpus(gpuRows, row -> new PriceRows.From(row.instant(FROM), row.spelling(FROM), true));
        List<ModelPrice> models =
                PriceRows.models(modelRows, row -> new PriceRows.From(row.quarter(FROM), row.spelling(FROM), true));
        if (!problems.isEmpty() || currency == null) {
            throw new InvalidPriceBookException(problems);
        }
        return new PriceBook(currency, gpus, models);
    }

    private static List<Row> rows(Row book, String name, List<String> prices) {
        List<Row> rows = book.rows(name);
        rows.forEach(row -> row.requireKnown(field -> field.startsWith("per"), prices));
        return rows;
    }

    private static @Nullable Currency currency(Row book) {
        String name = "currency";
        String code = book.text(name);
        if (code == null) {
            return null;
        }
        try {
            Currency currency = Currency.getInstance(code);
            if (currency.getDefaultFractionDigits() >= 0) {
                return currency;
            }
            book.refuse(name, "must be a currency that has a minor unit in ISO 4217");
        } catch (IllegalArgumentException unknown) {
            book.refuse(name, "must be the code of a currency in ISO 4217");
        }
        return null;
    }

    /** Writes a book, compactly, as {@link #read} takes it; prices and instants in their own spelling. */
    public static byte[] write(PriceBook book) {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("currency", new Json.Text(book.currency().getCurrencyCode()));
        fields.put(
                "gpus",
                new Json.Elements(book.gpus().stream()
                        .map(row -> PriceRows.json(row, row.perGpuHour().priceFrom()))
                        .toList()));
        fields.put(
                "models",
                new Json.Elements(book.models().stream()
                        .map(row ->
                                PriceRows.json(row, row.perMillionPromptTokens().priceFrom()))
                        .toList()));
        return new Json.Members(fields, Set.of()).text().getBytes(StandardCharsets.UTF_8);
    }
}
