package dev.ebb.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GpuCountTests {

    @ParameterizedTest
    @CsvSource({"1, 1000", "0.001, 1", "0.25, 250", "1024, 1024000", "1024.000000, 1024000", "1E+2, 100000", "5e-1, 500"
    })
    void aDecimalIsReadExactly(BigDecimal gpus, int milliGpus) {
        assertThat(GpuCount.of(gpus)).isEqualTo(new GpuCount(milliGpus));
    }

    @ParameterizedTest
    @CsvSource({
        "0, must be above 0",
        "-1, must be above 0",
        "0.0000, must be above 0",
        "1024.001, must be at most 1024",
        "1E+999, must be at most 1024",
        "0.0001, must have at most three decimals",
        "1.0005, must have at most three decimals"
    })
    void whatIsOutOfRangeIsRefusedWithTheRule(BigDecimal gpus, String rule) {
        assertThatThrownBy(() -> GpuCount.of(gpus))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(rule);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1_024_001, Integer.MAX_VALUE})
    void aCountCannotHoldWhatIsOutOfRange(int milliGpus) {
        assertThatThrownBy(() -> new GpuCount(milliGpus))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("milliGpus: must be from 1 to 1024000, is " + milliGpus);
    }
}
