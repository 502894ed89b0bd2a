package dev.ebb.charging;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/**
 * An exact rational number: money before it is rounded. A price per GPU-hour times milliseconds has no finite decimal in
 * general, so no decimal is made before the end.
 *
 * @param numerator of any size and sign; in lowest terms
 * @param denominator above 0; in lowest terms
 */
public record Fraction(BigInteger numerator, BigInteger denominator) implements Comparable<Fraction> {

    /** Nothing. */
    public static final Fraction ZERO = new Fraction(BigInteger.ZERO, BigInteger.ONE);

    /**
     * Brings it to lowest terms, so that equal numbers are equal fractions.
     *
     * @throws IllegalArgumentException if the denominator is 0
     */
    public Fraction {
        if (denominator.signum() == 0) {
            throw new IllegalArgumentException("denominator: must not be 0");
        }
        BigInteger divisor = numerator.gcd(denominator);
        if (denominator.signum() < 0) {
            divisor = divisor.negate();
        }
        numerator = numerator.divide(divisor);
        denominator = denominator.divide(divisor);
    }

    /** A decimal, exactly. */
    public static Fraction of(BigDecimal decimal) {
        return decimal.scale() <= 0
                ? new Fraction(decimal.toBigIntegerExact(), BigInteger.ONE)
                : new Fraction(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()));
    }

    /** A whole number. */
    public static Fraction of(long whole) {
        return new Fraction(BigInteger.valueOf(whole), BigInteger.ONE);
    }

    /** The sum. */
    public Fraction plus(Fraction other) {
        return new Fraction(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    /** The sum of all. Halves are added up apart, so that denominators stay small for long. */
    public static Fraction sum(List<Fraction> all) {
        return switch (all.size()) {
            case 0 -> ZERO;
            case 1 -> all.getFirst();
            default -> {
                int half = all.size() / 2;
                yield sum(all.subList(0, half)).plus(sum(all.subList(half, all.size())));
            }
        };
    }

    /** The difference. */
    public Fraction minus(Fraction other) {
        return plus(new Fraction(other.numerator.negate(), other.denominator));
    }

    /** The product. */
    public Fraction times(Fraction other) {
        return new Fraction(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }

    /**
     * The quotient.
     *
     * @throws IllegalArgumentException if the divisor is 0
     */
    public Fraction dividedBy(Fraction divisor) {
        return new Fraction(numerator.multiply(divisor.denominator), denominator.multiply(divisor.numerator));
    }

    /** Rounded once, to {@code decimals} decimals. */
    public BigDecimal rounded(int decimals, RoundingMode mode) {
        BigDecimal scaled = new BigDecimal(numerator.multiply(BigInteger.TEN.pow(decimals)));
        BigInteger units = scaled.divide(new BigDecimal(denominator), 0, mode).unscaledValue();
        return new BigDecimal(units, decimals);
    }

    @Override
    public int compareTo(Fraction other) {
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }

    @Override
    public String toString() {
        return numerator + "/" + denominator;
    }
}
