package dev.ebb.charging;

import dev.ebb.metering.GpuKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What GPUs and tokens cost, since when. Prices hold from their first instant until the next of their kind.
 *
 * @param currency ISO 4217; its minor unit is what amounts are rounded to
 * @param gpus no two have the same accelerator, region and first instant
 * @param models no two have the same model and first instant
 */
public record PriceBook(Currency currency, List<GpuPrice> gpus, List<ModelPrice> models) {

    /** The region of a row that holds wherever no row names the region itself. */
    public static final String ANY_REGION = "*";

    /**
     * What a GPU costs an hour.
     *
     * @param region a region, or {@value PriceBook#ANY_REGION}
     */
    public record GpuPrice(String accelerator, String region, UnitPrice perGpuHour) {}

    /**
     * What a million serverless tokens cost.
     *
     * @param perMillionCachedPromptTokens null if cached prompt tokens cost what others do
     */
    public record ModelPrice(
            String model,
            UnitPrice perMillionPromptTokens,
            @Nullable UnitPrice perMillionCachedPromptTokens,
            UnitPrice perMillionCompletionTokens) {

        /** Its first instant, on a quarter-hour: tokens are metered by quarter-hours. */
        public Instant from() {
            return perMillionPromptTokens.from();
        }
    }

    /** Copies the rows. */
    public PriceBook {
        gpus = List.copyOf(gpus);
        models = List.copyOf(models);
    }

    /** How many decimals an amount has. */
    public int minorUnits() {
        return currency.getDefaultFractionDigits();
    }

    /**
     * The prices of a kind of GPU, in the order in which they come into force. Once a row for the exact region is in
     * force one always is, so those for {@value #ANY_REGION} count before the first of them only. A region may have that
     * very name: nothing in a book is meant for it alone, so it has their prices.
     */
    public List<UnitPrice> gpuPrices(GpuKind kind) {
        List<UnitPrice> exact = kind.region().equals(ANY_REGION) ? List.of() : rows(kind.accelerator(), kind.region());
        List<UnitPrice> prices = new ArrayList<>();
        for (UnitPrice price : rows(kind.accelerator(), ANY_REGION)) {
            if (exact.isEmpty() || price.from().isBefore(exact.getFirst().from())) {
                prices.add(price);
            }
        }
        prices.addAll(exact);
        return prices;
    }

    private List<UnitPrice> rows(String accelerator, String region) {
        return gpus.stream()
                .filter(row ->
                        row.accelerator().equals(accelerator) && row.region().equals(region))
                .map(GpuPrice::perGpuHour)
                .sorted(UnitPrice::compareFrom)
                .toList();
    }

    /** What a GPU of that kind costs an hour at that instant, if anything says so. */
    public Optional<UnitPrice> gpuPrice(GpuKind kind, Instant at) {
        return gpuPrices(kind).stream()
                .filter(price -> !price.from().isAfter(at))
                .reduce((earlier, later) -> later);
    }

    /** The prices of a model's tokens, by their first instants. */
    public NavigableMap<Instant, ModelPrice> modelPrices(String model) {
        NavigableMap<Instant, ModelPrice> prices = new TreeMap<>();
        for (ModelPrice row : models) {
            if (row.model().equals(model)) {
                prices.put(row.from(), row);
            }
        }
        return prices;
    }
}
