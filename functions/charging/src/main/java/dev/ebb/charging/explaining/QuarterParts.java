package dev.ebb.charging.explaining;

import dev.ebb.charging.Line;
import dev.ebb.charging.PriceBook.ModelPrice;
import dev.ebb.charging.UnitPrice;
import dev.ebb.charging.explaining.Explanation.Quarter;
import dev.ebb.metering.TokenUsage;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the quarter-hours of a line of tokens. */
final class QuarterParts {

    private QuarterParts() {}

    static List<Quarter> of(
            Line.Tokens line, NavigableMap<Instant, Optional<ModelPrice>> prices, List<TokenUsage> usage) {
        List<Quarter> quarters = new ArrayList<>();
        for (TokenUsage each : usage) {
            if (each.model().equals(line.model())) {
                Map.Entry<Instant, Optional<ModelPrice>> inForce = prices.floorEntry(each.quarter());
                quarter(line, inForce == null ? null : inForce.getValue().orElse(null), each)
                        .filter(quarter -> quarter.quantity().signum() != 0)
                        .ifPresent(quarters::add);
            }
        }
        return quarters;
    }

    /** Cached tokens are a line of their own where they have a price of their own. */
    private static Optional<Quarter> quarter(Line.Tokens line, @Nullable ModelPrice price, TokenUsage usage) {
        boolean apart = price != null && price.perMillionCachedPromptTokens() != null;
        UnitPrice unit = price == null ? null : unit(line.direction(), price);
        if (!Objects.equals(unit, line.price())) {
            return Optional.empty();
        }
        return switch (line.direction()) {
            case COMPLETION -> Optional.of(new Quarter(usage.quarter(), usage.completion(), BigInteger.ZERO));
            case CACHED_PROMPT ->
                apart
                        ? Optional.of(new Quarter(usage.quarter(), usage.cachedPrompt(), BigInteger.ZERO))
                        : Optional.empty();
            case PROMPT ->
                Optional.of(
                        apart
                                ? new Quarter(
                                        usage.quarter(), usage.prompt().subtract(usage.cachedPrompt()), BigInteger.ZERO)
                                : new Quarter(usage.quarter(), usage.prompt(), usage.cachedPrompt()));
        };
    }

    private static @Nullable UnitPrice unit(Line.Direction direction, ModelPrice price) {
        return switch (direction) {
            case PROMPT -> price.perMillionPromptTokens();
            case CACHED_PROMPT -> price.perMillionCachedPromptTokens();
            case COMPLETION -> price.perMillionCompletionTokens();
        };
    }
}
