package dev.ebb.sweeping.rules;

import static dev.ebb.sweeping.rules.Looks.at;
import static dev.ebb.sweeping.rules.Steps.act;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.rules.Ladder.Decision;
import dev.ebb.sweeping.rules.Ladder.Step;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is idle long enough and is not acted upon all the same. */
class HeldBackTests {

    private static final Step NOTHING = new Step.Nothing();

    @Test
    void inADryRunTheRungMovesAndNothingIsRepeated() {
        Looks looks = Looks.up().policyOf("{}").now("09:59");

        Decision warned = looks.decide();
        Decision zero = looks.now("10:14").status(warned.after()).decide();
        Decision after = looks.now("10:15").status(zero.after()).decide();
        Decision active =
                looks.now("10:20").active("10:18").status(after.after()).decide();

        assertThat(warned.step())
                .isInstanceOfSatisfying(
                        Step.Act.class, act -> assertThat(act.dryRun()).isTrue());
        assertThat(zero.sentence())
                .isEqualTo("idle since 09:14 (1 h; 60 of 60 minutes reported, none active);"
                        + " would go to zero now (dry run)");
        assertThat(zero.after().rung()).isEqualTo(Rung.AT_ZERO);
        assertThat(after.step()).isEqualTo(NOTHING);
        assertThat(after.sentence()).endsWith("would be at zero since 10:14 (dry run)");
        assertThat(active.after().rung()).isEqualTo(Rung.UP);
    }

    @Test
    void whatHoldsAnActionBackIsSaid() {
        assertThat(held(Looks.up().pinned("11:00"))).isEqualTo("a pin of ann until 11:00 (demo)");
        assertThat(held(Looks.up().held("kill switch: fire drill"))).isEqualTo("kill switch: fire drill");
        assertThat(held(Looks.up().policyOf("{\"mode\":\"warn\"}"))).isEqualTo("mode warn");
        assertThat(held(Looks.up().policyOf("{\"mode\":\"zero\",\"wake\":true}").noWayToWake("nobody listens")))
                .isEqualTo("no proven way to wake it: nobody listens");
        // 15 November 2026 is a Sunday.
        assertThat(held(Looks.up()
                        .policyOf("{\"mode\":\"zero\",\"keepWarm\":[{\"days\":\"SUN\",\"from\":\"08:00\","
                                + "\"to\":\"10:20\",\"zone\":\"UTC\"}]}")))
                .isEqualTo("keep-warm until 10:20");
    }

    @Test
    void aCapHoldsMoreReplicasBackAndNotFewer() {
        Holds holds = new Holds(new Sight(
                Looks.up().policyOf("{\"mode\":\"zero\"}").capped("11:00").look()));

        assertThat(holds.of(Action.SCALE, 1_000).map(Hold::by)).contains("the hard cap of 100.00 USD until 11:00");
        assertThat(holds.of(Action.SCALE, 1)).isEmpty();
        assertThat(holds.of(Action.WARN, 0)).isEmpty();
    }

    @Test
    void anInvalidPolicyAllowsNothingAndIsSaid() {
        Decision decision = Looks.up()
                .policyOf("{\"zeroAfter\":\"PT1M\"}")
                .rung(Rung.WARNED, "09:59")
                .now("10:14")
                .decide();

        assertThat(decision.step()).isEqualTo(new Step.Held(Action.SCALE_TO_ZERO, "an invalid policy"));
        assertThat(decision.sentence()).contains("the policy is invalid: deployment: zeroAfter: must be");
    }

    @Test
    void keepWarmDoesNotHoldWarningsBack() {
        Decision decision = Looks.up()
                .policyOf("{\"mode\":\"zero\",\"keepWarm\":[{\"days\":\"SUN\",\"from\":\"08:00\","
                        + "\"to\":\"19:00\",\"zone\":\"UTC\"}]}")
                .now("09:59")
                .decide();

        assertThat(act(decision)).isEqualTo(Action.WARN);
    }

    @Test
    void rule5AMinimumAboveZeroGoesToZeroOnlyIfThePolicyCoversIt() {
        Looks looks = Looks.up()
                .minimum(1)
                .rung(Rung.WARNED, "09:59")
                .minimumWarnedAt(at("09:59"))
                .now("10:14");

        Decision uncovered = looks.decide();
        Decision covered =
                looks.policyOf("{\"mode\":\"zero\",\"coverMinimum\":true}").decide();

        assertThat(uncovered.step())
                .isEqualTo(
                        new Step.Held(Action.SCALE_TO_ZERO, "a minimum of 1 replica, which the policy does not cover"));
        assertThat(act(covered)).isEqualTo(Action.SCALE_TO_ZERO);
    }

    @Test
    void anUncoveredMinimumIsWarnedAboutWeekly() {
        Looks looks = Looks.up().minimum(3).rung(Rung.WARNED, "09:59").now("10:14");
        Instant weekAgo = at("10:14").minus(Duration.ofDays(7));

        Decision first = looks.decide();
        Decision soon = looks.minimumWarnedAt(weekAgo.plusSeconds(60)).decide();
        Decision again = looks.minimumWarnedAt(weekAgo).decide();

        // 3 replicas x 2 GPUs x 168 h = 1008 GPU-hours.
        assertThat(act(first)).isEqualTo(Action.WARN);
        assertThat(first.sentence()).contains("its minimum keeps 3 replicas up, 1008 GPU-hours a week");
        assertThat(first.after().minimumWarnedAt()).isEqualTo(at("10:14"));
        assertThat(soon.step()).isInstanceOf(Step.Held.class);
        assertThat(act(again)).isEqualTo(Action.WARN);
    }

    @Test
    void whatAMinimumCostsIsNoWarningOfZero() {
        Decision ofTheMinimum = Looks.up().minimum(1).now("10:14").decide();
        Decision afterwards =
                Looks.up().minimumWarnedAt(at("10:00")).now("10:14").decide();

        assertThat(act(ofTheMinimum)).isEqualTo(Action.WARN);
        assertThat(ofTheMinimum.after().rung()).isEqualTo(Rung.UP);
        // The minimum was taken back since: its owner is warned of zero first.
        assertThat(act(afterwards)).isEqualTo(Action.WARN);
        assertThat(afterwards.after().rung()).isEqualTo(Rung.WARNED);
    }

    private static String held(Looks looks) {
        Decision decision = looks.rung(Rung.WARNED, "09:59").now("10:14").decide();
        assertThat(decision.step()).isInstanceOf(Step.Held.class);
        return ((Step.Held) decision.step()).by();
    }
}
