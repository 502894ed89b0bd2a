package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.sweeping.ActingCap;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.caps.CapRecords;
import dev.ebb.sweeping.dynamodb.DynamoCapRecords;
import dev.ebb.sweeping.policy.Policies;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What went wrong elsewhere because a limit, an exemption or a brake was there and did not hold. */
class SafetyStoriesDynamoTests {

    private final Fleet fleet = new Fleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    private long marked(List<DeploymentId> all) {
        return all.stream().filter(id -> !fleet.intents(id).isEmpty()).count();
    }

    /** "A limit of 0 read as unlimited." */
    @Test
    @GuardedBy("dev.ebb.sweeping.dynamodb.ConclusionPlan#take")
    void aLimitOfNoneIsNone() {
        fleet.stackPolicy("{\"mode\":\"zero\",\"actionsPerSweep\":0}");
        DeploymentId llama = fleet.running("llama");

        fleet.lookFor(llama, Duration.ofMinutes(80));

        assertThat(fleet.verdict(llama).would()).isEqualTo("SCALE_TO_ZERO");
        assertThat(fleet.verdict(llama).held()).startsWith("limit: actions ");
        assertThat(fleet.intents(llama)).isEmpty();
        assertThat(fleet.bus.events()).isEmpty();
    }

    /** "A cap that was checked and never incremented." */
    @Test
    @GuardedBy("dev.ebb.sweeping.dynamodb.ConclusionPlan#take")
    void aLimitIsUsedUpByWhatItAllows() {
        fleet.stackPolicy("{\"mode\":\"zero\",\"fleetPercent\":34}");
        List<DeploymentId> all = fleet.running(6);

        fleet.idleUntilZeroIsDue(all);
        Swept first = fleet.sweep();
        fleet.settle();

        // 34 % of 6 are 2.04, rounded down.
        assertThat(first.actions()).containsEntry("SCALE_TO_ZERO marked", 2L).containsEntry("SCALE_TO_ZERO held", 4L);
        assertThat(marked(all)).isEqualTo(2);

        fleet.pass(Duration.ofMinutes(7));
        fleet.sweep();
        fleet.settle();
        assertThat(marked(all)).as("in the same hour").isEqualTo(2);
        assertThat(fleet.runner.done()).hasSize(2);

        fleet.pass(Duration.between(fleet.now(), Fleet.START.plus(Duration.ofHours(2))));
        fleet.sweep();
        fleet.settle();
        assertThat(marked(all)).as("in the next hour").isEqualTo(4);
    }

    /** "One bad item that blocked the batch." */
    @Test
    @GuardedBy("dev.ebb.sweeping.sweeps.Judging#see")
    void oneBadItemKeepsNobodyFromTheirVerdict() {
        List<DeploymentId> all = fleet.running(5);
        fleet.sweep();
        fleet.poison(all.get(2));
        fleet.untilDue(all.getFirst());

        Swept swept = fleet.sweep();

        assertThat(swept.failures()).containsOnlyKeys("d2");
        assertThat(swept.judged()).isEqualTo(4);
        assertThat(all)
                .filteredOn(id -> !id.name().equals("d2"))
                .allSatisfy(id -> assertThat(fleet.verdict(id).sweep()).isEqualTo(fleet.now()));
    }

    /** "An exemption tag ignored after a rename." */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mode\":\"zero\",\"keep_warm\":[{\"days\":\"MON-SUN\",\"from\":\"00:00\",\"to\":\"24:00\",\"zone\":\"UTC\"}]}",
                "{\"mode\":\"zero\",\"exempt\":true}",
                "{\"Mode\":\"warn\"}"
            })
    @GuardedBy("dev.ebb.sweeping.json.PolicyFields#refuseOthers")
    void anExemptionUnderANameThatNobodyKnowsHoldsEverything(String policy) {
        fleet.stackPolicy("{\"mode\":\"zero\"}");
        DeploymentId announced = fleet.running("announced", 1, ",\"policy\":" + policy);
        DeploymentId byHand = fleet.running("by-hand");
        fleet.policy(byHand, policy);

        fleet.idleUntilZeroIsDue(List.of(announced));
        fleet.sweep();
        fleet.settle();
        fleet.lookFor(announced, Duration.ofHours(1));

        for (DeploymentId id : List.of(announced, byHand)) {
            assertThat(fleet.intents(id)).isEmpty();
            assertThat(fleet.verdict(id).held()).isEqualTo("an invalid policy");
            assertThat(fleet.sentence(id)).contains("nothing is done, for the policy is invalid: ");
        }
        assertThat(fleet.runner.done()).isEmpty();
    }

    /** An account's slip of the pen holds all of its deployments, and those of no other account. */
    @Test
    @GuardedBy("dev.ebb.sweeping.json.PolicyFields#refuseOthers")
    void anAccountsUnknownNameHoldsTheAccount() {
        fleet.stackPolicy("{\"mode\":\"zero\"}");
        fleet.policy(new Policies.Level.Account("acme"), "{\"excluded\":[\"llama\"]}");
        DeploymentId llama = fleet.running("llama");
        DeploymentId other = new DeploymentId("other", "free");
        fleet.reports("other");
        fleet.runner.create(other, "{\"accelerator\":\"H100\",\"acceleratorCount\":1}", 1);

        fleet.lookUntil(other, Rung.AT_ZERO);

        assertThat(fleet.intents(llama)).isEmpty();
        assertThat(fleet.sentence(llama)).contains("excluded");
        assertThat(fleet.runner.done()).containsExactly("SCALE_TO_ZERO free");
    }

    /** "'In-use' list empty, so everything was unused": an inventory that halves within the hour stops everything. */
    @Test
    @GuardedBy("dev.ebb.sweeping.sweeps.Breaker#inventory")
    void anInventoryThatShrinksOpensTheBreaker() {
        fleet.stackPolicy("{\"mode\":\"zero\",\"fleetPercent\":100,\"actionsPerSweep\":100}");
        List<DeploymentId> all = fleet.running(12);
        fleet.sweep();
        List<DeploymentId> kept = new ArrayList<>(all.subList(6, 12));

        fleet.pass(Duration.ofMinutes(1));

        // A broken inventory says of half of them that they are gone.
        all.subList(0, 6).forEach(id -> fleet.hear("deployment.deleted", id, "", "{}"));
        fleet.pass(Duration.ofMinutes(1));
        fleet.sweep();
        fleet.pass(Duration.ofMinutes(58));
        fleet.sweep();
        fleet.lookFor(kept.getFirst(), Duration.ofMinutes(30));

        assertThat(fleet.safety.state(Deadline.NONE).held())
                .contains("breaker: inventory: 6 deployments, and 12 at the census before");
        assertThat(fleet.verdict(kept.getFirst()).held()).startsWith("breaker: inventory");
        assertThat(marked(kept)).isZero();
        assertThat(fleet.runner.done()).isEmpty();
    }

    /** Before each step what holds is read again: the kill switch, thrown between the mark and the call. */
    @Test
    @GuardedBy("dev.ebb.sweeping.actions.Guards#against")
    void whatWasMarkedIsNotCarriedOutOnceTheKillSwitchIsThrown() {
        DeploymentId llama = markedForZero();

        fleet.safety.kill(true, "ann", "release day", fleet.now(), Deadline.NONE);
        fleet.settle();

        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO ABANDONED");
        assertThat(fleet.lastIntent(llama).outcome()).contains("kill switch");
        assertThat(fleet.runner.running(llama)).isOne();
    }

    /** Likewise a pin. */
    @Test
    @GuardedBy("dev.ebb.sweeping.actions.Guards#pinned")
    void whatWasMarkedIsNotCarriedOutOnceItIsPinned() {
        DeploymentId llama = markedForZero();

        Pin pin = new Pin("bob", "demo", fleet.now(), fleet.now().plus(Duration.ofHours(2)));
        fleet.store.pin(llama, Optional.of(pin), "bob", fleet.now(), Deadline.NONE);
        fleet.settle();

        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO ABANDONED");
        assertThat(fleet.runner.running(llama)).isOne();
    }

    /** Likewise the policy. */
    @Test
    @GuardedBy("dev.ebb.sweeping.actions.PolicyPermission#changed")
    void whatWasMarkedIsNotCarriedOutOnceThePolicySaysOtherwise() {
        DeploymentId llama = markedForZero();

        fleet.policy(llama, "{\"mode\":\"warn\"}");
        fleet.settle();

        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO ABANDONED");
        assertThat(fleet.runner.running(llama)).isOne();
    }

    /** "A budget passed by what the platform itself had started": a hard cap that came to act after the decision. */
    @Test
    @GuardedBy("dev.ebb.sweeping.actions.Guards#capped")
    void whatWasToBeWokenIsNotOnceAHardCapActs() {
        DeploymentId llama = wanted();
        fleet.sweep();
        assertThat(fleet.lastIntent(llama).id().action()).isEqualTo(Action.WAKE);

        capActs();
        fleet.settle();

        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO DONE", "WAKE ABANDONED");
        assertThat(fleet.lastIntent(llama).outcome())
                .isEqualTo("held back by the hard cap of 100.00 USD until 2026-12-01T00:00:00Z");
        assertThat(fleet.runner.running(llama)).isZero();
    }

    /** And one that acts already. */
    @Test
    @GuardedBy("dev.ebb.sweeping.rules.Holds#cap")
    void nothingIsWokenWhileAHardCapActs() {
        DeploymentId llama = wanted();
        capActs();

        fleet.sweep();
        fleet.settle();

        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO DONE");
        assertThat(fleet.verdict(llama).would()).isEqualTo("WAKE");
        assertThat(fleet.sentence(llama)).endsWith("held back by the hard cap of 100.00 USD until 2026-12-01 00:00");
    }

    /** At zero by Ebb, and asked for since. */
    private DeploymentId wanted() {
        fleet.stackPolicy("{\"mode\":\"zero\",\"wake\":true}");
        DeploymentId llama = fleet.running("llama", 1, ",\"target\":{\"type\":\"bus\",\"wakes\":true}");
        fleet.lookUntil(llama, Rung.AT_ZERO);
        fleet.pass(Duration.ofMinutes(1));
        fleet.rejected(llama, fleet.now());
        fleet.pass(Duration.ofMinutes(1));
        return llama;
    }

    private void capActs() {
        ActingCap cap = new ActingCap("100.00 USD", Instant.parse("2026-12-01T00:00:00Z"));
        CapRecords.State acting =
                new CapRecords.State(1, Instant.EPOCH, Instant.EPOCH, Set.of(), Optional.of(cap), true);
        assertThat(new DynamoCapRecords(new Table(fleet.table.client(), fleet.table.name()))
                        .keep("acme", acting, List.of(), "it acts", fleet.now(), Deadline.NONE))
                .isTrue();
    }

    private DeploymentId markedForZero() {
        fleet.stackPolicy("{\"mode\":\"zero\"}");
        DeploymentId llama = fleet.running("llama");
        fleet.idleUntilZeroIsDue(List.of(llama));
        fleet.sweep();
        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO REQUESTED");
        return llama;
    }
}
