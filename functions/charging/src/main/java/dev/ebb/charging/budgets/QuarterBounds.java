package dev.ebb.charging.budgets;

import dev.ebb.charging.Agreement.Term;
import dev.ebb.charging.Commitment;
import dev.ebb.charging.PriceBook;
import dev.ebb.metering.GpuKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the GPUs of one accelerator can come to in a quarter-hour in which they changed, in micro-GPU-seconds times a price
 * per GPU-hour. Known is how much was used in all, and how many GPUs ran throughout. The rest may have run at any moment of
 * it, all at once or one by one: at the cheapest moment under a commitment at the least, beside every commitment at the
 * dearest moment at the most.
 *
 * @param least never above the true amount, at least 0
 * @param most never below it
 */
record QuarterBounds(BigDecimal least, BigDecimal most) {

    /**
     * A part of the quarter-hour in which neither prices nor terms change.
     *
     * @param millis how long it is
     * @param term what holds in it
     * @param used what ran in it as far as meters tell, in micro-GPU-seconds; exact in all parts together
     * @param prices per GPU-hour; 0 of what has none
     */
    record Part(long millis, Optional<Term> term, Map<GpuKind, BigInteger> used, Map<GpuKind, BigDecimal> prices) {

        /** What a number of milli-GPUs uses in it. */
        private BigInteger of(BigInteger milliGpus) {
            return milliGpus.multiply(BigInteger.valueOf(millis));
        }

        private BigInteger reserved(GpuKind kind, String region) {
            return term.map(Term::commitments).orElse(List.of()).stream()
                    .filter(each -> each.accelerator().equals(kind.accelerator())
                            && each.region().equals(region))
                    .map(Commitment::milliGpus)
                    .map(BigInteger::valueOf)
                    .reduce(BigInteger.ZERO, BigInteger::add);
        }
    }

    /**
     * Computes them.
     *
     * @param parts all that is charged of the quarter-hour, of one accelerator
     * @param steady milli-GPUs that ran throughout; kinds that are left out had none
     */
    static QuarterBounds of(List<Part> parts, Map<GpuKind, BigInteger> steady) {
        long millis = parts.stream().mapToLong(Part::millis).sum();
        Map<GpuKind, BigInteger> used = new TreeMap<>();
        parts.forEach(part -> part.used().forEach((kind, time) -> used.merge(kind, time, BigInteger::add)));
        used.values().removeIf(time -> time.signum() <= 0);
        Map<GpuKind, BigInteger> floor = new HashMap<>();
        Map<GpuKind, BigInteger> loose = new HashMap<>();
        BigDecimal least = BigDecimal.ZERO;
        BigDecimal most = BigDecimal.ZERO;
        for (Map.Entry<GpuKind, BigInteger> each : used.entrySet()) {
            GpuKind kind = each.getKey();
            BigInteger always = steady.getOrDefault(kind, BigInteger.ZERO)
                    .min(each.getValue().divide(BigInteger.valueOf(millis)));
            BigInteger rest = each.getValue().subtract(always.multiply(BigInteger.valueOf(millis)));
            floor.put(kind, always);
            loose.put(kind, rest);
            BigDecimal lowest = price(parts.getFirst(), kind);
            BigDecimal highest = lowest;
            for (Part part : parts) {
                BigDecimal paid = price(part, kind).multiply(decimal(part.of(always)));
                least = least.add(paid);
                most = most.add(paid);
                lowest = lowest.min(price(part, kind));
                highest = highest.max(price(part, kind));
            }
            least = least.add(lowest.multiply(decimal(rest)));
            most = most.add(highest.multiply(decimal(rest)));
        }
        for (Part part : parts) {
            least = least.subtract(mostCovered(part, floor, loose));
            most = most.subtract(leastCovered(part, floor));
        }
        return new QuarterBounds(least.max(BigDecimal.ZERO), most);
    }

    /** What commitments cover of what ran throughout: at the least that, and where a share may fall, at the lowest price. */
    private static BigDecimal leastCovered(Part part, Map<GpuKind, BigInteger> floor) {
        BigDecimal covered = BigDecimal.ZERO;
        BigInteger beyond = BigInteger.ZERO;
        BigInteger anywhere = BigInteger.ZERO;
        BigDecimal lowest = null;
        for (Map.Entry<GpuKind, BigInteger> each : floor.entrySet()) {
            GpuKind kind = each.getKey();
            BigInteger own = part.reserved(kind, kind.region()).min(each.getValue());
            covered = covered.add(price(part, kind).multiply(decimal(part.of(own))));
            beyond = beyond.add(each.getValue().subtract(own));
            anywhere = part.reserved(kind, PriceBook.ANY_REGION);
            lowest = lowest == null ? price(part, kind) : lowest.min(price(part, kind));
        }
        return lowest == null ? covered : covered.add(lowest.multiply(decimal(part.of(anywhere.min(beyond)))));
    }

    private static BigDecimal mostCovered(Part part, Map<GpuKind, BigInteger> floor, Map<GpuKind, BigInteger> loose) {
        BigDecimal covered = BigDecimal.ZERO;
        BigInteger beyond = BigInteger.ZERO;
        BigInteger anywhere = BigInteger.ZERO;
        BigDecimal highest = BigDecimal.ZERO;
        for (Map.Entry<GpuKind, BigInteger> each : floor.entrySet()) {
            GpuKind kind = each.getKey();
            BigInteger reserved = part.reserved(kind, kind.region());
            BigInteger all = part.of(each.getValue()).add(loose.getOrDefault(kind, BigInteger.ZERO));
            covered = covered.add(price(part, kind).multiply(decimal(all.min(part.of(reserved)))));
            beyond = beyond.add(all.subtract(part.of(reserved.min(each.getValue()))));
            anywhere = part.reserved(kind, PriceBook.ANY_REGION);
            highest = highest.max(price(part, kind));
        }
        return covered.add(highest.multiply(decimal(part.of(anywhere).min(beyond))));
    }

    private static BigDecimal price(Part part, GpuKind kind) {
        return part.prices().getOrDefault(kind, BigDecimal.ZERO);
    }

    private static BigDecimal decimal(BigInteger whole) {
        return new BigDecimal(whole);
    }
}
