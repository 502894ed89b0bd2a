package dev.ebb.sweeping.rules;

import static dev.ebb.sweeping.rules.Looks.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.Verdict;
import dev.ebb.sweeping.rules.Ladder.Decision;
import dev.ebb.sweeping.rules.Ladder.Step;
import java.time.Duration;
import java.time.Instant;
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
    void aMinuteThatNobodyReportedMakesItUnknown() {
        Decision decision = Looks.up()
                .rung(Rung.WARNED, "09:59")
                .unreported("09:50")
                .unreported("09:58")
                .now("10:14")
                .decide();

        assertThat(decision.verdict().word()).isEqualTo("UNKNOWN");
        assertThat(decision.step()).isEqualTo(NOTHING);
        assertThat(decision.sentence()).isEqualTo("can't judge: 2 of 60 minutes not reported, the last at 09:58");
        assertThat(decision.verdict().evidence().minutesReported()).isEqualTo(58);
        assertThat(decision.dueAt()).contains(at("10:19"));
        assertThat(decision.after().rung()).isEqualTo(Rung.WARNED);
    }

    @Test
    void aMinuteThatNobodyReportedBeforeTheWindowOnlyShortensTheIdleness() {
        Decision decision = Looks.up()
                .rung(Rung.WARNED, "10:25")
                .unreported("09:40")
                .now("10:41")
                .decide();

        // The window is [09:41, 10:41).
        assertThat(decision.verdict()).isInstanceOf(Verdict.Idle.class);
        assertThat(((Verdict.Idle) decision.verdict()).since()).isEqualTo(at("09:41"));
        assertThat(act(decision)).isEqualTo(Action.SCALE_TO_ZERO);
    }

    @Test
    void aSourcesLagIsWaitedFor() {
        Looks warned = Looks.up().rung(Rung.WARNED, "10:02").lag(Duration.ofMinutes(3));

        Decision early = warned.now("10:16").decide();
        Decision due = warned.unreported("10:15").now("10:17").decide();

        // Known up to 10:14 at 10:17; what was not reported since can't be expected yet.
        assertThat(early.step()).isEqualTo(NOTHING);
        assertThat(early.dueAt()).contains(at("10:17"));
        assertThat(act(due)).isEqualTo(Action.SCALE_TO_ZERO);
    }

    @Test
    void demandWithinTheLagMakesItActive() {
        Decision decision = Looks.up()
                .rung(Rung.WARNED, "10:02")
                .lag(Duration.ofMinutes(10))
                .wanted("10:15")
                .now("10:24")
                .decide();

        assertThat(decision.verdict().word()).isEqualTo("ACTIVE");
    }

    @Test
    void idlenessNeverBeginsBeforeTheFirstLookOrThePolicy() {
        Decision adopted = Looks.up().quiet().observedFrom("09:50").now("10:00").decide();
        Looks changed = Looks.up().quiet().rung(Rung.WARNED, "09:30").now("10:00");
        Decision changedPolicy = changed.status(changed.look().status())
                .policyOf("{\"mode\":\"zero\",\"zeroAfter\":\"PT50M\"}")
                .decide();

        assertThat(((Verdict.Idle) adopted.verdict()).since()).isEqualTo(at("09:50"));
        assertThat(((Verdict.Idle) changedPolicy.verdict()).since()).isEqualTo(at("10:00"));
        assertThat(changedPolicy.after().policySince()).isEqualTo(at("10:00"));
        assertThat(changedPolicy.after().rung()).isEqualTo(Rung.UP);
        assertThat(changedPolicy.step()).isEqualTo(NOTHING);
    }

    @Test
    void whatIsStartingIsActiveForHalfAnHourAndThenUnknown() {
        Looks looks = Looks.up().replicas(1, 2, 0).rung(Rung.WARNED, "09:59").startingSince("10:00");

        Decision active = looks.now("10:30").decide();
        Decision unknown = looks.now("10:31").decide();

        assertThat(active.sentence()).isEqualTo("active: 2 replicas are starting, since 10:00");
        assertThat(unknown.sentence()).isEqualTo("can't judge: has been starting for 31 min");
        assertThat(unknown.verdict().word()).isEqualTo("UNKNOWN");
    }

    @Test
    void aFailureALostReplicaAndWhatIsPendingAreUnknownAndAVetoIsActive() {
        Looks looks = Looks.up().rung(Rung.WARNED, "09:59").now("10:14");

        assertThat(looks.failure("CloudWatch: throttled").decide().sentence())
                .isEqualTo("can't judge: CloudWatch: throttled");
        Looks lost = Looks.up().rung(Rung.WARNED, "09:59").replicas(1, 0, 1).now("10:14");
        assertThat(lost.decide().verdict().word()).isEqualTo("UNKNOWN");
        Looks pending = Looks.up().rung(Rung.WARNED, "09:59").pending().now("10:14");
        assertThat(pending.decide().verdict().word()).isEqualTo("UNKNOWN");
        Looks busy = Looks.up().rung(Rung.WARNED, "09:59").veto("GPUs at 97 %").now("10:14");
        assertThat(busy.decide().sentence()).isEqualTo("active: GPUs at 97 %");
    }

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
    void regretsLengthenItsWindowsAndThatIsSaid() {
        Decision early =
                Looks.up().rung(Rung.WARNED, "10:44").damping(1).now("11:13").decide();
        Decision due =
                Looks.up().rung(Rung.WARNED, "10:44").damping(1).now("11:14").decide();
        Decision off = Looks.up()
                .policyOf("{\"mode\":\"zero\",\"damping\":false}")
                .rung(Rung.WARNED, "09:59")
                .damping(1)
                .now("10:14")
                .decide();

        // 09:14 + 2 x 60 min = 11:14.
        assertThat(early.sentence())
                .isEqualTo(
                        "idle since 09:14 (1 h 59 min; 119 of 119 minutes reported, none active); would go to zero at"
                                + " 11:14; windows are 2 times as long, for it was woken soon after it went to zero");
        assertThat(act(due)).isEqualTo(Action.SCALE_TO_ZERO);
        assertThat(act(off)).isEqualTo(Action.SCALE_TO_ZERO);
    }

    @Test
    void whatComesBackByItselfWithinAnHourIsARegretAndLaterTakesOneBack() {
        Looks regretted =
                Looks.up().quiet().scaledDownAt("08:30").upSince("09:33").active("09:30");
        Looks later = Looks.up().quiet().scaledDownAt("08:30").upSince("09:33").active("09:31");

        Decision regret =
                regretted.damping(1).rung(Rung.AT_ZERO, "08:31").now("09:50").decide();
        Decision none =
                later.damping(1).rung(Rung.AT_ZERO, "08:31").now("09:50").decide();

        // Asked for at 09:30, 60 min after 08:30; and at 09:31, 61 min after.
        assertThat(regret.after().damping()).isEqualTo(2);
        assertThat(regret.after().scaledDownAt()).isNull();
        assertThat(none.after().damping()).isZero();
        assertThat(none.after().rung()).isEqualTo(Rung.UP);
    }

    @Test
    void aReturnThatAnActionBroughtAboutWasCountedByIt() {
        Looks back = Looks.up()
                .quiet()
                .scaledDownAt("08:30")
                .upSince("09:00")
                .damping(1)
                .now("09:50");

        Decision done = back.rung(Rung.UP, "09:01").decide();
        Decision underWay = back.rung(Rung.COMING_BACK, "08:59").decide();

        assertThat(done.after().damping()).isEqualTo(1);
        assertThat(done.after().scaledDownAt()).isNull();
        assertThat(underWay.after().damping()).isEqualTo(1);
        assertThat(underWay.after().scaledDownAt()).isEqualTo(at("08:30"));
    }

    @Test
    void whileAnActionIsUnderWayNoOtherIsMarked() {
        Decision decision =
                Looks.up().rung(Rung.GOING_TO_ZERO, "10:14").now("10:30").decide();

        assertThat(decision.step()).isEqualTo(NOTHING);
        assertThat(decision.after().rung()).isEqualTo(Rung.GOING_TO_ZERO);
        assertThat(decision.dueAt()).contains(at("10:35"));
    }

    @Test
    void theLastVerdictMayKnowOfMoreQuietMinutesThanWereRead() {
        Looks looks = Looks.up().quiet().knownSince("04:00").idleSince("05:00").now("06:50");

        Decision quiet = looks.decide();
        Decision not = looks.unreported("06:00").decide();

        // Minutes were read from 06:00 on.
        assertThat(((Verdict.Idle) quiet.verdict()).since()).isEqualTo(at("05:00"));
        assertThat(quiet.verdict().evidence().minutesNeeded()).isEqualTo(50);
        assertThat(((Verdict.Idle) not.verdict()).since()).isEqualTo(at("06:01"));
    }

    private static Action act(Decision decision) {
        assertThat(decision.step()).isInstanceOf(Step.Act.class);
        return ((Step.Act) decision.step()).action();
    }

    private static String held(Looks looks) {
        Decision decision = looks.rung(Rung.WARNED, "09:59").now("10:14").decide();
        assertThat(decision.step()).isInstanceOf(Step.Held.class);
        return ((Step.Held) decision.step()).by();
    }
}
