package dev.ebb.sweeping.actions;

import static dev.ebb.sweeping.actions.TestIntents.LLAMA;
import static dev.ebb.sweeping.actions.TestIntents.MARKED;
import static dev.ebb.sweeping.actions.TestIntents.SWEEP;
import static dev.ebb.sweeping.actions.TestIntents.intent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.Watched;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Intent.Cause;
import dev.ebb.sweeping.Intent.State;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.json.PolicyJson;
import dev.ebb.sweeping.policy.InForce;
import dev.ebb.sweeping.policy.Inheritance;
import dev.ebb.sweeping.policy.Origin;
import dev.ebb.sweeping.policy.PolicyDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyPermissionTests {

    private static final String ZERO = "{\"mode\":\"zero\"}";
    private static final Instant BEFORE = MARKED.minus(Duration.ofDays(1));

    private static InForce policy(String json) {
        return Inheritance.resolve(List.of(PolicyJson.layer(Origin.DEPLOYMENT, Optional.of(json), 1)));
    }

    private static Optional<String> refusal(Action action, Cause cause, String now, String then, Instant since) {
        Watched watched = new Watched(
                new DeploymentState(
                        LLAMA, DeploymentState.Phase.RUNNING, 1, 0, 0, ShapePart.NONE, Usage.Configuration.NONE, null),
                false,
                null,
                null,
                ActivityMinutes.of(0, 0, new BitSet(), new BitSet(), new BitSet()),
                new Watched.Stamp(0, 0, 0, Map.of()),
                null);
        String digest = PolicyDigest.of(policy(then));
        SweepStatus status = SweepStatus.first(LLAMA, digest, since);
        return new PolicyPermission((deployment, announced, deadline) -> policy(now))
                .refusal(intent(1, action, cause, State.REQUESTED, null), status, watched, MARKED, Deadline.NONE);
    }

    private static Optional<String> ofSweep(String now, String then, Instant since) {
        return refusal(Action.SCALE_TO_ZERO, SWEEP, now, then, since);
    }

    @Test
    void whatASweepDecidedNeedsTheVeryPolicyThatItDecidedUnder() {
        assertThat(ofSweep(ZERO, ZERO, BEFORE)).isEmpty();
        assertThat(ofSweep("{\"mode\":\"warn\"}", ZERO, BEFORE)).contains("the policy has changed since");
        assertThat(ofSweep("{\"mode\":\"zero\",\"zeroAfter\":\"PT2H\"}", ZERO, BEFORE))
                .contains("the policy has changed since");
        assertThat(ofSweep(ZERO, ZERO, MARKED.plusSeconds(1)))
                .as("a sweep has seen the change already")
                .contains("the policy has changed since");
    }

    @Test
    void anInvalidPolicyAllowsNothing() {
        assertThat(ofSweep("{\"mode\":\"reckless\"}", "{\"mode\":\"reckless\"}", BEFORE))
                .get()
                .asString()
                .startsWith("the policy is invalid: deployment: mode");
    }

    @Test
    void aWindowThatHasBegunKeepsItWarmButDoesNotKeepItFromBeingWoken() {
        // The mark is at 10:00 on a Sunday.
        String warm =
                "{\"mode\":\"zero\",\"keepWarm\":[{\"days\":\"SUN\",\"from\":\"10:00\",\"to\":\"11:00\",\"zone\":\"UTC\"}]}";

        assertThat(ofSweep(warm, warm, BEFORE)).contains("a window keeps it warm by now");
        assertThat(refusal(Action.WAKE, SWEEP, warm, warm, BEFORE)).isEmpty();
    }

    @Test
    void aCapNeedsAModeThatStopsAnythingAndNoWindowHoldsIt() {
        Cause cap = new Cause.Cap(MARKED);

        assertThat(refusal(Action.SCALE_TO_ZERO, cap, ZERO, "{}", BEFORE)).isEmpty();
        assertThat(refusal(Action.SCALE_TO_ZERO, cap, "{\"mode\":\"warn\"}", "{}", BEFORE))
                .contains("mode warn");
        assertThat(refusal(Action.SCALE_TO_ZERO, cap, "{}", "{}", BEFORE)).contains("mode dryRun");
    }

    @Test
    void aPersonsWordAndTheUndoingOfAnActionNeedNoPolicy() {
        assertThat(refusal(Action.DELETE, new Cause.Person("ann"), "{\"mode\":\"warn\"}", ZERO, BEFORE))
                .isEmpty();
        assertThat(refusal(Action.RESTORE, new Cause.Demand(MARKED), "{\"mode\":\"warn\"}", ZERO, BEFORE))
                .isEmpty();
    }
}
