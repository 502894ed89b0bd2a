package dev.ebb.sweeping.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.policy.Policy.Limits;
import dev.ebb.sweeping.sweeps.SweepStore.Allowance;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AllowancesTests {

    private static final Instant SWEEP = Instant.parse("2026-11-15T09:46:00Z");

    @Test
    void whatStopsIsCountedForTheStackAndForItsAccount() {
        assertThat(Allowances.of(Action.SCALE_TO_ZERO, "acme", Limits.STANDARD, new Limits(3, 1, 0), 400, SWEEP))
                .containsExactly(
                        new Allowance("actions 2026-11-15T09:46:00Z", 5),
                        new Allowance("stopped 2026-11-15T09:00:00Z", 20),
                        new Allowance("actions 2026-11-15T09:46:00Z account acme", 3),
                        new Allowance("stopped 2026-11-15T09:00:00Z account acme", 4));
    }

    @Test
    void aDeletionIsCountedAsOneToo() {
        assertThat(Allowances.of(Action.DELETE, "acme", Limits.STANDARD, new Limits(3, 1, 0), 400, SWEEP))
                .contains(
                        new Allowance("deletions 2026-11-15T09:00:00Z", 1),
                        new Allowance("deletions 2026-11-15T09:00:00Z account acme", 0));
    }

    @ParameterizedTest
    @EnumSource(
            value = Action.class,
            names = {"WARN", "WAKE", "RESTORE", "SCALE"})
    void whatTakesNothingAwayIsNotCounted(Action action) {
        assertThat(Allowances.of(action, "acme", Limits.STANDARD, Limits.STANDARD, 400, SWEEP))
                .isEmpty();
    }

    /** Rounded down; a fleet of three may still have one stopped, unless the limit is 0. */
    @ParameterizedTest
    @CsvSource({"5, 3, 1", "5, 39, 1", "5, 40, 2", "100, 7, 7", "0, 1000, 0", "1, 0, 1"})
    void aShareOfTheFleetIsRoundedDownToOneAtLeast(int percent, long fleet, long share) {
        assertThat(Allowances.share(percent, fleet)).isEqualTo(share);
    }
}
