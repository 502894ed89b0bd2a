package dev.ebb.charging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;

class FractionTests {

    private static Fraction fraction(long numerator, long denominator) {
        return new Fraction(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    }

    @Test
    void equalNumbersAreEqualFractions() {
        assertThat(fraction(2, -4)).isEqualTo(fraction(-1, 2));
        assertThat(Fraction.of(new BigDecimal("0.500"))).isEqualTo(fraction(1, 2));
        assertThat(Fraction.of(new BigDecimal("1E+3"))).isEqualTo(Fraction.of(1000));
        assertThat(fraction(0, 7)).isEqualTo(Fraction.ZERO);
    }

    @Test
    void threeThirdsAreOne() {
        Fraction third = fraction(1, 3);

        assertThat(third.plus(third).plus(third)).isEqualTo(Fraction.of(1));
        assertThat(third.times(Fraction.of(3)).minus(Fraction.of(1))).isEqualTo(Fraction.ZERO);
        assertThat(third).isGreaterThan(Fraction.of(new BigDecimal("0.333333333333")));
    }

    @Test
    void roundsOnceFromTheExactValue() {
        // 0.0049999999… with more digits than any intermediate rounding would keep
        Fraction justBelowHalf = fraction(1, 200).minus(new Fraction(BigInteger.ONE, BigInteger.TEN.pow(60)));

        assertThat(justBelowHalf.rounded(2, RoundingMode.HALF_UP)).isEqualTo("0.00");
        assertThat(fraction(1, 200).rounded(2, RoundingMode.HALF_UP)).isEqualTo("0.01");
        assertThat(fraction(-1, 200).rounded(2, RoundingMode.HALF_UP)).isEqualTo("-0.01");
        assertThat(fraction(-1, 200).rounded(2, RoundingMode.FLOOR)).isEqualTo("-0.01");
        assertThat(fraction(25, 1000).rounded(2, RoundingMode.HALF_EVEN)).isEqualTo("0.02");
    }

    @Test
    void refusesADenominatorOfZero() {
        assertThatThrownBy(() -> fraction(1, 0)).hasMessage("denominator: must not be 0");
    }
}
