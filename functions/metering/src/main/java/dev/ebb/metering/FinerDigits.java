package dev.ebb.metering;

import java.time.Instant;

/**
 * The digits of an event's time that are finer than a millisecond. They decide the order of events and no amount.
 *
 * @param digits those after the third decimal, without trailing zeros; empty if there are none
 */
public record FinerDigits(String digits) implements Comparable<FinerDigits> {

    /** A time of whole milliseconds. */
    public static final FinerDigits NONE = new FinerDigits("");

    /** The most digits that are accepted, so that a replica's history stays small: any clock's fit. */
    public static final int MAX_DIGITS = 64;

    private static final int WHOLE_DIGITS = 3;

    /** Drops trailing zeros, so that equal times have equal digits. */
    public static FinerDigits of(String digits) {
        int end = digits.length();
        while (end > 0 && digits.charAt(end - 1) == '0') {
            end--;
        }
        return end == 0 ? NONE : new FinerDigits(digits.substring(0, end));
    }

    /** As RFC 3339 writes an instant of whole milliseconds with these digits, in UTC. */
    public String after(Instant wholeMillis) {
        String text = wholeMillis.toString();
        if (digits.isEmpty()) {
            return text;
        }
        String seconds = text.substring(0, text.length() - 1);
        int point = seconds.indexOf('.');
        String decimals = point < 0 ? "" : seconds.substring(point + 1);
        String whole = point < 0 ? seconds : seconds.substring(0, point);
        return whole + "." + decimals + "0".repeat(WHOLE_DIGITS - decimals.length()) + digits + "Z";
    }

    /** Compares them as the decimals that they are: without trailing zeros, text sorts as numbers do. */
    @Override
    public int compareTo(FinerDigits other) {
        return digits.compareTo(other.digits);
    }
}
