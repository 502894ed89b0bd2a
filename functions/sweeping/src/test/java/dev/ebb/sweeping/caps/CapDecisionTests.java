package dev.ebb.sweeping.caps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Period;
import dev.ebb.charging.budgets.CapFigures;
import dev.ebb.charging.budgets.CapTarget;
import dev.ebb.charging.budgets.HardCap;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.caps.CapMember.Standing;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapDecisionTests {

    private static final Instant NOON = Instant.parse("2026-11-15T12:00:00Z");
    private static final Period NOVEMBER = Period.of("2026-11", "UTC");
    private static final Duration FIVE = Duration.ofMinutes(5);

    /** A minute, five and five: what is left running counts for 11 minutes, what is stopped now for 10. */
    private static final HardCap.Lag LAG = new HardCap.Lag(Duration.ofMinutes(1), FIVE, FIVE);

    private static CapMember member(String name, long burn, long ceiling, boolean production, Standing standing) {
        return member(name, burn, ceiling, false, production, standing);
    }

    private static CapMember member(
            String name, long burn, long ceiling, boolean idle, boolean production, Standing standing) {
        CapTarget target = new CapTarget(
                new DeploymentId("acme", name), Fraction.of(burn), Fraction.of(ceiling), 0, idle, production);
        return new CapMember(target, FIVE, standing);
    }

    private static CapFigures figures(String accrued, long besides, Instant now, CapMember... members) {
        return new CapFigures(
                "acme",
                BigDecimal.valueOf(1_000),
                NOVEMBER,
                now,
                Currency.getInstance("USD"),
                false,
                Fraction.of(new BigDecimal(accrued)),
                Fraction.ZERO,
                Fraction.of(besides),
                List.of(members).stream().map(CapMember::target).toList());
    }

    private static CapDecision decide(String accrued, long besides, CapMember... members) {
        return CapDecision.of(figures(accrued, besides, NOON, members), List.of(members), LAG);
    }

    private static List<String> names(List<CapMember> members) {
        return members.stream()
                .map(member -> member.target().deployment().name())
                .toList();
    }

    private static final Standing FREE = new Standing.Free();

    @Test
    void itActsAtTheVeryCentAtWhichTheNextLookCouldBeTooLate() {
        CapMember a = member("a", 60, 120, true, FREE);

        // 120 an hour for 11 minutes are 22: 1000 - 22 = 978.
        assertThat(decide("977.99", 0, a).stop()).isEmpty();
        assertThat(names(decide("978", 0, a).stop())).containsExactly("a");
        assertThat(CapDecision.isNear(figures("977.99", 0, NOON, a), LAG)).isFalse();
        assertThat(CapDecision.isNear(figures("978", 0, NOON, a), LAG)).isTrue();
    }

    @Test
    void onlyAsManyAreStoppedAsTheRestNeedsNot() {
        CapMember first = member("first", 60, 60, false, FREE);
        CapMember second = member("second", 50, 60, false, FREE);
        CapMember third = member("third", 60, 60, true, FREE);

        // 180 an hour for 11 minutes are 33. Each that is stopped now counts for a minute less, which is 1.
        assertThat(names(decide("967", 0, first, second, third).stop())).containsExactly("first");
        assertThat(names(decide("967.99", 0, first, second, third).stop())).containsExactly("first");
        assertThat(names(decide("968", 0, first, second, third).stop())).containsExactly("first", "second");
        assertThat(decide("968", 0, first, second, third).suffices()).isTrue();
        // 970 + 30 = 1000: even if all are stopped, it is too late to be sure.
        CapDecision late = decide("970", 0, first, second, third);
        assertThat(names(late.stop())).containsExactly("first", "second", "third");
        assertThat(late.suffices()).isFalse();
    }

    @Test
    void idleComesBeforeOthersAndOthersBeforeProduction() {
        CapMember busyTest = member("busy-test", 10, 10, false, false, FREE);
        CapMember idleProduction = member("idle-production", 5, 10, true, true, FREE);
        CapMember busyProduction = member("busy-production", 90, 90, false, true, FREE);
        CapMember largerTest = member("larger-test", 20, 20, false, false, FREE);

        assertThat(names(decide("2000", 0, busyProduction, busyTest, idleProduction, largerTest)
                        .stop()))
                .containsExactly("idle-production", "larger-test", "busy-test", "busy-production");
    }

    @Test
    void whatIsHeldIsPassedOverAndNamed() {
        CapMember held = member("held", 60, 60, false, new Standing.Held("mode dryRun"));
        CapMember free = member("free", 60, 60, true, FREE);

        CapDecision decision = decide("978", 0, held, free);

        assertThat(names(decision.held())).containsExactly("held");
        assertThat(names(decision.stop())).containsExactly("free");
        // 60 x 11/60 + 60 x 10/60 = 21, and 978 + 21 = 999. What is left burns 60 an hour: 22/60 h are 22 minutes.
        assertThat(decision.suffices()).isTrue();
        assertThat(decision.reachedAt()).contains(Instant.parse("2026-11-15T12:22:00Z"));
    }

    @Test
    void whatIsBeingStoppedIsNotStoppedAgainAndCountsForWhatIsLeftOfItsTime() {
        CapMember going = member("going", 60, 60, false, new Standing.Stopping(NOON.plusSeconds(120)));
        CapMember other = member("other", 60, 60, true, FREE);

        // 60 x (5 + 2)/60 + 60 x 11/60 = 18.
        assertThat(decide("981.99", 0, going, other).stop()).isEmpty();
        assertThat(names(decide("982", 0, going, other).stop())).containsExactly("other");
    }

    @Test
    void whatWasStoppedCountsWithNothingOnceAllItsEventsAreHere() {
        CapMember gone = member("gone", 0, 600, false, new Standing.Stopping(NOON.minus(FIVE)));
        CapMember later = member("later", 0, 600, false, new Standing.Stopping(NOON.minusSeconds(240)));
        CapMember other = member("other", 60, 60, true, FREE);

        assertThat(decide("988.99", 0, gone, other).stop()).isEmpty();
        // One minute more of 600 an hour: 10 + 11 = 21.
        assertThat(decide("978.99", 0, later, other).stop()).isEmpty();
        assertThat(names(decide("979", 0, later, other).stop())).containsExactly("other");
    }

    @Test
    void whatSleepsCountsWithAllThatItMayBecomeAndCanNotBeStopped() {
        CapMember asleep = member("asleep", 0, 60, false, FREE);
        CapMember other = member("other", 60, 60, true, FREE);

        assertThat(names(decide("978", 0, asleep, other).stop())).containsExactly("other");
        assertThat(decide("2000", 0, asleep).stop()).isEmpty();
    }

    @Test
    void tokensAndReservedGpusCountAndCanNotBeStopped() {
        CapMember other = member("other", 60, 60, true, FREE);

        // (60 + 30) an hour for 11 minutes are 16.5.
        assertThat(decide("983.49", 30, other).stop()).isEmpty();
        CapDecision decision = decide("983.50", 30, other);
        assertThat(names(decision.stop())).containsExactly("other");
        // The 30 an hour go on: 16.5/30 h are 33 minutes.
        assertThat(decision.reachedAt()).contains(Instant.parse("2026-11-15T12:33:00Z"));
    }

    @Test
    void afterTheEndOfThePeriodNothingCounts() {
        CapMember a = member("a", 60, 60, true, FREE);
        Instant late = NOVEMBER.to().minusSeconds(120);

        // Five minutes behind and two to the end: 60 x 7/60 = 7.
        assertThat(CapDecision.of(figures("992.99", 0, late, a), List.of(a), LAG)
                        .stop())
                .isEmpty();
        CapDecision decision = CapDecision.of(figures("993", 0, late, a), List.of(a), LAG);
        assertThat(names(decision.stop())).containsExactly("a");
        assertThat(decision.reachedAt()).isEmpty();
    }

    @Test
    void aTargetThatTakesLongerIsStoppedEarlier() {
        CapTarget target =
                new CapTarget(new DeploymentId("acme", "slow"), Fraction.of(60), Fraction.of(60), 0, false, true);
        CapMember slow = new CapMember(target, Duration.ofMinutes(30), FREE);

        // 60 x 36/60 = 36.
        assertThat(decide("963.99", 0, slow).stop()).isEmpty();
        assertThat(names(decide("964", 0, slow).stop())).containsExactly("slow");
    }

    @Test
    void whatBootsAndBurnsNothingYetIsStoppedToo() {
        CapTarget target =
                new CapTarget(new DeploymentId("acme", "booting"), Fraction.ZERO, Fraction.of(60), 2, false, true);
        CapMember booting = new CapMember(target, FIVE, FREE);

        assertThat(names(decide("989", 0, booting).stop())).containsExactly("booting");
    }
}
