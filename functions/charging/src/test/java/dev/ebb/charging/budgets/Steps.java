package dev.ebb.charging.budgets;

import dev.ebb.charging.Agreement;
import dev.ebb.charging.Agreement.Term;
import dev.ebb.charging.Commitment;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBook.GpuPrice;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.UnitPrice;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.Meter;
import dev.ebb.metering.MeterReading;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** GPUs that start and stop, as meters keep them, and prices in a line. */
record Steps(List<Step> steps) {

    static final GpuKind H100 = new GpuKind("H100", "us");

    record Step(Instant at, GpuKind kind, long milliGpus) {}

    /** Each as {@code instant gpus}, of {@link #H100}. */
    static Steps of(String... lines) {
        List<Step> steps = new ArrayList<>();
        for (String line : lines) {
            String[] part = line.split(" ", 2);
            long milliGpus = new BigDecimal(part[1]).movePointRight(3).longValueExact();
            steps.add(new Step(Instant.parse(part[0]), H100, milliGpus));
        }
        return new Steps(steps);
    }

    MeterReading reading(Instant from) {
        return new MeterReading(from, buckets(true), buckets(false));
    }

    private Map<GpuKind, List<Meter.Bucket>> buckets(boolean monthly) {
        Map<GpuKind, Map<Instant, Meter.Bucket>> sums = new HashMap<>();
        for (Step step : steps) {
            Instant start = monthly
                    ? step.at()
                            .atOffset(ZoneOffset.UTC)
                            .toLocalDate()
                            .withDayOfMonth(1)
                            .atStartOfDay()
                            .toInstant(ZoneOffset.UTC)
                    : Meter.quarterOf(step.at());
            BigInteger delta = BigInteger.valueOf(step.milliGpus());
            BigInteger offset = BigInteger.valueOf(step.at().toEpochMilli() - start.toEpochMilli());
            sums.computeIfAbsent(step.kind(), ignored -> new HashMap<>())
                    .merge(
                            start,
                            new Meter.Bucket(start, delta, delta.multiply(offset)),
                            (a, b) -> new Meter.Bucket(
                                    start, a.delta().add(b.delta()), a.moment().add(b.moment())));
        }
        Map<GpuKind, List<Meter.Bucket>> buckets = new HashMap<>();
        sums.forEach((kind, byStart) -> buckets.put(kind, List.copyOf(byStart.values())));
        return buckets;
    }

    static UnitPrice price(Instant from, String amount) {
        return new UnitPrice(from, from.toString(), new BigDecimal(amount), amount);
    }

    /** A price in any region. */
    static GpuPrice gpu(String accelerator, String from, String perHour) {
        return new GpuPrice(accelerator, PriceBook.ANY_REGION, price(Instant.parse(from), perHour));
    }

    static Tariff usd(GpuPrice... prices) {
        return Tariff.of(new PriceBook(Currency.getInstance("USD"), List.of(prices), List.of()));
    }

    /** The tariff, with so many GPUs reserved from an instant on. */
    static Tariff reserving(Tariff tariff, String from, String region, String gpus, String perHour) {
        long milliGpus = new BigDecimal(gpus).movePointRight(3).longValueExact();
        Instant start = Instant.parse(from);
        Commitment commitment = new Commitment("H100", region, milliGpus, price(start, perHour));
        Term term = new Term(start, List.of(), List.of(), BigDecimal.ZERO, "0", List.of(commitment));
        return new Tariff(tariff.book(), new Agreement(List.of(term)));
    }

    static Fraction exactly(String decimal) {
        return Fraction.of(new BigDecimal(decimal));
    }

    /** For reading in failures. */
    static String decimal(Fraction amount) {
        return amount.rounded(9, RoundingMode.HALF_UP).toPlainString();
    }
}
