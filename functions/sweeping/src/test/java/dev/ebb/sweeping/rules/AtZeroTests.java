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

/** While nothing is ready. At zero since 09:30; deleted after 4 hours, where a policy says so. */
class AtZeroTests {

    private static final String DELETE = "{\"mode\":\"delete\",\"deleteAfter\":\"PT4H\",\"zeroAfter\":\"PT1H\"}";
    private static final Step NOTHING = new Step.Nothing();

    @Test
    void rule6WhatIsAtZeroIsDeletedAfterItsOwnClockAndNotice() {
        Looks looks = Looks.atZero().policyOf(DELETE).quiet();

        Decision notice = looks.now("09:31").decide();
        Decision waiting = looks.noticed("09:31", "receipt-1").now("13:30").decide();
        Decision due = looks.now("13:31").decide();

        // At zero since 09:30 + 4 h = 13:30; notice from 09:31 on, 4 h of it (24 h, or deleteAfter if shorter) = 13:31.
        assertThat(act(notice)).isEqualTo(Action.WARN);
        assertThat(notice.sentence())
                .isEqualTo(
                        "at zero since 09:30 (1 min); is to be announced for deletion now, would be deleted at 13:31");
        assertThat(((Step.Act) notice.step()).reason())
                .isEqualTo("at zero since 09:30 (1 min); would be deleted at 13:31");
        assertThat(waiting.step()).isEqualTo(NOTHING);
        assertThat(waiting.sentence()).isEqualTo("at zero since 09:30 (4 h); would be deleted at 13:31");
        assertThat(waiting.dueAt()).contains(at("13:31"));
        assertThat(act(due)).isEqualTo(Action.DELETE);
        assertThat(due.after().rung()).isEqualTo(Rung.BEING_DELETED);
    }

    @Test
    void rule6TheDefaultIsSevenDays() {
        Looks looks = Looks.atZero().policyOf("{\"mode\":\"delete\"}").now("09:40");

        Decision decision = looks.decide();

        // 15 November 09:30 + 7 d; looked at again within a day.
        assertThat(decision.sentence()).isEqualTo("at zero since 09:30 (10 min); would be deleted at 2026-11-22 09:30");
        assertThat(decision.dueAt()).contains(at("09:40").plus(Duration.ofDays(1)));
    }

    @Test
    void demandThatOnlyAMetricsServiceKnowsOfIsAskedForOften() {
        String wakes = "{\"mode\":\"zero\",\"wake\":true}";
        Looks byMetrics = Looks.atZero().policyOf(wakes).source("CloudWatch").now("09:40");
        Looks byEvents = Looks.atZero().policyOf(wakes).now("09:40");

        // Events make it due by themselves; a metrics service does not.
        assertThat(byMetrics.decide().dueAt()).contains(at("09:45"));
        assertThat(byEvents.decide().dueAt()).contains(at("09:40").plus(Duration.ofDays(1)));
    }

    @Test
    void anUncoveredMinimumIsNotDeleted() {
        Decision decision = Looks.atZero()
                .policyOf(DELETE)
                .minimum(1)
                .noticed("09:31", "receipt-1")
                .now("13:31")
                .decide();

        assertThat(decision.step()).isInstanceOf(Step.Held.class);
    }

    @Test
    void aNoticeWithoutReceiptOrFromBeforeTheClockIsGivenAgain() {
        Looks unanswered =
                Looks.atZero().policyOf(DELETE).noticed("09:31", null).now("13:31");
        Looks old =
                Looks.atZero().policyOf(DELETE).noticed("09:29", "receipt-1").now("13:31");

        assertThat(act(unanswered.decide())).isEqualTo(Action.WARN);
        assertThat(act(old.decide())).isEqualTo(Action.WARN);
    }

    @Test
    void aDeletionNeedsEveryMinuteOfTheWindowBeforeItReportedAndNotWanted() {
        Looks gap = Looks.atZero()
                .policyOf(DELETE)
                .noticed("09:31", "receipt-1")
                .unreported("12:40")
                .now("13:31");
        Looks outside = Looks.atZero()
                .policyOf(DELETE)
                .noticed("09:31", "receipt-1")
                .unreported("12:30")
                .now("13:31");

        Decision unknown = gap.decide();

        assertThat(unknown.verdict().word()).isEqualTo("UNKNOWN");
        assertThat(unknown.step()).isEqualTo(NOTHING);
        assertThat(unknown.sentence())
                .isEqualTo("at zero since 09:30 (4 h 1 min); can't judge: not all minutes since 12:31 were reported,"
                        + " the last at 12:40 was not");
        assertThat(act(outside.decide())).isEqualTo(Action.DELETE);
    }

    @Test
    void demandBeginsTheClockAnew() {
        Decision decision = Looks.atZero()
                .policyOf(DELETE)
                .noticed("09:31", "receipt-1")
                .wanted("10:00")
                .now("13:31")
                .decide();

        // 10:01 + 4 h = 14:01, and the notice is from before: given again, for 4 h from 13:31.
        assertThat(((Verdict.Idle) decision.verdict()).since()).isEqualTo(at("10:01"));
        assertThat(act(decision)).isEqualTo(Action.WARN);
        assertThat(((Step.Act) decision.step()).reason())
                .isEqualTo("at zero since 09:30 (4 h 1 min), by Ebb's clock since 10:01; would be deleted at 17:31");
        assertThat(decision.after().rungSince()).isEqualTo(at("10:01"));
    }

    @Test
    void noticeIsGivenAfterAWholeQuietWindowAtTheEarliest() {
        Looks looks = Looks.atZero().policyOf(DELETE);

        Decision early = looks.now("10:13").decide();
        Decision due = looks.now("10:14").decide();

        // Last asked for in the minute of 09:13: 09:14 + 1 h = 10:14, and 4 h of notice end at 14:14.
        assertThat(early.step()).isEqualTo(NOTHING);
        assertThat(early.verdict().word()).isEqualTo("IDLE");
        assertThat(early.sentence()).endsWith("would be deleted at 14:14");
        assertThat(early.dueAt()).contains(at("10:14"));
        assertThat(act(due)).isEqualTo(Action.WARN);
    }

    @Test
    void whatWasNotSeenAtZeroBeforeIsNeverDeleted() {
        Decision decision = Looks.atZero()
                .policyOf(DELETE)
                .noticed("09:31", "receipt-1")
                .rung(Rung.WARNED, "09:20")
                .now("15:00")
                .decide();

        assertThat(decision.step()).isInstanceOf(Step.Act.class);
        assertThat(act(decision)).isEqualTo(Action.WARN);
        assertThat(decision.after().rung()).isEqualTo(Rung.AT_ZERO);
        assertThat(decision.after().rungSince()).isEqualTo(at("15:00"));
    }

    @Test
    void withoutLeaveToDeleteItStaysAtZero() {
        Looks looks = Looks.atZero().policyOf("{\"mode\":\"zero\",\"deleteAfter\":\"PT4H\"}");

        assertThat(looks.now("13:29").decide().sentence()).isEqualTo("at zero since 09:30 (3 h 59 min); stays at zero");
        assertThat(looks.now("13:30").decide().step()).isEqualTo(new Step.Held(Action.DELETE, "mode zero"));
    }

    @Test
    void aPinAKillSwitchAndKeepWarmHoldADeletionBack() {
        assertThat(held(DELETE, Looks.atZero().pinned("15:00"))).isEqualTo("a pin of ann until 15:00 (demo)");
        assertThat(held(DELETE, Looks.atZero().held("breaker: inventory halved")))
                .isEqualTo("breaker: inventory halved");
        String warm = DELETE.replace(
                "}", ",\"keepWarm\":[{\"days\":\"SUN\",\"from\":\"13:00\",\"to\":\"14:00\",\"zone\":\"UTC\"}]}");
        assertThat(held(warm, Looks.atZero())).isEqualTo("keep-warm until 14:00");
    }

    @Test
    void demandWakesWhatEbbTookToZero() {
        Looks looks = Looks.atZero()
                .policyOf("{\"mode\":\"zero\",\"wake\":true}")
                .scaledDownAt("09:30")
                .minimum(2)
                .wanted("10:02")
                .now("10:03");

        Decision decision = looks.decide();
        Decision capped = looks.heldByCap("11:00").decide();

        assertThat(decision.step()).isEqualTo(new Step.Act(Action.WAKE, 2, false, "wanted at zero, last at 10:02"));
        assertThat(decision.verdict().word()).isEqualTo("ACTIVE");
        assertThat(decision.after().rung()).isEqualTo(Rung.COMING_BACK);
        assertThat(decision.after().scaledDownAt()).isEqualTo(at("09:30"));
        assertThat(capped.step()).isEqualTo(new Step.Held(Action.WAKE, "a hard cap until 11:00"));
        assertThat(capped.dueAt()).contains(at("11:00"));
    }

    @Test
    void whileTheAccountsCapActsNothingOfItIsWokenAndThatIsSaid() {
        Looks looks = Looks.atZero()
                .policyOf("{\"mode\":\"zero\",\"wake\":true}")
                .scaledDownAt("09:30")
                .wanted("10:02")
                .now("10:03");

        Decision capped = looks.capped("11:00").decide();
        Decision over = looks.capped("10:03").decide();

        assertThat(capped.step()).isEqualTo(new Step.Held(Action.WAKE, "the hard cap of 100.00 USD until 11:00"));
        assertThat(capped.sentence())
                .endsWith("would be woken now, held back by the hard cap of 100.00 USD until 11:00");
        assertThat(capped.dueAt()).as("somebody may set the budget anew").contains(at("10:08"));
        assertThat(over.step()).isInstanceOf(Step.Act.class);
    }

    @Test
    void whatThePolicyDoesNotWakeShowsItsDemand() {
        Decision decision = Looks.atZero()
                .scaledDownAt("09:30")
                .wanted("10:02")
                .now("10:03")
                .decide();

        assertThat(decision.step()).isEqualTo(NOTHING);
        assertThat(decision.sentence()).isEqualTo("active: wanted at zero, last at 10:02; the policy does not wake it");
        assertThat(decision.after().rung()).isEqualTo(Rung.AT_ZERO);
        // The first tick at which the minute of 10:02 has been over for 5 minutes and more.
        assertThat(decision.dueAt()).contains(at("10:08"));
    }

    @Test
    void demandFromBeforeTheScaleDownWakesNothing() {
        Decision decision = Looks.atZero()
                .policyOf("{\"mode\":\"zero\",\"wake\":true}")
                .scaledDownAt("09:30")
                .wanted("09:29")
                .now("10:03")
                .decide();

        assertThat(decision.step()).isEqualTo(NOTHING);
        assertThat(decision.verdict().word()).isEqualTo("IDLE");
    }

    @Test
    void whatWasDeletedIsNotLookedAtAgain() {
        Decision decision = Looks.up().deleted().now("10:00").decide();

        assertThat(decision.dueAt()).isEmpty();
        assertThat(decision.after().rung()).isEqualTo(Rung.DELETED);
        assertThat(((Verdict.Idle) decision.verdict()).since()).isEqualTo(at("09:30"));
        assertThat(decision.sentence()).isEqualTo("deleted, nothing runs since 09:30");
    }

    @Test
    void whatFellSilentIsNotAtZero() {
        Decision decision = Looks.atZero().replicas(0, 0, 1).now("10:00").decide();

        assertThat(decision.verdict().word()).isEqualTo("UNKNOWN");
        assertThat(decision.sentence()).isEqualTo("can't judge: 1 replica fell silent without being seen to stop");
    }

    private static String held(String policy, Looks looks) {
        Decision decision = looks.policyOf(policy)
                .noticed("09:31", "receipt-1")
                .now("13:31")
                .decide();
        assertThat(decision.step()).isInstanceOf(Step.Held.class);
        assertThat(((Step.Held) decision.step()).action()).isEqualTo(Action.DELETE);
        return ((Step.Held) decision.step()).by();
    }
}
