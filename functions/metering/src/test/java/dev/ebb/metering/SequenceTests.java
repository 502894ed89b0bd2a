package dev.ebb.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SequenceTests {

    @Test
    void absentSortsBeforeZero() {
        assertThat(Sequence.ABSENT).isLessThan(Sequence.of("0"));
    }

    @Test
    void leadingZerosDoNotCount() {
        assertThat(Sequence.of("007")).isEqualTo(Sequence.of("7"));
        assertThat(Sequence.of("000")).isEqualTo(Sequence.of("0")).isNotEqualTo(Sequence.ABSENT);
    }

    @Test
    void digitsAreANumberAndNotAText() {
        assertThat(Sequence.of("10")).isGreaterThan(Sequence.of("9"));
    }

    @Property(tries = 300)
    void orderIsThatOfNumbersOfUpTo64Digits(
            @ForAll @NumericChars @StringLength(min = 1, max = 64) String a,
            @ForAll @NumericChars @StringLength(min = 1, max = 64) String b) {
        int expected = Integer.signum(new BigInteger(a).compareTo(new BigInteger(b)));

        assertThat(Integer.signum(Sequence.of(a).compareTo(Sequence.of(b)))).isEqualTo(expected);
        assertThat(Sequence.of(a).equals(Sequence.of(b))).isEqualTo(expected == 0);
    }
}
