package dev.ebb.charging.budgets;

import dev.ebb.charging.Agreement.Term;
import dev.ebb.charging.Commitment;
import dev.ebb.charging.PriceBook;
import dev.ebb.metering.GpuKind;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of GPU time commitments leave to be paid. A commitment for a region covers first, one for any region covers what
 * remains in all of them, pro rata. Exact for a time in which nothing changes. Where the number of GPUs changes, what was
 * unused at one moment is taken to cover what was too much at another, so the result is too low or right.
 */
final class OnDemand {

    private OnDemand() {}

    /**
     * By kind of GPU, in whole micro-GPU-seconds, rounded up.
     *
     * @param used what ran in that time, in micro-GPU-seconds
     * @param term what holds throughout
     */
    static Map<GpuKind, BigInteger> of(Map<GpuKind, BigInteger> used, Optional<Term> term, long millis) {
        List<Commitment> commitments = term.map(Term::commitments).orElse(List.of());
        if (commitments.isEmpty()) {
            return used;
        }
        Map<GpuKind, BigInteger> rest = new HashMap<>();
        Map<String, BigInteger> totals = new HashMap<>();
        used.forEach((kind, time) -> {
            BigInteger own = time.subtract(reserved(commitments, kind.accelerator(), kind.region(), millis))
                    .max(BigInteger.ZERO);
            rest.put(kind, own);
            totals.merge(kind.accelerator(), own, BigInteger::add);
        });
        Map<GpuKind, BigInteger> left = new HashMap<>();
        rest.forEach((kind, time) -> {
            BigInteger total = totals.getOrDefault(kind.accelerator(), BigInteger.ZERO);
            BigInteger anywhere = reserved(commitments, kind.accelerator(), PriceBook.ANY_REGION, millis);
            BigInteger unpaid = total.subtract(anywhere).max(BigInteger.ZERO);
            left.put(kind, unpaid.signum() == 0 ? BigInteger.ZERO : dividedUp(time.multiply(unpaid), total));
        });
        return left;
    }

    private static BigInteger reserved(List<Commitment> commitments, String accelerator, String region, long millis) {
        return commitments.stream()
                .filter(each ->
                        each.accelerator().equals(accelerator) && each.region().equals(region))
                .map(each -> BigInteger.valueOf(each.milliGpus()).multiply(BigInteger.valueOf(millis)))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static BigInteger dividedUp(BigInteger number, BigInteger by) {
        BigInteger[] parts = number.divideAndRemainder(by);
        return parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
    }
}
