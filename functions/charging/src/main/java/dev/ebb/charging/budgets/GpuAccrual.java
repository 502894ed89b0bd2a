package dev.ebb.charging.budgets;

import dev.ebb.charging.Agreement.Term;
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
 * things, of which {@code least} and {@code most} say how much they can be: a price that changes inside a quarter-hour in which GPUs
 * changed too, because a meter does not tell what was used before it and what after; and commitments over such a
 * quarter-hour, because a meter does not tell how many GPUs ran at once: {@link QuarterBounds} bounds both.
 *
 * @param amount what it comes to on demand, without what commitments cost and cover
 * @param least never above the true amount; at most {@code amount}
 * @param most never below the true amount; at least {@code amount}
 * @param unpriced whether any of it has no price, and is in none of these
 */
record GpuAccrual(Fraction amount, Fraction least, Fraction most, boolean unpriced) {

    /** The true amount differs from {@code amount} by no more; 0 if it is exact. */
    Fraction doubt() {
        Fraction below = amount.minus(least);
        Fraction above = most.minus(amount);
        return below.compareTo(above) > 0 ? below : above;
    }

    /** The same, where something else tells that it is no more than {@code bound}; that must not be below {@code least}. */
    GpuAccrual atMost(Fraction bound) {
        return bound.compareTo(most) >= 0
                ? this
                : new GpuAccrual(amount.compareTo(bound) > 0 ? bound : amount, least, bound, unpriced);
    }

    /** From one cut to the next. */
    private record Piece(Instant start, Instant end, Map<GpuKind, BigInteger> used) {

        Instant quarter() {
            return Meter.quarterOf(start);
        }
    }

    /**
     * What was used in [from, to), where no deployment's meters are known.
     *
     * @param to no change in its quarter-hour is later; else that quarter-hour is not exact, nor is this in doubt of it
     */
    static GpuAccrual of(MeterReading meters, Tariff tariff, Instant from, Instant to) {
        return of(meters, tariff, Steady.NONE, from, to);
    }

    /**
     * What was used in [from, to).
     *
     * @param steady what is known to run throughout a quarter-hour: what it leaves open is the doubt of commitments
     * @param to no change in its quarter-hour is later; else that quarter-hour is not exact, nor is this in doubt of it
     */
    static GpuAccrual of(MeterReading meters, Tariff tariff, Steady steady, Instant from, Instant to) {
        return from.isBefore(to)
                ? new Pricing(meters, tariff, steady, from, to).priced()
                : new GpuAccrual(Fraction.ZERO, Fraction.ZERO, Fraction.ZERO, false);
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
        private final Steady steady;
        private final Map<String, Set<Instant>> changed = new HashMap<>();
        private final Map<GpuKind, Set<Instant>> changedKinds = new HashMap<>();
        private BigDecimal amount = BigDecimal.ZERO;
        private BigDecimal least = BigDecimal.ZERO;
        private BigDecimal most = BigDecimal.ZERO;
        private boolean unpriced;

        Pricing(MeterReading meters, Tariff tariff, Steady steady, Instant from, Instant to) {
            this.meters = meters;
            this.steady = steady;
            this.tariff = tariff;
            this.from = from;
            this.to = to;
            for (GpuKind kind : meters.kinds()) {
                prices.put(kind, tariff.gpuPrices(kind));
                changedKinds.put(kind, meters.changed(kind));
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
            byQuarter.forEach(this::add);
            return new GpuAccrual(perGpuHour(amount), perGpuHour(least), perGpuHour(most), unpriced);
        }

        private void add(Instant quarter, List<Piece> pieces) {
            Map<String, BigDecimal> due = new TreeMap<>();
            for (Piece piece : pieces) {
                paid(piece).forEach((kind, time) -> {
                    unpriced |= piece.used().getOrDefault(kind, BigInteger.ZERO).signum() > 0
                            && spanAt(kind, piece.start()).price() == null;
                    due.merge(
                            kind.accelerator(), priceAt(kind, piece.start()).multiply(decimal(time)), BigDecimal::add);
                });
            }
            due.forEach((accelerator, sum) -> {
                amount = amount.add(sum);
                if (changed.getOrDefault(accelerator, Set.of()).contains(quarter)) {
                    QuarterBounds bounds = bounds(quarter, pieces, accelerator);
                    least = least.add(sum.min(bounds.least()));
                    most = most.add(sum.max(bounds.most()));
                } else {
                    least = least.add(sum.subtract(roundedUp(pieces, accelerator)));
                    most = most.add(sum);
                }
            });
        }

        private Map<GpuKind, BigInteger> paid(Piece piece) {
            long millis = Duration.between(piece.start(), piece.end()).toMillis();
            return OnDemand.of(piece.used(), tariff.agreement().at(piece.start()), millis);
        }

        /** Of an accelerator in a quarter-hour in which its GPUs changed. */
        private QuarterBounds bounds(Instant quarter, List<Piece> pieces, String accelerator) {
            List<QuarterBounds.Part> parts =
                    pieces.stream().map(piece -> part(piece, accelerator)).toList();
            Map<GpuKind, BigInteger> always = new HashMap<>();
            long millis = parts.stream().mapToLong(QuarterBounds.Part::millis).sum();
            for (GpuKind kind : parts.getFirst().used().keySet()) {
                BigInteger used = parts.stream()
                        .map(part -> part.used().getOrDefault(kind, BigInteger.ZERO))
                        .reduce(BigInteger.ZERO, BigInteger::add);
                always.put(
                        kind,
                        changedKinds.getOrDefault(kind, Set.of()).contains(quarter)
                                ? steady.throughout(kind, quarter)
                                : used.divide(BigInteger.valueOf(millis)));
            }
            return QuarterBounds.of(parts, always);
        }

        private QuarterBounds.Part part(Piece piece, String accelerator) {
            Map<GpuKind, BigInteger> used = new HashMap<>();
            Map<GpuKind, BigDecimal> rates = new HashMap<>();
            piece.used().forEach((kind, time) -> {
                if (kind.accelerator().equals(accelerator)) {
                    used.put(kind, time);
                    rates.put(kind, priceAt(kind, piece.start()));
                }
            });
            long millis = Duration.between(piece.start(), piece.end()).toMillis();
            return new QuarterBounds.Part(millis, tariff.agreement().at(piece.start()), used, rates);
        }

        /** A share of a commitment for any region is rounded up to a whole micro-GPU-second where regions share it. */
        private BigDecimal roundedUp(List<Piece> pieces, String accelerator) {
            BigDecimal sum = BigDecimal.ZERO;
            for (Piece piece : pieces) {
                List<GpuKind> used = piece.used().entrySet().stream()
                        .filter(each -> each.getValue().signum() > 0
                                && each.getKey().accelerator().equals(accelerator))
                        .map(Map.Entry::getKey)
                        .toList();
                if (used.size() > 1 && coversAnywhere(accelerator, piece.start())) {
                    sum = used.stream()
                            .map(kind -> priceAt(kind, piece.start()))
                            .reduce(sum, BigDecimal::add);
                }
            }
            return sum;
        }

        private boolean coversAnywhere(String accelerator, Instant at) {
            return tariff.agreement().at(at).map(Term::commitments).orElse(List.of()).stream()
                    .anyMatch(each -> each.accelerator().equals(accelerator)
                            && each.region().equals(PriceBook.ANY_REGION));
        }

        private BigDecimal priceAt(GpuKind kind, Instant at) {
            Tariff.Span span = spanAt(kind, at);
            UnitPrice price = span.price();
            return price == null ? BigDecimal.ZERO : price.amount();
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
