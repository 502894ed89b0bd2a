package dev.ebb.metering;

import java.math.BigInteger;
import java.util.List;

/** Divides sums that one event can't hold among several. */
final class Portion {

    private static final BigInteger MOST = BigInteger.valueOf(Usage.MAX_COUNT);

    private Portion() {}

    /** Into how many portions the largest of them falls: 0 if all are 0. */
    static int count(List<BigInteger> sums) {
        BigInteger largest = sums.stream().reduce(BigInteger.ZERO, BigInteger::max);
        return largest.add(MOST).subtract(BigInteger.ONE).divide(MOST).intValueExact();
    }

    /** The n-th portion, counted from 0: the first ones are full, the last ones empty. */
    static long of(BigInteger sum, int n) {
        BigInteger rest = sum.subtract(MOST.multiply(BigInteger.valueOf(n)));
        return rest.max(BigInteger.ZERO).min(MOST).longValueExact();
    }

    /** Tells the events of portions apart; the first is named as if it were the only one. */
    static String suffix(int n) {
        return n == 0 ? "" : "-" + n;
    }
}
