package dev.ebb.charging;

import dev.ebb.charging.PriceBook.GpuPrice;
import dev.ebb.charging.PriceBook.ModelPrice;
import dev.ebb.metering.GpuKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where one price book first says something else than another. Spelling counts: lines of invoices are told apart by it. A
 * price where there was none changes nothing: nothing was billed without one.
 *
 * @param at the first instant at which another price is in force
 * @param row whose price, as in {@code gpu H100 in eu}; of several that change at that instant, the first
 * @param before what was in force, in words
 * @param after what is in force instead, in words
 */
public record PriceChange(Instant at, String row, String before, String after) {

    /**
     * The first change of a price in any accelerator, region or model.
     *
     * @return empty if each price of {@code before} holds at the same instants after
     */
    public static Optional<PriceChange> first(PriceBook before, PriceBook after) {
        return Stream.concat(gpus(before, after), models(before, after)).reduce(PriceChange::earlier);
    }

    private static PriceChange earlier(PriceChange first, PriceChange second) {
        return second.at.isBefore(first.at) ? second : first;
    }

    private static Stream<PriceChange> gpus(PriceBook before, PriceBook after) {
        Map<String, List<GpuPrice>> old = grouped(before.gpus(), GpuPrice::accelerator);
        Map<String, List<GpuPrice>> now = grouped(after.gpus(), GpuPrice::accelerator);
        return union(old, now).stream()
                .flatMap(accelerator -> gpus(
                        accelerator,
                        old.getOrDefault(accelerator, List.of()),
                        now.getOrDefault(accelerator, List.of()),
                        after));
    }

    /** Of one accelerator, so that a long book is not searched through for each kind that it names. */
    private static Stream<PriceChange> gpus(
            String accelerator, List<GpuPrice> before, List<GpuPrice> after, PriceBook book) {
        PriceBook old = new PriceBook(book.currency(), before, List.of());
        PriceBook now = new PriceBook(book.currency(), after, List.of());
        SortedSet<String> regions = Stream.of(before, after)
                .flatMap(List::stream)
                .map(GpuPrice::region)
                .collect(Collectors.toCollection(TreeSet::new));
        String unnamed = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "region-" + i)
                .filter(region -> !regions.contains(region))
                .findFirst()
                .orElseThrow();
        regions.remove(PriceBook.ANY_REGION);
        return Stream.concat(Stream.of(unnamed), regions.stream())
                .flatMap(region -> difference(
                        "gpu " + accelerator + " in " + (region.equals(unnamed) ? PriceBook.ANY_REGION : region),
                        byFrom(old.gpuPrices(new GpuKind(accelerator, region))),
                        byFrom(now.gpuPrices(new GpuKind(accelerator, region))),
                        PriceChange::spelled)
                        .stream());
    }

    private static Stream<PriceChange> models(PriceBook before, PriceBook after) {
        Map<String, List<ModelPrice>> old = grouped(before.models(), ModelPrice::model);
        Map<String, List<ModelPrice>> now = grouped(after.models(), ModelPrice::model);
        return union(old, now).stream()
                .flatMap(model -> difference(
                        "model " + model,
                        of(model, old, before).modelPrices(model),
                        of(model, now, after).modelPrices(model),
                        PriceChange::spelled)
                        .stream());
    }

    private static PriceBook of(String model, Map<String, List<ModelPrice>> rows, PriceBook book) {
        return new PriceBook(book.currency(), List.of(), rows.getOrDefault(model, List.of()));
    }

    private static <P> Optional<PriceChange> difference(
            String row, NavigableMap<Instant, P> before, NavigableMap<Instant, P> after, Function<P, String> spelled) {
        SortedSet<Instant> cuts = new TreeSet<>(before.keySet());
        cuts.addAll(after.keySet());
        return cuts.stream()
                .filter(cut ->
                        inForce(before, cut) != null && !Objects.equals(inForce(before, cut), inForce(after, cut)))
                .findFirst()
                .map(cut -> new PriceChange(
                        cut, row, words(inForce(before, cut), spelled), words(inForce(after, cut), spelled)));
    }

    private static <P> @Nullable P inForce(NavigableMap<Instant, P> prices, Instant at) {
        Map.Entry<Instant, P> entry = prices.floorEntry(at);
        return entry == null ? null : entry.getValue();
    }

    private static <P> String words(@Nullable P price, Function<P, String> spelled) {
        return price == null ? "no price" : spelled.apply(price);
    }

    private static NavigableMap<Instant, UnitPrice> byFrom(List<UnitPrice> prices) {
        NavigableMap<Instant, UnitPrice> byFrom = new TreeMap<>();
        prices.forEach(price -> byFrom.put(price.from(), price));
        return byFrom;
    }

    private static String spelled(UnitPrice price) {
        return price.unitPrice() + " from " + price.priceFrom();
    }

    private static String spelled(ModelPrice price) {
        UnitPrice cached = price.perMillionCachedPromptTokens();
        return price.perMillionPromptTokens().unitPrice() + " a million prompt tokens, "
                + (cached == null ? "" : cached.unitPrice() + " cached, ")
                + price.perMillionCompletionTokens().unitPrice() + " completion, from "
                + price.perMillionPromptTokens().priceFrom();
    }

    private static <R> Map<String, List<R>> grouped(List<R> rows, Function<R, String> name) {
        return rows.stream().collect(Collectors.groupingBy(name));
    }

    private static <R> SortedSet<String> union(Map<String, R> left, Map<String, R> right) {
        SortedSet<String> names = new TreeSet<>(left.keySet());
        names.addAll(right.keySet());
        return names;
    }
}
