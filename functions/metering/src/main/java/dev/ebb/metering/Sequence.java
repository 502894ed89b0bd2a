package dev.ebb.metering;

import java.util.Comparator;

/**
 * CloudEvents' {@code sequence}: orders events of the same instant. Digits compared as a number; absent sorts first.
 *
 * @param digits without leading zeros; empty when absent
 */
public record Sequence(String digits) implements Comparable<Sequence> {

    /** No sequence given. */
    public static final Sequence ABSENT = new Sequence("");

    /** The longest that is accepted: any counter fits, and a replica's history stays small. */
    public static final int MAX_DIGITS = 64;

    private static final Comparator<Sequence> AS_NUMBER =
            Comparator.<Sequence>comparingInt(s -> s.digits.length()).thenComparing(Sequence::digits);

    /** Drops leading zeros, so that equal numbers are equal sequences. */
    public static Sequence of(String digits) {
        String canonical = digits.replaceFirst("^0+(?=.)", "");
        return new Sequence(canonical);
    }

    @Override
    public int compareTo(Sequence other) {
        return AS_NUMBER.compare(this, other);
    }
}
