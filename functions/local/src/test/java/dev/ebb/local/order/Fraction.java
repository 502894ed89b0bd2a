package dev.ebb.local.order;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * An exact number.
 *
 * @param numerator any sign
 * @param denominator above 0
 */
record Fraction(BigInteger numerator, BigInteger denominator) {

    static final Fraction ZERO = new Fraction(BigInteger.ZERO, BigInteger.ONE);

    static Fraction of(BigDecimal value) {
        return new Fraction(value.movePointRight(Math.max(value.scale(), 0)).toBigIntegerExact(), BigInteger.ONE)
                .dividedBy(BigInteger.TEN.pow(Math.max(value.scale(), 0)));
    }

    Fraction plus(Fraction other) {
        return new Fraction(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    Fraction minus(Fraction other) {
        return plus(other.times(BigInteger.ONE.negate()));
    }

    Fraction times(BigInteger factor) {
        return new Fraction(numerator.multiply(factor), denominator);
    }

    Fraction dividedBy(BigInteger positive) {
        return new Fraction(numerator, denominator.multiply(positive));
    }

    int compare(Fraction other) {
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }

    BigDecimal rounded(int decimals, RoundingMode mode) {
        return new BigDecimal(numerator).divide(new BigDecimal(denominator), decimals, mode);
    }
}
