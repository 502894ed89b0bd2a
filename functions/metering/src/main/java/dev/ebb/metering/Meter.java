package dev.ebb.metering;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/**
 * GPU time as a difference array. A bucket keeps what is commutative: {@code delta}, the GPUs started less those stopped
 * in it, and {@code moment}, the sum of each change times its offset into the bucket. A running replica costs nothing
 * until it changes, and a late change repairs all that follows.
 *
 * <p>The usage up to an instant T is the sum over all changes before T of change times (T minus its instant), which is
 * {@code T * D - M} with D the sum of the deltas and M the sum of the moments taken from the epoch. So usage in an
 * interval is a difference of two such sums, each over as few buckets as reach from the beginning of time to T: months,
 * then the quarter-hours of a part of one.
 */
public final class Meter {

    private Meter() {}

    /** Length of the smallest bucket: every time zone's midnight is at the edge of one. */
    public static final long QUARTER_MILLIS = 15 * 60_000L;

    /**
     * One bucket's sums.
     *
     * @param start its first instant
     * @param delta milli-GPUs started less stopped in it
     * @param moment each change in milli-GPUs times its offset into the bucket in milliseconds
     */
    public record Bucket(Instant start, BigInteger delta, BigInteger moment) {}

    /**
     * Usage from the beginning of time up to {@code at}.
     *
     * @param at no change in {@code buckets} is later
     * @param buckets disjoint; together all that were ever changed before {@code at}
     */
    public static GpuTime usageUpTo(Instant at, List<Bucket> buckets) {
        BigInteger now = BigInteger.valueOf(at.toEpochMilli());
        BigInteger usage = BigInteger.ZERO;
        for (Bucket bucket : buckets) {
            BigInteger age = now.subtract(BigInteger.valueOf(bucket.start().toEpochMilli()));
            usage = usage.add(age.multiply(bucket.delta())).subtract(bucket.moment());
        }
        return new GpuTime(usage);
    }

    /** The quarter-hour that {@code at} is in. */
    public static Instant quarterOf(Instant at) {
        return Instant.ofEpochMilli(at.toEpochMilli() - Math.floorMod(at.toEpochMilli(), QUARTER_MILLIS));
    }
}
