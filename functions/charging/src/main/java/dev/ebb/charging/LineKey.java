package dev.ebb.charging;

import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which line of a statement, whatever its amount: what two computations of a period have in common.
 *
 * @param kind {@code gpu}, {@code tokens} or {@code commitment}
 * @param name the deployment or the model; empty for a commitment
 * @param accelerator empty for tokens
 * @param region empty for tokens
 * @param direction empty unless for tokens
 * @param priceFrom as the price book or the agreement spells it; empty if unpriced
 * @param agreedFrom the first instant of the term of the agreement; empty if the price is the book's alone
 */
public record LineKey(
        String kind,
        String name,
        String accelerator,
        String region,
        String direction,
        String priceFrom,
        String agreedFrom)
        implements Comparable<LineKey> {

    /** Of no line. */
    static final LineKey NONE = new LineKey("", "", "", "", "", "", "");

    private static final Comparator<LineKey> ORDER = Comparator.comparing(LineKey::kind)
            .thenComparing(LineKey::name)
            .thenComparing(LineKey::accelerator)
            .thenComparing(LineKey::region)
            .thenComparing(LineKey::direction)
            .thenComparing(LineKey::priceFrom)
            .thenComparing(LineKey::agreedFrom);

    /** Of a line that a price is for. */
    public static LineKey of(Line.Priced line) {
        UnitPrice price = line.price();
        return switch (line) {
            case Line.Gpu gpu ->
                new LineKey(
                        "gpu",
                        gpu.deployment(),
                        gpu.kind().accelerator(),
                        gpu.kind().region(),
                        "",
                        priceFrom(price),
                        agreedFrom(price));
            case Line.Tokens tokens ->
                new LineKey(
                        "tokens",
                        tokens.model(),
                        "",
                        "",
                        tokens.direction().text(),
                        priceFrom(price),
                        agreedFrom(price));
            case Line.Committed committed ->
                new LineKey(
                        "commitment",
                        "",
                        committed.commitment().accelerator(),
                        committed.commitment().region(),
                        "",
                        priceFrom(price),
                        agreedFrom(price));
        };
    }

    private static String priceFrom(@Nullable UnitPrice price) {
        return price == null ? "" : price.priceFrom();
    }

    private static String agreedFrom(@Nullable UnitPrice price) {
        return price == null || price.agreed() == null
                ? ""
                : price.agreed().from().toString();
    }

    @Override
    public int compareTo(LineKey other) {
        return ORDER.compare(this, other);
    }

    /** For people. */
    @Override
    public String toString() {
        return Stream.of(
                        kind,
                        name,
                        direction,
                        accelerator,
                        region,
                        priceFrom.isEmpty() ? "unpriced" : "from " + priceFrom,
                        agreedFrom.isEmpty() ? "" : "agreed from " + agreedFrom)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
