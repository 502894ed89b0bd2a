package dev.ebb.charging.budgets;

import dev.ebb.charging.Agreement.Term;
import dev.ebb.charging.Commitment;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.UnitPrice;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Meter;
import dev.ebb.metering.MeterReading;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What GPU time comes to, from meters alone. It is cut wherever GPUs, prices or terms change, and exact but for two
 * things, of which {@code doubt} says how much they can be: a price that changes inside a quarter-hour in which GPUs
 * changed too, because a meter does not tell what was used before it and what after; and commitments over such a
 * quarter-hour, because a meter does not tell how many GPUs ran at once.
 *
 * @param amount what it comes to on demand, without what commitments cost and cover
 * @param doubt the true amount differs from {@code amount} by no more; 0 if it is exact
 * @param unpriced whether any of it has no price, and is in neither
 */
record GpuAccrual(Fraction amount, Fraction doubt, boolean unpriced) {

    /** From one cut to the next. */
    private record Piece(Instant start, Instant end, Map<GpuKind, BigInteger> used) {

        Instant quarter() {
            return Meter.quarterOf(start);
        }
    }

    /**
     * What was used in [from, to).
     *
     * @param to no change in its quarter-hour is later; else that quarter-hour is not exact, nor is this in doubt of it
     */
    static GpuAccrual of(MeterReading meters, Tariff tariff, Instant from, Instant to) {
        return from.isBefore(to)
                ? new Pricing(meters, tariff, from, to).priced()
                : new GpuAccrual(Fraction.ZERO, Fraction.ZERO, false);
    }

    /** What one hour of what runs at an instant costs on demand. */
    static Fraction burn(MeterReading meters, Tariff tariff, Instant at) {
        Map<GpuKind, BigInteger> used = new HashMap<>();
        long hour = Duration.ofHours(1).toMillis();
        for (GpuKind kind : meters.kinds()) {
            used.put(kind, meters.running(kind, at).max(BigInteger.ZERO).multiply(BigInteger.valueOf(hour)));
        }
        BigDecimal sum = BigDecimal.ZERO;
        Map<GpuKind, BigInteger> paid = OnDemand.of(used, tariff.agreement().at(at), hour);
        for (Map.Entry<GpuKind, BigInteger> each : paid.entrySet()) {
            sum = sum.add(
                    price(tariff, each.getKey(), at).orElse(BigDecimal.ZERO).multiply(decimal(each.getValue())));
        }
        return perGpuHour(sum);
    }

    /** The highest price of a kind of GPU that is in force at any instant of [from, to); 0 if none is. */
    static BigDecimal highestRate(Tariff tariff, GpuKind kind, Instant from, Instant to) {
        BigDecimal highest = price(tariff, kind, from).orElse(BigDecimal.ZERO);
        for (Tariff.Span span : tariff.gpuPrices(kind)) {
            UnitPrice price = span.price();
            if (price != null && span.from().isAfter(from) && span.from().isBefore(to)) {
                highest = highest.max(price.amount());
            }
        }
        return highest;
    }

    /** Micro-GPU-seconds times a price per GPU-hour. */
    static Fraction perGpuHour(BigDecimal amount) {
        return Fraction.of(amount).times(Line.PER_GPU_HOUR);
    }

    private static Optional<BigDecimal> price(Tariff tariff, GpuKind kind, Instant at) {
        return tariff.gpuPrice(kind, at).map(UnitPrice::amount);
    }

    private static BigDecimal decimal(BigInteger whole) {
        return new BigDecimal(whole);
    }

    private static final class Pricing {
        private final MeterReading meters;
        private final Tariff tariff;
        private final Instant from;
        private final Instant to;
        private final Map<GpuKind, List<Tariff.Span>> prices = new HashMap<>();
        private final Map<String, Set<Instant>> changed = new HashMap<>();
        private BigDecimal amount = BigDecimal.ZERO;
        private BigDecimal doubt = BigDecimal.ZERO;
        private boolean unpriced;

        Pricing(MeterReading meters, Tariff tariff, Instant from, Instant to) {
            this.meters = meters;
            this.tariff = tariff;
            this.from = from;
            this.to = to;
            for (GpuKind kind : meters.kinds()) {
                prices.put(kind, tariff.gpuPrices(kind));
                changed.computeIfAbsent(kind.accelerator(), ignored -> new TreeSet<>())
                        .addAll(meters.changed(kind));
            }
        }

        GpuAccrual priced() {
            Map<Instant, List<Piece>> byQuarter = new TreeMap<>();
            for (Piece piece : pieces()) {
                byQuarter
                        .computeIfAbsent(piece.quarter(), ignored -> new ArrayList<>())
                        .add(piece);
            }
            byQuarter.forEach((quarter, pieces) -> pieces.forEach(piece -> add(quarter, piece, pieces)));
            return new GpuAccrual(perGpuHour(amount), perGpuHour(doubt), unpriced);
        }

        private void add(Instant quarter, Piece piece, List<Piece> sameQuarter) {
            Optional<Term> term = tariff.agreement().at(piece.start());
            long millis = Duration.between(piece.start(), piece.end()).toMillis();
            Map<GpuKind, BigInteger> paid = OnDemand.of(piece.used(), term, millis);
            piece.used().forEach((kind, used) -> {
                BigDecimal price = priceAt(kind, piece.start());
                unpriced |= used.signum() > 0 && hasNoPrice(kind, piece.start());
                BigInteger due = paid.getOrDefault(kind, BigInteger.ZERO);
                amount = amount.add(price.multiply(decimal(due)));
                if (changed.getOrDefault(kind.accelerator(), Set.of()).contains(quarter)) {
                    doubt = doubt.add(doubtOf(kind, used, due, sameQuarter));
                } else if (due.signum() > 0 && coversAnywhere(kind, piece.start())) {
                    // The share of a commitment for any region is rounded up to a whole micro-GPU-second.
                    doubt = doubt.add(price);
                }
            });
        }

        /** How far off a piece of a quarter-hour may be in which GPUs changed. */
        private BigDecimal doubtOf(GpuKind kind, BigInteger used, BigInteger due, List<Piece> sameQuarter) {
            List<BigDecimal> rates = sameQuarter.stream()
                    .map(piece -> priceAt(kind, piece.start()))
                    .sorted()
                    .toList();
            boolean covered = sameQuarter.stream().anyMatch(piece -> covers(kind, piece.start()));
            BigDecimal highest = rates.getLast();
            if (!covered) {
                return highest.subtract(rates.getFirst()).multiply(decimal(used));
            }
            boolean simple = sameQuarter.size() == 1
                    && !coversAnywhere(kind, sameQuarter.getFirst().start());
            return highest.multiply(decimal(simple ? used.subtract(due) : used));
        }

        private boolean covers(GpuKind kind, Instant at) {
            return commitments(kind, at).stream().anyMatch(each -> each.region().equals(kind.region()))
                    || coversAnywhere(kind, at);
        }

        private boolean coversAnywhere(GpuKind kind, Instant at) {
            return commitments(kind, at).stream().anyMatch(each -> each.region().equals(PriceBook.ANY_REGION));
        }

        private List<Commitment> commitments(GpuKind kind, Instant at) {
            return tariff.agreement().at(at).map(Term::commitments).orElse(List.of()).stream()
                    .filter(each -> each.accelerator().equals(kind.accelerator()))
                    .toList();
        }

        private BigDecimal priceAt(GpuKind kind, Instant at) {
            Tariff.Span span = spanAt(kind, at);
            UnitPrice price = span.price();
            return price == null ? BigDecimal.ZERO : price.amount();
        }

        private boolean hasNoPrice(GpuKind kind, Instant at) {
            return spanAt(kind, at).price() == null;
        }

        private Tariff.Span spanAt(GpuKind kind, Instant at) {
            return prices.getOrDefault(kind, List.of()).stream()
                    .filter(span -> !span.from().isAfter(at))
                    .reduce((earlier, later) -> later)
                    .orElse(new Tariff.Span(Instant.EPOCH, null));
        }

        private List<Piece> pieces() {
            List<Instant> cuts = List.copyOf(cuts());
            Map<GpuKind, List<BigInteger>> upTo = new HashMap<>();
            meters.kinds().forEach(kind -> upTo.put(kind, rising(kind, cuts)));
            List<Piece> pieces = new ArrayList<>();
            for (int i = 0; i + 1 < cuts.size(); i++) {
                Map<GpuKind, BigInteger> used = new HashMap<>();
                for (Map.Entry<GpuKind, List<BigInteger>> each : upTo.entrySet()) {
                    used.put(
                            each.getKey(),
                            each.getValue().get(i + 1).subtract(each.getValue().get(i)));
                }
                pieces.add(new Piece(cuts.get(i), cuts.get(i + 1), used));
            }
            return pieces;
        }

        private Set<Instant> cuts() {
            TreeSet<Instant> cuts = new TreeSet<>();
            changed.values()
                    .forEach(quarters -> quarters.forEach(quarter -> {
                        cuts.add(quarter);
                        cuts.add(quarter.plusMillis(Meter.QUARTER_MILLIS));
                    }));
            prices.values().forEach(spans -> spans.forEach(span -> cuts.add(span.from())));
            tariff.agreement().terms().forEach(term -> cuts.add(term.from()));
            TreeSet<Instant> within = new TreeSet<>(cuts.subSet(from, to));
            within.add(from);
            within.add(to);
            return within;
        }

        /** Usage up to each cut. Inside a quarter-hour the meter may be off, but never beyond what it says at the edges. */
        private List<BigInteger> rising(GpuKind kind, List<Instant> cuts) {
            List<BigInteger> usage = new ArrayList<>(meters.usageUpTo(kind, cuts).stream()
                    .map(GpuTime::microGpuSeconds)
                    .toList());
            for (int i = cuts.size() - 2; i > 0; i--) {
                if (!Meter.quarterOf(cuts.get(i)).equals(cuts.get(i))) {
                    usage.set(i, usage.get(i).min(usage.get(i + 1)));
                }
            }
            for (int i = 1; i < cuts.size(); i++) {
                usage.set(i, usage.get(i).max(usage.get(i - 1)));
            }
            return usage;
        }
    }
}
