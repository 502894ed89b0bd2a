package dev.ebb.charging;

import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is owed for one thing at one price, before rounding. Usage without a price has no amount. */
public sealed interface Line {

    /** Micro-GPU-seconds in a GPU-hour. */
    BigDecimal MICROS_PER_GPU_HOUR = BigDecimal.valueOf(3_600_000_000L);

    /** A micro-GPU-second in GPU-hours. */
    Fraction PER_GPU_HOUR = new Fraction(BigInteger.ONE, MICROS_PER_GPU_HOUR.toBigIntegerExact());

    /** Tokens that a price is for. */
    BigDecimal TOKENS_PER_PRICE = BigDecimal.valueOf(1_000_000L);

    /** The order of lines on a statement; usage without a price stands before the same usage with one. */
    Comparator<Line> ORDER = Comparator.comparingInt(Line::rank)
            .thenComparing(Line::name)
            .thenComparing(Line::accelerator)
            .thenComparing(Line::region)
            .thenComparing(Line::directionText)
            .thenComparing(Line::priceOrNone, UnitPrice::compareFrom)
            .thenComparing(Line::adjusted);

    /** What it comes to, exactly; empty if no price covers it. */
    Optional<Fraction> exactAmount();

    private int rank() {
        return switch (this) {
            case Adjustment ignored -> 0;
            case Committed ignored -> 1;
            case Gpu ignored -> 2;
            case Tokens ignored -> 3;
        };
    }

    private String name() {
        return switch (this) {
            case Adjustment adjustment -> adjustment.period().toString();
            case Committed ignored -> "";
            case Gpu gpu -> gpu.deployment();
            case Tokens tokens -> tokens.model();
        };
    }

    private String accelerator() {
        return switch (this) {
            case Adjustment ignored -> "";
            case Committed committed -> committed.commitment().accelerator();
            case Gpu gpu -> gpu.kind().accelerator();
            case Tokens ignored -> "";
        };
    }

    private String region() {
        return switch (this) {
            case Adjustment ignored -> "";
            case Committed committed -> committed.commitment().region();
            case Gpu gpu -> gpu.kind().region();
            case Tokens ignored -> "";
        };
    }

    private String directionText() {
        return this instanceof Tokens tokens ? tokens.direction().text() : "";
    }

    private @Nullable UnitPrice priceOrNone() {
        return this instanceof Priced priced ? priced.price() : null;
    }

    private LineKey adjusted() {
        return this instanceof Adjustment adjustment ? adjustment.line() : LineKey.NONE;
    }

    /** Something that a price is for. */
    sealed interface Priced extends Line {

        /** What a unit of it costs; null if no price covers it. */
        @Nullable
        UnitPrice price();

        /** How much of it is to be paid, in the unit that the price is for. */
        Fraction units();

        @Override
        default Optional<Fraction> exactAmount() {
            UnitPrice price = price();
            return price == null ? Optional.empty() : Optional.of(units().times(Fraction.of(price.amount())));
        }
    }

    /**
     * GPU time of a deployment.
     *
     * @param billed all of it
     * @param busy what lies in minutes in which requests were served; at most {@code billed}
     * @param reserved what of {@code billed} commitments cover, in micro-GPU-seconds: it costs nothing here
     */
    record Gpu(
            String deployment, GpuKind kind, @Nullable UnitPrice price, GpuTime billed, GpuTime busy, Fraction reserved)
            implements Priced {

        /** Without a commitment. */
        public Gpu(String deployment, GpuKind kind, @Nullable UnitPrice price, GpuTime billed, GpuTime busy) {
            this(deployment, kind, price, billed, busy, Fraction.ZERO);
        }

        /** What lies in other minutes: busy and idle time add up to what is billed. */
        public GpuTime idle() {
            return billed.minus(busy);
        }

        @Override
        public Fraction units() {
            Fraction onDemand = new Fraction(billed.microGpuSeconds(), BigInteger.ONE).minus(reserved);
            return onDemand.times(PER_GPU_HOUR);
        }

        /** Nothing, also without a price, if commitments cover all of it. */
        @Override
        public Optional<Fraction> exactAmount() {
            Fraction onDemand = units();
            return onDemand.equals(Fraction.ZERO) ? Optional.of(onDemand) : Priced.super.exactAmount();
        }
    }

    /**
     * What an account reserved, used or not.
     *
     * @param billed all that was reserved
     * @param used what of it running GPUs took; at most {@code billed}
     */
    record Committed(Commitment commitment, GpuTime billed, GpuTime used) implements Priced {

        @Override
        public UnitPrice price() {
            return commitment.perGpuHour();
        }

        @Override
        public Fraction units() {
            return new Fraction(billed.microGpuSeconds(), BigInteger.ONE).times(PER_GPU_HOUR);
        }
    }

    /**
     * What became known of an earlier period after its invoice: what its line comes to today, less what has been
     * invoiced for it.
     *
     * @param period the earlier month
     * @param invoice the number of that period's invoice; null if the period lies before the first one
     * @param line which line of it
     * @param amount in whole minor units; negative if too much was invoiced
     * @param events what made the difference, as far as it is known, by time; at most a hundred, the first. Of those that
     *     were recorded in the half hour before the last invoice was made, some may have been in that invoice already: it
     *     is not written down which were. The amount has nothing of them twice
     * @param moreEvents how many came after those; at least 0
     */
    record Adjustment(
            YearMonth period,
            @Nullable Long invoice,
            LineKey line,
            BigDecimal amount,
            List<EventReference> events,
            long moreEvents)
            implements Line {

        /**
         * Copies the events.
         *
         * @throws IllegalArgumentException if there are fewer than none
         */
        public Adjustment {
            events = List.copyOf(events);
            if (moreEvents < 0) {
                throw new IllegalArgumentException("moreEvents: must be at least 0, is " + moreEvents);
            }
        }

        /** One that names all its events. */
        public Adjustment(
                YearMonth period,
                @Nullable Long invoice,
                LineKey line,
                BigDecimal amount,
                List<EventReference> events) {
            this(period, invoice, line, amount, events, 0);
        }

        @Override
        public Optional<Fraction> exactAmount() {
            return Optional.of(Fraction.of(amount));
        }
    }

    /** An event that had a part in something. */
    record EventReference(String source, String id, Instant time) {}

    /**
     * Serverless tokens of a model.
     *
     * @param cached for {@link Direction#PROMPT} those of {@code quantity} that were cached and cost what others do;
     *     otherwise 0
     */
    record Tokens(
            String model, Direction direction, @Nullable UnitPrice price, BigInteger quantity, BigInteger cached)
            implements Priced {

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
