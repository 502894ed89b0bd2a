package dev.ebb.charging;

import dev.ebb.charging.Agreement.Term;
import dev.ebb.charging.PriceBook.GpuPrice;
import dev.ebb.charging.PriceBook.ModelPrice;
import dev.ebb.charging.UnitPrice.Agreed;
import dev.ebb.metering.GpuKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one account pays: what it has agreed on, and for the rest a price book.
 *
 * @param book the prices of everybody
 * @param agreement its own
 */
public record Tariff(PriceBook book, Agreement agreement) {

    /**
     * From when on what price holds, until the next span begins.
     *
     * @param price null if none does
     */
    public record Span(Instant from, @Nullable UnitPrice price) {}

    /** Of an account that has agreed on nothing. */
    public static Tariff of(PriceBook book) {
        return new Tariff(book, Agreement.NONE);
    }

    /** Of all amounts. */
    public Currency currency() {
        return book.currency();
    }

    /** How many decimals an amount has. */
    public int minorUnits() {
        return book.minorUnits();
    }

    /** What a kind of GPU costs, as it changes; no two neighbours alike. Before the first span it has no price. */
    public List<Span> gpuPrices(GpuKind kind) {
        List<UnitPrice> listed = book.gpuPrices(kind);
        TreeSet<Instant> cuts = new TreeSet<>();
        listed.forEach(price -> cuts.add(price.from()));
        agreement.terms().forEach(term -> cuts.add(term.from()));
        List<Span> spans = new ArrayList<>();
        UnitPrice last = null;
        for (Instant cut : cuts) {
            UnitPrice price = gpuPrice(kind, listed, cut);
            if (price == null ? last != null : !price.equals(last)) {
                spans.add(new Span(cut, price));
            }
            last = price;
        }
        return spans;
    }

    /** What a GPU of that kind costs an hour at that instant, if anything says so. */
    public Optional<UnitPrice> gpuPrice(GpuKind kind, Instant at) {
        return Optional.ofNullable(gpuPrice(kind, book.gpuPrices(kind), at));
    }

    private @Nullable UnitPrice gpuPrice(GpuKind kind, List<UnitPrice> listed, Instant at) {
        UnitPrice price = listed.stream()
                .filter(row -> !row.from().isAfter(at))
                .reduce((earlier, later) -> later)
                .orElse(null);
        Term term = agreement.at(at).orElse(null);
        if (term == null) {
            return price;
        }
        return own(term, kind, kind.region())
                .or(() -> own(term, kind, PriceBook.ANY_REGION))
                .map(row -> own(row.perGpuHour(), term))
                .orElseGet(() -> price == null ? null : less(price, term));
    }

    private static Optional<GpuPrice> own(Term term, GpuKind kind, String region) {
        return term.gpus().stream()
                .filter(row -> row.accelerator().equals(kind.accelerator())
                        && row.region().equals(region))
                .findFirst();
    }

    private static UnitPrice own(UnitPrice price, Term term) {
        return new UnitPrice(
                price.from(), price.priceFrom(), price.amount(), price.unitPrice(), new Agreed(term.from(), null));
    }

    private static UnitPrice less(UnitPrice price, Term term) {
        return term.percentOff().signum() == 0
                ? price
                : price.less(term.percentOff(), new Agreed(term.from(), term.percentText()));
    }

    /** What a model's tokens cost, as it changes. Before the first instant they have no price. */
    public NavigableMap<Instant, Optional<ModelPrice>> modelPrices(String model) {
        NavigableMap<Instant, ModelPrice> listed = book.modelPrices(model);
        TreeSet<Instant> cuts = new TreeSet<>(listed.keySet());
        agreement.terms().forEach(term -> cuts.add(term.from()));
        NavigableMap<Instant, Optional<ModelPrice>> prices = new TreeMap<>();
        for (Instant cut : cuts) {
            Map.Entry<Instant, ModelPrice> row = listed.floorEntry(cut);
            Optional<ModelPrice> price = Optional.ofNullable(row).map(Map.Entry::getValue);
            prices.put(
                    cut,
                    agreement
                            .at(cut)
                            .map(term -> modelPrice(model, price, term))
                            .orElse(price));
        }
        return prices;
    }

    private static Optional<ModelPrice> modelPrice(String model, Optional<ModelPrice> listed, Term term) {
        return term.models().stream()
                .filter(own -> own.model().equals(model))
                .findFirst()
                .map(own -> each(own, price -> own(price, term)))
                .or(() -> listed.map(row -> each(row, price -> less(price, term))));
    }

    private static ModelPrice each(ModelPrice row, UnaryOperator<UnitPrice> change) {
        UnitPrice cached = row.perMillionCachedPromptTokens();
        return new ModelPrice(
                row.model(),
                change.apply(row.perMillionPromptTokens()),
                cached == null ? null : change.apply(cached),
                change.apply(row.perMillionCompletionTokens()));
    }
}
