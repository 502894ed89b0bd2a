package dev.ebb.sweeping.rules;

import static dev.ebb.sweeping.rules.Looks.at;
import static dev.ebb.sweeping.rules.Steps.act;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.Verdict;
import dev.ebb.sweeping.rules.Ladder.Decision;
import dev.ebb.sweeping.rules.Ladder.Step;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the minutes before a look say, and what they leave open. */
class UnderstoodMinutesTests {

    private static final Step NOTHING = new Step.Nothing();

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
    void ofWhatWasFirstLookedAtJustNowNothingIsKnownYet() {
        Looks adopted = Looks.up().quiet().observedFrom("10:00").lag(Duration.ofMinutes(2));

        Decision first = adopted.now("10:02").decide();
        Decision minute = adopted.now("10:03").decide();

        // Known up to 10:00, and then up to 10:01.
        assertThat(first.verdict()).isInstanceOf(Verdict.Unknown.class);
        assertThat(first.sentence()).isEqualTo("can't judge: nothing is known yet: observed since 10:00");
        assertThat(first.dueAt()).contains(at("10:07"));
        assertThat(minute.sentence()).startsWith("idle since 10:00 (1 min; 1 of 1 minute reported, none active);");
    }

    @Test
    void whatHasJustComeUpOrWasInDemandInTheLastKnownMinuteIsActive() {
        Decision up = Looks.up()
                .quiet()
                .upSince("09:59")
                .lag(Duration.ofMinutes(2))
                .now("10:01")
                .decide();
        Decision demand = Looks.up().lag(Duration.ofMinutes(10)).now("09:24").decide();

        assertThat(up.verdict().word()).isEqualTo("ACTIVE");
        assertThat(up.sentence()).isEqualTo("active: came up at 09:59, of which no whole minute is known yet");
        // 09:59 + 45 min are known 2 min later.
        assertThat(up.dueAt()).contains(at("10:46"));
        assertThat(demand.sentence()).isEqualTo("active: in demand in the last minute that is known, 09:13");
        // 09:14 + 45 min are known 10 min later.
        assertThat(demand.dueAt()).contains(at("10:09"));
    }

    @Test
    void aNewPolicyIsIdleOnTheMinutesBeforeItAndUnknownIfTheyAreMissing() {
        Looks changed = Looks.up().quiet().rung(Rung.WARNED, "09:30").now("10:00");
        Looks looks = changed.status(changed.look().status()).policyOf("{\"mode\":\"zero\",\"zeroAfter\":\"PT50M\"}");

        Decision quiet = looks.decide();
        Decision missing = looks.unreported("09:50").decide();

        // Three quarters of 50 minutes are 37.
        assertThat(quiet.sentence())
                .startsWith("idle since 10:00, when its policy came into force"
                        + " (37 of 37 minutes before reported, none active);");
        assertThat(quiet.verdict().evidence().minutesReported()).isEqualTo(37);
        assertThat(missing.sentence()).isEqualTo("can't judge: 1 of 37 minutes not reported, the last at 09:50");
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
}
