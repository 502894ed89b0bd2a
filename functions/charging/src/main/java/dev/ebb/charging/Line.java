package dev.ebb.charging;

import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Usage of one kind at one price, before rounding. Usage without a price has none. */
public sealed interface Line {

    /** Micro-GPU-seconds in a GPU-hour. */
    BigDecimal MICROS_PER_GPU_HOUR = BigDecimal.valueOf(3_600_000_000L);

    /** Tokens that a price is for. */
    BigDecimal TOKENS_PER_PRICE = BigDecimal.valueOf(1_000_000L);

    /** The order of lines on a statement; usage without a price stands before the same usage with one. */
    Comparator<Line> ORDER = Comparator.comparingInt(Line::rank)
            .thenComparing(Line::name)
            .thenComparing(Line::accelerator)
            .thenComparing(Line::region)
            .thenComparing(Line::directionText)
            .thenComparing(Line::price, UnitPrice::compareFrom);

    /** What a unit of it costs; null if no price covers it. */
    @Nullable
    UnitPrice price();

    /** How much was used, in the unit that the price is for. */
    Fraction units();

    /** What it costs, exactly; empty if no price covers it. */
    default Optional<Fraction> exactAmount() {
        UnitPrice price = price();
        return price == null ? Optional.empty() : Optional.of(units().times(Fraction.of(price.amount())));
    }

    private int rank() {
        return switch (this) {
            case Gpu ignored -> 0;
            case Tokens ignored -> 1;
        };
    }

    private String name() {
        return switch (this) {
            case Gpu gpu -> gpu.deployment();
            case Tokens tokens -> tokens.model();
        };
    }

    private String accelerator() {
        return this instanceof Gpu gpu ? gpu.kind().accelerator() : "";
    }

    private String region() {
        return this instanceof Gpu gpu ? gpu.kind().region() : "";
    }

    private String directionText() {
        return this instanceof Tokens tokens ? tokens.direction().text() : "";
    }

    /**
     * GPU time of a deployment.
     *
     * @param billed all of it
     * @param busy what lies in minutes in which requests were served; at most {@code billed}
     */
    record Gpu(String deployment, GpuKind kind, @Nullable UnitPrice price, GpuTime billed, GpuTime busy)
            implements Line {

        /** What lies in other minutes: busy and idle time add up to what is billed. */
        public GpuTime idle() {
            return billed.minus(busy);
        }

        @Override
        public Fraction units() {
            return new Fraction(billed.microGpuSeconds(), MICROS_PER_GPU_HOUR.toBigIntegerExact());
        }
    }

    /**
     * Serverless tokens of a model.
     *
     * @param cached for {@link Direction#PROMPT} those of {@code quantity} that were cached and cost what others do;
     *     otherwise 0
     */
    record Tokens(
            String model, Direction direction, @Nullable UnitPrice price, BigInteger quantity, BigInteger cached)
            implements Line {

        @Override
        public Fraction units() {
            return new Fraction(quantity, TOKENS_PER_PRICE.toBigIntegerExact());
        }
    }

    /** Which tokens. */
    enum Direction {
        /** Cached prompt tokens, where the price book prices them on their own. */
        CACHED_PROMPT("cachedPrompt"),
        /** What the model wrote. */
        COMPLETION("completion"),
        /** What the model read; without the cached ones where these are priced on their own. */
        PROMPT("prompt");

        private final String text;

        Direction(String text) {
            this.text = text;
        }

        /** As a statement spells it. */
        public String text() {
            return text;
        }
    }
}
