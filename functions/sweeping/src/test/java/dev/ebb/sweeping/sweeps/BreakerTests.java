package dev.ebb.sweeping.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.sweeps.Safety.Reset;
import dev.ebb.sweeping.sweeps.Safety.Stop;
import dev.ebb.sweeping.sweeps.SweepRecords.Census;
import dev.ebb.sweeping.sweeps.SweepRecords.Hour;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BreakerTests {

    private static final Instant HOUR = Instant.parse("2026-11-15T10:00:00Z");
    private static final List<Census> STEADY = censuses(100, 100);

    @Test
    void anEmptyInventoryOpensIt() {
        assertThat(reason(censuses(0, 1), Hour.EMPTY, Hour.EMPTY))
                .contains("inventory: 0 deployments, and 1 at the census before");
    }

    @ParameterizedTest
    @CsvSource({"50, 100, true", "51, 100, false", "5, 10, true", "4, 9, false", "1, 1, false", "0, 0, false"})
    void aHalvedInventoryOpensItWhereThereWereTenAtLeast(long present, long past, boolean opens) {
        assertThat(reason(censuses(present, past), Hour.EMPTY, Hour.EMPTY).isPresent())
                .isEqualTo(opens);
    }

    /** Of 100 there are 41: 10 were deleted in these two hours, so 49 are gone, which is less than half; 9 leave 50. */
    @Test
    void whatEbbItselfDeletedIsNotMissedAndWhatItOnlyStoppedIs() {
        Hour one = new Hour(0, 0, 0, 1, 1, 0);
        Hour stopped = new Hour(0, 0, 0, 1, 0, 0);

        assertThat(reason(censuses(0, 1), stopped, Hour.EMPTY)).isPresent();
        assertThat(reason(censuses(0, 1), one, Hour.EMPTY)).isEmpty();
        assertThat(reason(censuses(0, 1), Hour.EMPTY, one)).isEmpty();
        assertThat(reason(censuses(0, 2), one, Hour.EMPTY)).isPresent();
        assertThat(reason(censuses(41, 100), new Hour(0, 0, 0, 4, 4, 0), new Hour(0, 0, 0, 6, 6, 0)))
                .isEmpty();
        assertThat(reason(censuses(41, 100), new Hour(0, 0, 0, 3, 3, 0), new Hour(0, 0, 0, 6, 6, 0)))
                .isPresent();
    }

    @Test
    void theFirstCensusHasNothingToBeHeldAgainst() {
        assertThat(reason(List.of(new Census(HOUR, 0)), Hour.EMPTY, Hour.EMPTY)).isEmpty();
        assertThat(reason(List.of(), Hour.EMPTY, Hour.EMPTY)).isEmpty();
    }

    /** 30 of 100 against 5 of 100 are 25 points more. */
    @ParameterizedTest
    @CsvSource({
        "30, 100, 5, 100, true",
        "29, 100, 5, 100, false",
        "100, 100, 100, 100, false",
        "9, 9, 0, 100, false",
        "10, 10, 0, 9, false"
    })
    void manyUnknownOpenItOnlyIfThereWereFewerBefore(
            long unknown, long verdicts, long unknownBefore, long before, boolean opens) {
        Hour now = new Hour(verdicts, unknown, 0, 0, 0, 0);
        Hour past = new Hour(before, unknownBefore, 0, 0, 0, 0);

        assertThat(reason(STEADY, now, past).isPresent()).isEqualTo(opens);
    }

    /** 10 errors beside 40 verdicts are 20 percent of 50 looks. */
    @ParameterizedTest
    @CsvSource({"10, 40, true", "10, 41, false", "9, 0, false"})
    void manyErrorsOpenIt(long errors, long verdicts, boolean opens) {
        assertThat(reason(STEADY, new Hour(verdicts, 0, errors, 0, 0, 0), Hour.EMPTY)
                        .isPresent())
                .isEqualTo(opens);
    }

    /** 3 of 15 are 20 percent; what was stopped the hour before may be restored in this one. */
    @ParameterizedTest
    @CsvSource({"3, 10, 5, true", "3, 10, 6, false", "2, 2, 0, false"})
    void manyRestoresOpenIt(long restored, long stopped, long stoppedBefore, boolean opens) {
        Hour now = new Hour(0, 0, 0, stopped, 0, restored);
        Hour past = new Hour(0, 0, 0, stoppedBefore, 0, 0);

        assertThat(reason(STEADY, now, past).isPresent()).isEqualTo(opens);
    }

    /** What came back soon doubles the windows or leaves them at eight times; what came back late halves them. */
    @ParameterizedTest
    @CsvSource({"0, 1, true", "1, 2, true", "2, 3, true", "3, 3, true", "3, 2, false", "1, 0, false", "0, 0, false"})
    void whatCameBackSoonIsARegretAtTheLongestDampingToo(int before, int after, boolean regret) {
        SweepStatus down = atZero(before, HOUR);

        assertThat(Breaker.isRegret(down, atZero(after, null))).isEqualTo(regret);
        assertThat(Breaker.isRegret(down, atZero(after, HOUR))).as("still down").isFalse();
        assertThat(Breaker.isRegret(atZero(before, null), atZero(after, null)))
                .as("not taken to zero by Ebb")
                .isFalse();
    }

    private static SweepStatus atZero(int damping, @Nullable Instant scaledDownAt) {
        return SweepStatus.first(new DeploymentId("acme", "llama"), "digest", HOUR)
                .moved(1, Rung.AT_ZERO, HOUR, scaledDownAt, damping, null);
    }

    @Test
    void whatAPersonHasSeenIsPassedOverUntilTheNextHour() {
        Reset reset =
                new Reset(HOUR.plusSeconds(300), "ann", List.of("restores: 3 in this hour, of 10 that were stopped"));

        assertThat(reset.passesOver("restores: 4 in this hour, of 10 that were stopped", HOUR.plusSeconds(3_599)))
                .isTrue();
        assertThat(reset.passesOver("errors: 12 in this hour, beside 20 verdicts", HOUR.plusSeconds(600)))
                .isFalse();
        assertThat(reset.passesOver("restores: 4 in this hour, of 10 that were stopped", HOUR.plusSeconds(3_600)))
                .isFalse();
    }

    @Test
    void anotherResetInTheSameHourForgetsNothingAndOneInTheNextBeginsAnew() {
        Stop inventory = new Stop(HOUR, "Ebb", "inventory: 0 deployments, and 1 at the census before");
        Stop errors = new Stop(HOUR, "Ebb", "errors: 12 in this hour, beside 20 verdicts");

        Reset first = Reset.of(inventory, Optional.empty(), "ann", HOUR.plusSeconds(60));
        Reset second = Reset.of(errors, Optional.of(first), "ann", HOUR.plusSeconds(120));
        Reset third = Reset.of(errors, Optional.of(second), "bob", HOUR.plusSeconds(3_600));

        assertThat(second.acknowledged()).containsExactly(inventory.reason(), errors.reason());
        assertThat(third.acknowledged()).containsExactly(errors.reason());
    }

    private static Optional<String> reason(List<Census> censuses, Hour now, Hour before) {
        return Breaker.reasons(censuses, now, before).stream().findFirst();
    }

    private static List<Census> censuses(long present, long past) {
        return List.of(new Census(HOUR, present), new Census(HOUR.minusSeconds(3600), past));
    }
}
