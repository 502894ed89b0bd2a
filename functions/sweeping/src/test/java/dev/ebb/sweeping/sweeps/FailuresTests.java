package dev.ebb.sweeping.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.sweeping.sweeps.Failures.Failing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTests {

    private static final Instant SWEEP = Instant.parse("2026-11-15T10:00:00Z");

    @ParameterizedTest
    @CsvSource({"1, PT5M", "2, PT10M", "3, PT20M", "4, PT40M", "5, PT1H", "6, PT1H", "1000000, PT1H"})
    void eachPauseIsTwiceAsLongUpToAnHour(long times, Duration pause) {
        assertThat(new Failing(times, SWEEP).pause()).isEqualTo(pause);
    }

    @Test
    void theSameSweepAgainIsNoFurtherFailure() {
        Failing twice = new Failing(2, SWEEP);

        assertThat(twice.again(SWEEP, Optional.empty())).isEqualTo(twice);
        assertThat(twice.again(SWEEP.plusSeconds(60), Optional.empty()))
                .isEqualTo(new Failing(3, SWEEP.plusSeconds(60)));
    }

    /** A verdict of the same minute came after the failure, for what has its verdict is not looked at again. */
    @Test
    void whatFailsAfterALookThatWentWellFailsForTheFirstTimeAgain() {
        Failing twice = new Failing(2, SWEEP);
        Instant next = SWEEP.plus(Duration.ofMinutes(10));

        assertThat(twice.again(next, Optional.of(SWEEP.minusSeconds(60)))).isEqualTo(new Failing(3, next));
        assertThat(twice.again(next, Optional.of(SWEEP))).isEqualTo(new Failing(1, next));
        assertThat(twice.again(next, Optional.of(SWEEP.plusSeconds(60)))).isEqualTo(new Failing(1, next));
    }
}
