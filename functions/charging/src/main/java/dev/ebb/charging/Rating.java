package dev.ebb.charging;

import dev.ebb.charging.Line.Direction;
import dev.ebb.charging.PriceBook.ModelPrice;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.TokenUsage;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts prices to usage. Time is linear in sessions and in quarter-hours of tokens: prices are looked up once for each
 * kind of GPU, active minutes are counted once for each deployment.
 *
 * <p>Keeps the prices that it looked up, so one instance serves one thread.
 */
public final class Rating {

    private final Tariff tariff;
    private final Map<GpuKind, List<Tariff.Span>> gpuPrices = new HashMap<>();
    private final Map<String, NavigableMap<Instant, Optional<ModelPrice>>> modelPrices = new HashMap<>();

    /** @param tariff what things cost */
    public Rating(Tariff tariff) {
        this.tariff = tariff;
    }

    /**
     * Rates the GPU time of one account in [from, to), its commitments included.
     *
     * @param to the end of the interval, or as-of if that is earlier: what is reserved is billed up to here; not before
     *     {@code from}
     */
    public GpuRating gpus(Instant from, Instant to) {
        return new GpuRating(this::pricesOf, TermStretch.of(tariff.agreement(), from, to), from, to);
    }

    /**
     * A deployment's lines as if nothing were reserved: one for each kind of GPU and each price under which it was used.
     * Sessions are cut to [{@code usage.from()}, {@code usage.to()}).
     */
    public List<Line> gpuLines(DeploymentUsage usage) {
        GpuRating alone = new GpuRating(this::pricesOf, List.of(), usage.from(), usage.to());
        alone.add(usage);
        return alone.lines();
    }

    GpuTally tally(GpuKind kind) {
        return new GpuTally(kind, pricesOf(kind));
    }

    /** Whether a kind of GPU has a price in all of [start, end), milliseconds from the epoch. */
    boolean isPriced(GpuKind kind, long start, long end) {
        boolean priced = false;
        for (Tariff.Span span : pricesOf(kind)) {
            long from = span.from().toEpochMilli();
            if (from >= end || (from > start && !priced)) {
                break;
            }
            priced = span.price() != null;
        }
        return priced;
    }

    private List<Tariff.Span> pricesOf(GpuKind kind) {
        return gpuPrices.computeIfAbsent(kind, tariff::gpuPrices);
    }

    @Nullable
    ModelPrice modelPrice(String model, Instant at) {
        Map.Entry<Instant, Optional<ModelPrice>> inForce =
                modelPrices.computeIfAbsent(model, tariff::modelPrices).floorEntry(at);
        return inForce == null ? null : inForce.getValue().orElse(null);
    }

    private record TokenKey(
            String model, Direction direction, @Nullable UnitPrice price) {}

    private record TokenSum(BigInteger quantity, BigInteger cached) {
        TokenSum plus(TokenSum other) {
            return new TokenSum(quantity.add(other.quantity), cached.add(other.cached));
        }
    }

    /**
     * An account's serverless lines. Every quarter-hour has the price of its first instant. Cached prompt tokens cost
     * what others do, unless the price in force says otherwise: then they are a line of their own.
     */
    public List<Line> tokenLines(List<TokenUsage> usage) {
        Map<TokenKey, TokenSum> sums = new LinkedHashMap<>();
        for (TokenUsage quarter : usage) {
            String model = quarter.model();
            ModelPrice price = modelPrice(model, quarter.quarter());
            UnitPrice prompt = price == null ? null : price.perMillionPromptTokens();
            UnitPrice cachedPrompt = price == null ? null : price.perMillionCachedPromptTokens();
            UnitPrice completion = price == null ? null : price.perMillionCompletionTokens();
            BigInteger cached = quarter.cachedPrompt();
            if (cachedPrompt == null) {
                add(sums, new TokenKey(model, Direction.PROMPT, prompt), quarter.prompt(), cached);
            } else {
                BigInteger rest = quarter.prompt().subtract(cached);
                add(sums, new TokenKey(model, Direction.PROMPT, prompt), rest, BigInteger.ZERO);
                add(sums, new TokenKey(model, Direction.CACHED_PROMPT, cachedPrompt), cached, BigInteger.ZERO);
            }
            add(sums, new TokenKey(model, Direction.COMPLETION, completion), quarter.completion(), BigInteger.ZERO);
        }
        List<Line> lines = new ArrayList<>();
        sums.forEach((key, sum) -> {
            if (sum.quantity().signum() != 0) {
                lines.add(new Line.Tokens(key.model(), key.direction(), key.price(), sum.quantity(), sum.cached()));
            }
        });
        lines.sort(Line.ORDER);
        return lines;
    }

    private static void add(Map<TokenKey, TokenSum> sums, TokenKey key, BigInteger quantity, BigInteger cached) {
        sums.merge(key, new TokenSum(quantity, cached), TokenSum::plus);
    }
}
