package dev.ebb.sweeping.rules;

import static dev.ebb.sweeping.rules.Looks.at;
import static dev.ebb.sweeping.rules.Steps.act;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.Verdict;
import dev.ebb.sweeping.rules.Ladder.Decision;
import dev.ebb.sweeping.rules.Ladder.Step;
import org.junit.jupiter.api.Test;

/** While replicas are ready. Defaults: warn after 45 minutes, zero after 60. */
class IdleLadderTests {

    private static final Step NOTHING = new Step.Nothing();

    @Test
    void rule5IdleDeploymentsGoToZeroAfterAnHourByDefault() {
        Looks warned = Looks.up().rung(Rung.WARNED, "09:59");

        Decision early = warned.now("10:13").decide();
        Decision due = warned.now("10:14").decide();

        // The last active minute is 09:13, so it is idle since 09:14; 09:14 + 60 min = 10:14.
        assertThat(early.step()).isEqualTo(NOTHING);
        assertThat(early.dueAt()).contains(at("10:14"));
        assertThat(due.step())
                .isEqualTo(new Step.Act(
                        Action.SCALE_TO_ZERO,
                        0,
                        false,
                        "idle since 09:14 (1 h; 60 of 60 minutes reported, none active)"));
        assertThat(due.after().rung()).isEqualTo(Rung.GOING_TO_ZERO);
        assertThat(due.after().revision()).isEqualTo(8);
        assertThat(due.after().mark()).isEqualTo(3);
        assertThat(due.sentence())
                .isEqualTo("idle since 09:14 (1 h; 60 of 60 minutes reported, none active); is to go to zero now");
    }

    @Test
    void rule5TheShortestWindowIsFiveMinutes() {
        String policy = "{\"mode\":\"zero\",\"zeroAfter\":\"PT5M\"}";
        Looks up = Looks.up().policyOf(policy);
        Looks warned = Looks.up().policyOf(policy).rung(Rung.WARNED, "09:17");

        Decision inDemand = up.now("09:16").decide();
        Decision warning = up.now("09:17").decide();
        Decision early = warned.now("09:18").decide();
        Decision due = warned.now("09:19").decide();

        // Idle since 09:14: three quarters of 5 minutes, cut to 3, are over at 09:17, all 5 at 09:19.
        assertThat(inDemand.verdict()).isInstanceOf(Verdict.Active.class);
        assertThat(act(warning)).isEqualTo(Action.WARN);
        assertThat(early.step()).isEqualTo(NOTHING);
        assertThat(act(due)).isEqualTo(Action.SCALE_TO_ZERO);
    }

    @Test
    void whoIsWarnedLateHasTheTimeBetweenWarningAndZeroAllTheSame() {
        Looks warned = Looks.up().rung(Rung.WARNED, "11:00");

        Decision early = warned.now("11:14").decide();
        Decision due = warned.now("11:15").decide();

        // Idle since 09:14, but warned at 11:00 only: 60 - 45 minutes later.
        assertThat(early.step()).isEqualTo(NOTHING);
        assertThat(early.dueAt()).contains(at("11:15"));
        assertThat(act(due)).isEqualTo(Action.SCALE_TO_ZERO);
    }

    @Test
    void rule7TheVerdictSaysSinceWhenItIsIdleAndWhatComesNext() {
        Decision quiet = Looks.up().now("09:30").decide();
        Decision warned = Looks.up().rung(Rung.WARNED, "09:59").now("10:00").decide();

        // 09:30 - 09:14 = 16 min; 09:14 + 45 min = 09:59; 09:14 + 60 min = 10:14; 10:00 - 09:14 = 46 min.
        assertThat(quiet.sentence())
                .isEqualTo("idle since 09:14 (16 min; 16 of 16 minutes reported, none active);"
                        + " would be warned about at 09:59, would go to zero at 10:14");
        assertThat(quiet.dueAt()).contains(at("09:59"));
        assertThat(warned.sentence())
                .isEqualTo("idle since 09:14 (46 min; 46 of 46 minutes reported, none active);"
                        + " would go to zero at 10:14");
        assertThat(warned.verdict().evidence().minutesNeeded()).isEqualTo(46);
        assertThat(warned.verdict().evidence().minutesReported()).isEqualTo(46);
        assertThat(warned.verdict().evidence().minutesActive()).isZero();
        assertThat(warned.verdict().evidence().data())
                .contains(
                        "phase RUNNING: 1 ready, 0 starting, 0 lost",
                        "last demand in the minute of 2026-11-15T09:13:00Z",
                        "windows times 1");
    }

    @Test
    void itsOwnerIsWarnedBeforeAnythingElse() {
        Decision decision = Looks.up().now("10:30").decide();

        assertThat(act(decision)).isEqualTo(Action.WARN);
        assertThat(decision.after().rung()).isEqualTo(Rung.WARNED);
        assertThat(decision.after().rungSince()).isEqualTo(at("10:30"));
        assertThat(decision.dueAt()).contains(at("10:31"));
    }

    @Test
    void demandAfterAWarningTakesItBack() {
        Decision active = Looks.up()
                .rung(Rung.WARNED, "09:59")
                .active("10:05")
                .now("10:07")
                .decide();
        Decision later = Looks.up()
                .rung(Rung.WARNED, "09:59")
                .active("10:05")
                .now("10:20")
                .decide();

        assertThat(active.verdict().word()).isEqualTo("ACTIVE");
        assertThat(active.sentence()).isEqualTo("active: in demand, last at 10:05");
        assertThat(active.after().rung()).isEqualTo(Rung.UP);
        assertThat(active.after().idleSince()).isNull();
        // 10:06 + 45 min = 10:51.
        assertThat(active.dueAt()).contains(at("10:51"));
        assertThat(later.after().rung()).isEqualTo(Rung.UP);
        assertThat(later.dueAt()).contains(at("10:51"));
    }

    @Test
    void whileAnActionIsUnderWayNoOtherIsMarked() {
        Decision decision =
                Looks.up().rung(Rung.GOING_TO_ZERO, "10:14").now("10:30").decide();

        assertThat(decision.step()).isEqualTo(NOTHING);
        assertThat(decision.after().rung()).isEqualTo(Rung.GOING_TO_ZERO);
        assertThat(decision.dueAt()).contains(at("10:35"));
    }
}
