package dev.ebb.charging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.IntStream;
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

    @Test
    void aQuotientIsExactAndByNothingThereIsNone() {
        Fraction half = new Fraction(BigInteger.ONE, BigInteger.TWO);

        assertThat(Fraction.of(3).dividedBy(half)).isEqualTo(Fraction.of(6));
        assertThat(half.dividedBy(Fraction.of(-3))).isEqualTo(new Fraction(BigInteger.ONE, BigInteger.valueOf(-6)));
        assertThatThrownBy(() -> half.dividedBy(Fraction.ZERO)).hasMessage("denominator: must not be 0");
    }

    @Test
    void theSumOfManyIsThatOfOneAfterTheOther() {
        List<Fraction> parts = IntStream.rangeClosed(1, 6)
                .mapToObj(n -> new Fraction(BigInteger.ONE, BigInteger.valueOf(n)))
                .toList();

        // 60/60 + 30/60 + 20/60 + 15/60 + 12/60 + 10/60
        assertThat(Fraction.sum(parts)).isEqualTo(new Fraction(BigInteger.valueOf(147), BigInteger.valueOf(60)));
        assertThat(Fraction.sum(List.of())).isEqualTo(Fraction.ZERO);
    }
}
