package dev.ebb.charging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AllotmentTests {

    private static Fraction fraction(long numerator, long denominator) {
        return new Fraction(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    }

    private static List<String> amounts(Allotment allotment) {
        return allotment.amounts().stream().map(BigDecimal::toPlainString).toList();
    }

    @Test
    void threeEqualRemaindersGoToTheFirstLines() {
        // 3 x 1.666… cents = 5 cents; floors 1 + 1 + 1 = 3, and 2 are missing: the first two of equals
        Fraction line = fraction(1, 60);

        Allotment allotment = Allotment.of(List.of(line, line, line), 2);

        assertThat(allotment.total()).isEqualTo("0.05");
        assertThat(amounts(allotment)).containsExactly("0.02", "0.02", "0.01");
    }

    @Test
    void theLargestRemainderIsServedFirst() {
        // 1.2 + 1.7 + 1.6 cents = 4.5, half up 5; floors make 3, missing 2: to .7 and .6
        Allotment allotment = Allotment.of(List.of(fraction(12, 1000), fraction(17, 1000), fraction(16, 1000)), 2);

        assertThat(allotment.total()).isEqualTo("0.05");
        assertThat(amounts(allotment)).containsExactly("0.01", "0.02", "0.02");
    }

    @Test
    void aWholeAmountIsNeverTouched() {
        // 1.00 + 0.005 = 1.005, half up 1.01: the cent is the second line's
        assertThat(amounts(Allotment.of(List.of(Fraction.of(1), fraction(5, 1000)), 2)))
                .containsExactly("1.00", "0.01");
    }

    @Test
    void negativeTotalsRoundAwayFromZero() {
        // -0.5 cents is -1 cent; floor -1, nothing is missing
        assertThat(Allotment.of(List.of(fraction(-5, 1000)), 2).total()).isEqualTo("-0.01");

        // -0.25 - 0.25 cents is -0.5, so -1; floors -1 - 1 = -2, and one is missing: the first of equals
        Allotment two = Allotment.of(List.of(fraction(-25, 10000), fraction(-25, 10000)), 2);
        assertThat(two.total()).isEqualTo("-0.01");
        assertThat(amounts(two)).containsExactly("0.00", "-0.01");

        // 1.005 - 1.00 = 0.005, so 0.01; floors 1.00 - 1.00 = 0, the one missing goes to the first
        Allotment mixed = Allotment.of(List.of(fraction(1005, 1000), Fraction.of(-1)), 2);
        assertThat(mixed.total()).isEqualTo("0.01");
        assertThat(amounts(mixed)).containsExactly("1.01", "-1.00");
    }

    @Test
    void aCurrencyMayHaveNoMinorUnitOrThreeDecimals() {
        // 100.5 yen is 101; floors 50 + 50, missing 1: remainders .2 and .3
        assertThat(amounts(Allotment.of(List.of(fraction(502, 10), fraction(503, 10)), 0)))
                .containsExactly("50", "51");
        assertThat(Allotment.of(List.of(fraction(1, 3)), 3).total()).isEqualTo("0.333");
    }

    @Test
    void nothingAddsUpToNothing() {
        assertThat(Allotment.of(List.of(), 2)).isEqualTo(new Allotment(new BigDecimal("0.00"), List.of()));
    }

    @Test
    void aGivenTotalIsAllottedLikewise() {
        // Thirds: 0.33 each, and 0.01 is missing from 1.00; under a total of 0.99 nothing is.
        List<Fraction> thirds = List.of(fraction(1, 3), fraction(1, 3), fraction(1, 3));
        List<Fraction> more = List.of(fraction(1, 3), fraction(1, 3));

        assertThat(Allotment.of(thirds, 2, new BigDecimal("1.00")).amounts())
                .containsExactly(new BigDecimal("0.34"), new BigDecimal("0.33"), new BigDecimal("0.33"));
        assertThat(Allotment.of(more, 2, new BigDecimal("0.66")).amounts())
                .containsExactly(new BigDecimal("0.33"), new BigDecimal("0.33"));
        assertThat(Allotment.of(more, 2, new BigDecimal("0.67")).amounts())
                .containsExactly(new BigDecimal("0.34"), new BigDecimal("0.33"));
    }

    @Test
    void aTotalThatAmountsCannotAddUpToIsRefused() {
        assertThatThrownBy(() -> Allotment.of(List.of(fraction(1, 3)), 2, new BigDecimal("0.35")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("total: must be 1/3 rounded to a minor unit, is 0.35");
        assertThatThrownBy(() -> Allotment.of(List.of(fraction(1, 3)), 2, new BigDecimal("0.32")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aShareSaysWhatBecameOfIt() {
        // 0.666… + 0.333… + 0.005 = 1.005: half up 1.01. Floors 0.66, 0.33, 0.00 leave 0.02 for those that lost most.
        Allotment allotment = Allotment.of(List.of(fraction(2, 3), fraction(1, 3), fraction(1, 200)), 2);

        assertThat(allotment.exactTotal()).isEqualTo(fraction(201, 200));
        assertThat(allotment.shares()).extracting(Allotment.Share::rank).containsExactly(1, 3, 2);
        assertThat(allotment.shares()).extracting(Allotment.Share::raised).containsExactly(true, false, true);
        assertThat(allotment.amounts())
                .containsExactly(new BigDecimal("0.67"), new BigDecimal("0.33"), new BigDecimal("0.01"));
    }

    @Property
    void amountsAddUpToTheTotalAndEachIsWithinAMinorUnit(
            @ForAll @Size(max = 40) List<@LongRange(min = -1_000_000, max = 1_000_000) Long> numerators,
            @ForAll @IntRange(min = 1, max = 100_000) int denominator,
            @ForAll @IntRange(max = 3) int minorUnits) {
        List<Fraction> exact =
                numerators.stream().map(each -> fraction(each, denominator)).toList();

        Allotment allotment = Allotment.of(exact, minorUnits);

        Fraction sum = exact.stream().reduce(Fraction.ZERO, Fraction::plus);
        assertThat(allotment.total()).isEqualTo(sum.rounded(minorUnits, RoundingMode.HALF_UP));
        assertThat(allotment.amounts().stream().reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(allotment.total());
        Fraction unit = Fraction.of(new BigDecimal(BigInteger.ONE, minorUnits));
        for (int i = 0; i < exact.size(); i++) {
            Fraction apart = Fraction.of(allotment.amounts().get(i)).minus(exact.get(i));
            assertThat(apart).isLessThan(unit).isGreaterThan(Fraction.ZERO.minus(unit));
        }
    }
}
