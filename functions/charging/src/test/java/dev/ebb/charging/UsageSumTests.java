package dev.ebb.charging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.GpuTime;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class UsageSumTests {

    @Test
    void aProductThatFitsNeitherSignNorSizeOfALongIsSpilled() {
        UsageSum sum = new UsageSum();

        // 2^62 fits; 2^63 has the sign bit; 2^64 has none of the lower bits at all
        sum.add(1L << 20, 1L << 42);
        sum.add(1L << 20, 1L << 43);
        sum.add(1L << 20, 1L << 44);

        assertThat(sum.total())
                .isEqualTo(new GpuTime(
                        BigInteger.TWO.pow(62).add(BigInteger.TWO.pow(63)).add(BigInteger.TWO.pow(64))));
    }

    @Test
    void aSumThatOutgrowsALongIsSpilled() {
        UsageSum sum = new UsageSum();

        for (int i = 0; i < 5; i++) {
            sum.add(1, Long.MAX_VALUE);
        }

        // 5 x (2^63 - 1)
        assertThat(sum.total())
                .isEqualTo(new GpuTime(BigInteger.valueOf(Long.MAX_VALUE).multiply(BigInteger.valueOf(5))));
    }
}
