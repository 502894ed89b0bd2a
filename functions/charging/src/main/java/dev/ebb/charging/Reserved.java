package dev.ebb.charging;

import dev.ebb.charging.Agreement.Term;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a term's commitments cover of the GPUs of one accelerator that run at an instant. Those for a region cover first;
 * the one for {@value PriceBook#ANY_REGION} covers what remains in all regions, pro rata.
 *
 * @param commitments no two for the same region, those for a region first
 */
record Reserved(List<Commitment> commitments) {

    private static final Fraction ALL = Fraction.of(1);

    /**
     * The outcome.
     *
     * @param shares how much of every running GPU of a region is covered, from 0 to 1
     * @param used milli-GPUs that run, by what covers them
     */
    record Cover(Map<String, Fraction> shares, Map<Commitment, Long> used) {

        Fraction share(String region) {
            return shares.getOrDefault(region, Fraction.ZERO);
        }
    }

    static Reserved of(Term term, String accelerator) {
        return new Reserved(term.commitments().stream()
                .filter(each -> each.accelerator().equals(accelerator))
                .sorted(Comparator.comparing(Reserved::isForAnyRegion))
                .toList());
    }

    private static boolean isForAnyRegion(Commitment commitment) {
        return commitment.region().equals(PriceBook.ANY_REGION);
    }

    /** @param running milli-GPUs by region, each above 0 */
    Cover over(Map<String, Long> running) {
        Map<Commitment, Long> used = new HashMap<>();
        Map<String, Long> rest = new HashMap<>(running);
        for (Commitment commitment : commitments) {
            if (!isForAnyRegion(commitment)) {
                long covered = Math.min(commitment.milliGpus(), running.getOrDefault(commitment.region(), 0L));
                used.put(commitment, covered);
                rest.computeIfPresent(commitment.region(), (region, gpus) -> gpus - covered);
            }
        }
        long resting = rest.values().stream().mapToLong(Long::longValue).reduce(0, Math::addExact);
        Optional<Commitment> anywhere =
                commitments.stream().filter(Reserved::isForAnyRegion).findFirst();
        long spread = Math.min(anywhere.map(Commitment::milliGpus).orElse(0L), resting);
        anywhere.ifPresent(commitment -> used.put(commitment, spread));
        Map<String, Fraction> shares = new HashMap<>();
        running.forEach((region, gpus) -> shares.put(
                region, resting == spread ? ALL : share(gpus, rest.getOrDefault(region, 0L), spread, resting)));
        return new Cover(shares, used);
    }

    /** What is covered for the region itself, and of what rests there as large a part as everywhere. */
    private static Fraction share(long running, long rest, long spread, long resting) {
        BigInteger own = BigInteger.valueOf(running - rest).multiply(BigInteger.valueOf(resting));
        BigInteger anywhere = BigInteger.valueOf(rest).multiply(BigInteger.valueOf(spread));
        return new Fraction(own.add(anywhere), BigInteger.valueOf(running).multiply(BigInteger.valueOf(resting)));
    }
}
