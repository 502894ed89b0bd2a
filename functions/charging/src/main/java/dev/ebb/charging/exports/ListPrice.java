package dev.ebb.charging.exports;

import dev.ebb.charging.Line;
import dev.ebb.charging.PriceBook.ModelPrice;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.UnitPrice;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a price book asks for what an account may pay another price for. */
final class ListPrice {

    private ListPrice() {}

    /** The book's price at the beginning of the span; the contracted one if the book has none. */
    static UnitPrice of(Tariff tariff, Line.Gpu gpu, UnitPrice contracted, Span span) {
        return beforePercentage(contracted)
                .or(() -> tariff.book().gpuPrice(gpu.kind(), span.from()))
                .orElse(contracted);
    }

    /** Likewise. */
    static UnitPrice of(Tariff tariff, Line.Tokens tokens, UnitPrice contracted, Span span) {
        Map.Entry<Instant, ModelPrice> row =
                tariff.book().modelPrices(tokens.model()).floorEntry(span.from());
        return beforePercentage(contracted)
                .or(() -> Optional.ofNullable(row)
                        .map(Map.Entry::getValue)
                        .map(price -> price(price, tokens.direction())))
                .orElse(contracted);
    }

    private static UnitPrice price(ModelPrice row, Line.Direction direction) {
        UnitPrice cached = row.perMillionCachedPromptTokens();
        return switch (direction) {
            case PROMPT -> row.perMillionPromptTokens();
            case CACHED_PROMPT -> cached == null ? row.perMillionPromptTokens() : cached;
            case COMPLETION -> row.perMillionCompletionTokens();
        };
    }

    /** The book's own, if the agreement has at most taken something off. */
    private static Optional<UnitPrice> beforePercentage(UnitPrice contracted) {
        UnitPrice.@Nullable Agreed agreed = contracted.agreed();
        if (agreed == null) {
            return Optional.of(contracted);
        }
        return agreed.percentOff() == null
                ? Optional.empty()
                : Optional.of(new UnitPrice(
                        contracted.from(),
                        contracted.priceFrom(),
                        new BigDecimal(contracted.unitPrice()),
                        contracted.unitPrice()));
    }
}
