package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.actions.ActionByHand;
import dev.ebb.sweeping.actions.ActionByHand.Decided;
import dev.ebb.sweeping.sweeps.SweepStore.RecordedVerdict;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules 5, 6 and 7 of the product, through the handlers. */
class RulesDynamoTests {

    private static final String WAKES = ",\"target\":{\"type\":\"bus\",\"wakes\":true}";

    private final Fleet fleet = new Fleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    private long gpus(DeploymentId id) {
        return fleet.watched(id).state().readyReplicas();
    }

    /** Rule 5: deployments scale from 0 to many GPUs and back; idle ones go to zero after a window, by default 1 h. */
    @Test
    void rule5IdleDeploymentsGoToZeroAfterAnHourAndComeBackWithAsManyGpus() {
        fleet.stackPolicy("{\"mode\":\"zero\",\"wake\":true}");
        DeploymentId llama = fleet.running("llama", 0, WAKES);
        fleet.sweep();
        assertThat(gpus(llama)).isZero();
        fleet.pass(Duration.ofMinutes(10));
        fleet.runner.scale(llama, 4);
        Instant up = fleet.now();
        assertThat(gpus(llama)).isEqualTo(4);
        fleet.sweep();
        assertThat(fleet.sentence(llama))
                .isEqualTo("ACTIVE: active: came up at 08:10, of which no whole minute is known yet");

        fleet.lookUntil(llama, Rung.AT_ZERO);

        // 08:10 + 60 min, and 2 min until its events are sure to be metered.
        RecordedVerdict last = fleet.verdict(llama);
        assertThat(last.sweep()).isEqualTo(up.plus(Duration.ofMinutes(62)));
        assertThat(last.sentence())
                .isEqualTo("idle since 08:10 (1 h; 60 of 60 minutes reported, none active); is to go to zero now");
        assertThat(gpus(llama)).isZero();

        fleet.pass(Duration.ofHours(2));
        fleet.rejected(llama, fleet.now());
        fleet.look(llama);
        assertThat(gpus(llama)).as("woken with as many as there were").isEqualTo(4);
        assertThat(fleet.runner.done()).containsExactly("SCALE_TO_ZERO llama", "WAKE llama");
    }

    /** Rule 5: the window is at least 5 min; a shorter one is no policy, and under none nothing is done. */
    @Test
    void rule5TheShortestWindowIsFiveMinutes() {
        DeploymentId five = fleet.running("five");
        DeploymentId less = fleet.running("less");
        fleet.policy(five, "{\"mode\":\"zero\",\"warnAfter\":\"PT5M\",\"zeroAfter\":\"PT5M\"}");
        fleet.policy(less, "{\"mode\":\"zero\",\"warnAfter\":\"PT4M\",\"zeroAfter\":\"PT4M59S\"}");

        fleet.lookUntil(five, Rung.AT_ZERO);
        assertThat(fleet.now()).isBefore(Fleet.START.plus(Duration.ofMinutes(12)));
        fleet.lookFor(less, Duration.ofHours(2));

        assertThat(gpus(less)).isOne();
        assertThat(fleet.sentence(less)).contains("zeroAfter").contains("from PT5M");
    }

    /** Rule 5: with a minimum above zero too when the policy says so; otherwise it is warned about with what it keeps up. */
    @Test
    void rule5AMinimumAboveZeroGoesToZeroWhereThePolicySaysSo() {
        DeploymentId covered = fleet.running("covered", 2, ",\"minReplicas\":2");
        DeploymentId kept = fleet.running("kept", 2, ",\"minReplicas\":2");
        fleet.policy(covered, "{\"mode\":\"zero\",\"coverMinimum\":true}");
        fleet.policy(kept, "{\"mode\":\"zero\"}");

        fleet.lookUntil(covered, Rung.AT_ZERO);
        fleet.lookFor(kept, Duration.ofMinutes(30));

        assertThat(gpus(covered)).isZero();
        assertThat(gpus(kept)).isEqualTo(2);
        assertThat(fleet.verdict(kept).held()).contains("a minimum of 2 replicas, which the policy does not cover");
        // 2 replicas × 1 GPU × 168 h.
        assertThat(fleet.verdicts(kept))
                .anyMatch(verdict ->
                        verdict.sentence().contains("its minimum keeps 2 replicas up, 336 GPU-hours a week"));
    }

    /** Rule 6: what nobody uses is deleted after a longer window at zero, by default 7 days, and not without notice. */
    @Test
    void rule6WhatNobodyUsesIsDeletedAfterSevenDaysAtZeroAndADaysNotice() {
        DeploymentId llama = fleet.running("llama");
        fleet.policy(llama, "{\"mode\":\"delete\"}");
        fleet.lookUntil(llama, Rung.AT_ZERO);
        Instant zero = fleet.now();

        fleet.lookUntil(llama, Rung.DELETED);

        assertThat(fleet.verdict(llama).sweep())
                .isBetween(zero.plus(Duration.ofDays(7)).minus(Duration.ofMinutes(5)), zero.plus(Duration.ofDays(8)));
        assertThat(fleet.runner.done()).containsExactly("SCALE_TO_ZERO llama", "DELETE llama");
        assertThat(fleet.sns.published().getLast().get("message"))
                .contains("is to be announced for deletion now")
                .contains("would be deleted at 2026-11-2");
        RecordedVerdict notice = fleet.verdicts(llama).stream()
                .filter(verdict -> verdict.would().equals("WARN"))
                .toList()
                .getLast();
        assertThat(Duration.between(notice.sweep(), fleet.verdict(llama).sweep()))
                .isGreaterThanOrEqualTo(Duration.ofHours(24));
    }

    /** Rule 6: or by hand, at once, and it comes back in one call as it was. */
    @Test
    void rule6OrByHand() {
        DeploymentId llama = fleet.running("llama", 3, ",\"minReplicas\":1,\"labels\":{\"owner\":\"ann\"}");
        fleet.pass(Duration.ofMinutes(5));
        ActionByHand hand = fleet.byHand();
        ActionByHand.Word ann = new ActionByHand.Word("ann", "the project is over", false);

        assertThat(hand.delete(llama, ann, fleet.now(), Deadline.NONE)).isInstanceOf(Decided.Marked.class);
        fleet.settle();
        assertThat(fleet.watched(llama).state().phase().name()).isEqualTo("DELETED");

        fleet.pass(Duration.ofMinutes(5));
        assertThat(hand.restore(llama, ann, fleet.now(), Deadline.NONE)).isInstanceOf(Decided.Marked.class);
        fleet.settle();
        assertThat(gpus(llama)).isEqualTo(3);
        assertThat(fleet.watched(llama).state().configuration().labels()).containsEntry("owner", "ann");
        assertThat(fleet.runner.done()).containsExactly("DELETE llama", "RESTORE llama");
    }

    /** Rule 7: active deployments are easy to watch: what they are doing, how long idle, what comes next and when. */
    @Test
    void rule7EveryLookSaysHowLongIdleAndWhatComesNext() {
        fleet.stackPolicy("{\"mode\":\"zero\"}");
        DeploymentId llama = fleet.running("llama");
        fleet.sweep();
        fleet.pass(Duration.ofMinutes(20));
        fleet.served(llama, fleet.now().minus(Duration.ofMinutes(1)));
        fleet.look(llama);

        fleet.lookUntil(llama, Rung.AT_ZERO);

        assertThat(fleet.verdicts(llama))
                .extracting(verdict -> verdict.word() + ": " + verdict.sentence())
                .containsExactly(
                        "ACTIVE: active: came up at 08:00, of which no whole minute is known yet",
                        "IDLE: idle since 08:20 (25 min; 25 of 25 minutes reported, none active);"
                                + " would be warned about at 09:07, would go to zero at 09:22",
                        "IDLE: idle since 08:20 (45 min; 45 of 45 minutes reported, none active);"
                                + " is to be warned about now, would go to zero at 09:22",
                        "IDLE: idle since 08:20 (1 h; 60 of 60 minutes reported, none active); is to go to zero now");
        assertThat(fleet.sns.published()).hasSize(1);
        assertThat(fleet.sns.published().getFirst())
                .containsEntry("account", "acme")
                .containsEntry("deployment", "llama");
    }
}
