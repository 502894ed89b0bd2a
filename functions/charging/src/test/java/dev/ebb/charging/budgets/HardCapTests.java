package dev.ebb.charging.budgets;

import static dev.ebb.charging.budgets.Steps.exactly;
import static dev.ebb.charging.budgets.Steps.gpu;
import static dev.ebb.charging.budgets.Steps.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Period;
import dev.ebb.charging.Tariff;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetMember;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HardCapTests {

    private static final Instant NOW = Instant.parse("2026-11-15T12:00:00Z");
    private static final Period NOVEMBER = Period.of("2026-11", "UTC");

    /** A minute, four minutes and five minutes: a sixth of an hour. */
    private static final HardCap.Lag LAG =
            new HardCap.Lag(Duration.ofMinutes(1), Duration.ofMinutes(4), Duration.ofMinutes(5));

    private static final HardCap THOUSAND = new HardCap(Fraction.of(1_000), LAG);

    private static CapTarget target(String name, String burn, String ceiling, boolean idle, boolean production) {
        return new CapTarget(new DeploymentId("acme", name), exactly(burn), exactly(ceiling), 0, idle, production);
    }

    @Test
    void theCapActsSoEarlyThatTheCeilingFitsIntoTheLag() {
        List<CapTarget> targets = List.of(target("a", "20", "60", false, true), target("b", "20", "60", false, true));

        HardCap.Outlook outlook = THOUSAND.outlook(exactly("900"), exactly("40"), Fraction.ZERO, targets, NOW);

        // Ceiling 120 an hour, for a sixth of an hour: 20. At 40 an hour, 1000 is reached after 100/40 = 2.5 h, and
        // 1000 - 20 = 980 after 80/40 = 2 h.
        assertThat(outlook.ceiling()).isEqualTo(exactly("120"));
        assertThat(outlook.margin()).isEqualTo(exactly("20"));
        assertThat(outlook.reachedAt()).contains(Instant.parse("2026-11-15T14:30:00Z"));
        // At the ceiling after 100/120 h, which are 50 minutes.
        assertThat(outlook.ceilingReachedAt()).contains(Instant.parse("2026-11-15T12:50:00Z"));
        assertThat(outlook.actsAt()).contains(Instant.parse("2026-11-15T14:00:00Z"));
        assertThat(outlook.actsNow()).isFalse();
    }

    @Test
    void anInstantAfterThePeriodsEndIsNotACaps() {
        HardCap.Outlook outlook = THOUSAND.outlook(exactly("900"), exactly("40"), Fraction.ZERO, List.of(), NOW);

        assertThat(outlook.until(Instant.parse("2026-11-15T14:30:00.001Z")).reachedAt())
                .isEqualTo(outlook.reachedAt());
        HardCap.Outlook cut = outlook.until(Instant.parse("2026-11-15T14:30:00Z"));
        assertThat(cut.reachedAt()).isEmpty();
        assertThat(cut.actsAt())
                .as("without anything to stop there is no margin")
                .isEmpty();
        assertThat(outlook.until(NOVEMBER.to())).isEqualTo(outlook);
        assertThat(cut.burn()).isEqualTo(outlook.burn());
    }

    @Test
    void atExactlyTheMarginItActs() {
        List<CapTarget> targets = List.of(target("a", "40", "120", false, true));

        assertThat(THOUSAND.outlook(exactly("980"), exactly("40"), Fraction.ZERO, targets, NOW)
                        .actsNow())
                .isTrue();
        // A cent less lasts 0.01/40 h = 0.9 s.
        HardCap.Outlook before = THOUSAND.outlook(exactly("979.99"), exactly("40"), Fraction.ZERO, targets, NOW);
        assertThat(before.actsNow()).isFalse();
        assertThat(before.actsAt()).contains(NOW.plusMillis(900));
    }

    @Test
    void aPartOfAMillisecondCountsAsAWholeOne() {
        HardCap.Outlook outlook = THOUSAND.outlook(exactly("999"), exactly("7"), Fraction.ZERO, List.of(), NOW);

        // 1/7 h is 514285.714 ms.
        assertThat(outlook.reachedAt()).contains(NOW.plusMillis(514_286));
    }

    @Test
    void whatAccruesBesideGpusCountsForTheBurnAndForTheCeiling() {
        List<CapTarget> targets = List.of(target("a", "20", "60", false, true));

        HardCap.Outlook outlook = THOUSAND.outlook(exactly("900"), exactly("20"), exactly("5"), targets, NOW);

        // 20 + 5 an hour: 100/25 = 4 h. At most 60 + 5 an hour, for a sixth of an hour: 65/6.
        assertThat(outlook.burn()).isEqualTo(exactly("25"));
        assertThat(outlook.reachedAt()).contains(Instant.parse("2026-11-15T16:00:00Z"));
        assertThat(outlook.ceiling()).isEqualTo(exactly("65"));
        assertThat(outlook.margin().times(Fraction.of(6))).isEqualTo(exactly("65"));
    }

    @Test
    void whatWasDeletedCanNotComeToItsMaxReplicas() {
        FleetMember gone = new FleetMember(
                new DeploymentId("acme", "llama"),
                0,
                0,
                new ShapePart("H100", new GpuCount(2_000), "us"),
                new Usage.Configuration(null, null, 4, Map.of(), null, null),
                true,
                false);

        assertThat(of(gone, Steps.of(), usd(gpu("H100", "2026-01-01T00:00:00Z", "8")))
                        .ceiling())
                .isEqualTo(Fraction.ZERO);
    }

    @Test
    void whatBurnsNothingReachesNothing() {
        HardCap.Outlook outlook = THOUSAND.outlook(exactly("999"), Fraction.ZERO, Fraction.ZERO, List.of(), NOW);

        assertThat(outlook.reachedAt()).isEmpty();
        assertThat(outlook.actsAt()).isEmpty();
        assertThat(outlook.actsNow()).isFalse();
    }

    @Test
    void whatLiesBeyondAThousandYearsIsNever() {
        HardCap.Outlook outlook = THOUSAND.outlook(Fraction.ZERO, exactly("0.0001"), Fraction.ZERO, List.of(), NOW);

        // 1000 / 0.0001 = 10^7 h are 1,140 years.
        assertThat(outlook.reachedAt()).isEmpty();
    }

    @Test
    void whatWouldBurnNothingNowMayStillHaveToBeStoppedForWhatItMayBecome() {
        List<CapTarget> targets = List.of(target("a", "0", "600", false, true));

        // 600 x 1/6 = 100: at 900 there is no more time, although nothing runs yet.
        assertThat(THOUSAND.outlook(exactly("900"), Fraction.ZERO, Fraction.ZERO, targets, NOW)
                        .actsNow())
                .isTrue();
    }

    @Test
    void victimsAreFirstIdleThenNotProductionThenWhatBurnsMost() {
        CapTarget booting =
                new CapTarget(new DeploymentId("acme", "booting"), Fraction.ZERO, exactly("9"), 1, false, true);
        List<CapTarget> targets = List.of(
                target("production-large", "9", "9", false, true),
                target("zero", "0", "9", true, false),
                target("test-small", "1", "1", false, false),
                booting,
                target("idle-production", "2", "2", true, true),
                target("production-small", "3", "3", false, true),
                target("test-large", "5", "5", false, false),
                target("idle-test", "1", "1", true, false));

        assertThat(THOUSAND.outlook(exactly("1000"), exactly("30"), Fraction.ZERO, targets, NOW)
                        .victims())
                .extracting(victim -> victim.deployment().name())
                .containsExactly(
                        "idle-test",
                        "idle-production",
                        "test-large",
                        "test-small",
                        "production-large",
                        "production-small",
                        "booting");
    }

    private static FleetMember member(
            long ready, long starting, @Nullable Integer maxReplicas, Map<String, String> labels) {
        return new FleetMember(
                new DeploymentId("acme", "llama"),
                ready,
                starting,
                new ShapePart("H100", new GpuCount(2_000), "us"),
                new Usage.Configuration(null, null, maxReplicas, labels, null, null),
                false,
                false);
    }

    private static CapTarget of(FleetMember member, Steps steps, Tariff tariff) {
        return of(member, steps, tariff, 0);
    }

    private static CapTarget of(FleetMember member, Steps steps, Tariff tariff, long asked) {
        return CapTarget.of(member, steps.reading(NOVEMBER.from()), tariff, NOVEMBER, NOW, asked, false);
    }

    @Test
    void theCeilingCountsWhatWasAskedForBeforeItCanBeSeen() {
        Tariff tariff = usd(gpu("H100", "2026-01-01T00:00:00Z", "8"));

        // Two GPUs a replica at 8: 16 a replica. The larger of what is seen and what was asked for, not their sum.
        assertThat(of(member(0, 0, null, Map.of()), Steps.of(), tariff, 3).ceiling())
                .isEqualTo(exactly("48"));
        assertThat(of(member(0, 2, null, Map.of()), Steps.of(), tariff, 3).ceiling())
                .isEqualTo(exactly("48"));
        assertThat(of(member(0, 4, null, Map.of()), Steps.of(), tariff, 3).ceiling())
                .isEqualTo(exactly("64"));
        assertThat(of(member(0, 0, 2, Map.of()), Steps.of(), tariff, 3).ceiling())
                .isEqualTo(exactly("48"));
    }

    @Test
    void theCeilingCountsReadyStartingAndMaxReplicasAtTheHighestRateToCome() {
        Steps one = Steps.of("2026-11-01T00:00:00Z 2");
        Tariff rising = usd(gpu("H100", "2026-01-01T00:00:00Z", "8"), gpu("H100", "2026-11-20T00:00:00Z", "10"));

        // Two GPUs a replica, at 10 in five days: 20 a replica.
        assertThat(of(member(1, 2, null, Map.of()), one, rising).ceiling()).isEqualTo(exactly("60"));
        assertThat(of(member(1, 0, 4, Map.of()), one, rising).ceiling()).isEqualTo(exactly("80"));
        assertThat(of(member(1, 5, 4, Map.of()), one, rising).ceiling()).isEqualTo(exactly("120"));
        assertThat(of(member(1, 5, 4, Map.of()), one, rising).burn()).isEqualTo(exactly("16"));
    }

    @Test
    void whatRunsOnALargerShapeThanTheAnnouncedOneCountsAsItRuns() {
        Steps large = Steps.of("2026-11-01T00:00:00Z 16");

        assertThat(of(member(1, 0, null, Map.of()), large, usd(gpu("H100", "2026-01-01T00:00:00Z", "8")))
                        .ceiling())
                .isEqualTo(exactly("128"));
    }

    @Test
    void whoeverSaysNothingOfTheEnvironmentIsProduction() {
        Steps none = Steps.of();
        Tariff tariff = usd(gpu("H100", "2026-01-01T00:00:00Z", "8"));

        assertThat(of(member(0, 0, null, Map.of()), none, tariff).production()).isTrue();
        assertThat(of(member(0, 0, null, Map.of("environment", "Production")), none, tariff)
                        .production())
                .isTrue();
        assertThat(of(member(0, 0, null, Map.of("environment", "staging")), none, tariff)
                        .production())
                .isFalse();
    }

    @Test
    void aCapOfNothingIsRefused() {
        assertThatThrownBy(() -> new HardCap(Fraction.ZERO, LAG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("amount: must be above 0, is 0");
    }
}
