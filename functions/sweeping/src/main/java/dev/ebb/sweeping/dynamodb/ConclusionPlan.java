package dev.ebb.sweeping.dynamodb;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.DeploymentChange;
import dev.ebb.metering.dynamodb.EbbTable;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.TransactionPlan;
import dev.ebb.metering.dynamodb.Value;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.policy.Policies;
import dev.ebb.sweeping.sweeps.Breaker;
import dev.ebb.sweeping.sweeps.SweepStore.Allowance;
import dev.ebb.sweeping.sweeps.SweepStore.Concluded;
import dev.ebb.sweeping.sweeps.SweepStore.Conclusion;
import dev.ebb.sweeping.sweeps.SweepStore.Marking;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A conclusion as one transaction, and what a refusal of it means. Without a mark it has the status, the verdict and the
 * deployment's counters in it; a mark adds the intent and its audit entry, three hours of activity, three policies, the
 * pin, and its limits: some 18 items of the hundred that DynamoDB takes.
 */
final class ConclusionPlan {

    private static final String USED = "used";

    /** Beyond the hour, or the minute, that a limit is about. */
    private static final Duration LIMIT_LIFETIME = Duration.ofDays(2);

    private final Conclusion conclusion;
    private final DeploymentId deployment;
    private final DeploymentChange change;
    private final TransactionPlan plan = new TransactionPlan();
    private final Map<Key, String> limits = new HashMap<>();
    private final Map<Key, String> policies = new HashMap<>();
    private final Optional<Key> replaced;

    /**
     * Of a conclusion.
     *
     * @param replaced the action that is under way, if this marks another one
     * @throws IllegalArgumentException if parts of the conclusion do not belong together
     */
    ConclusionPlan(Conclusion conclusion, Optional<Intent> replaced) {
        this.conclusion = conclusion;
        deployment = conclusion.after().deployment();
        Optional<Intent> intent = conclusion.marking().map(Marking::intent);
        boolean isPending = intent.filter(marked -> !marked.state().isFinal()).isPresent();
        change = new DeploymentChange(
                deployment,
                conclusion
                        .dueAt()
                        .<DeploymentChange.Due>map(DeploymentChange.Due.At::new)
                        .orElseGet(DeploymentChange.Due.Never::new),
                isPending ? DeploymentChange.Mark.SET : DeploymentChange.Mark.KEPT,
                conclusion.stamp());
        plan.add(SweepKeys.status(deployment), StatusItem.put(conclusion.after()));
        conclusion
                .verdict()
                .ifPresent(
                        verdict -> plan.add(SweepKeys.verdict(deployment, verdict.sweep()), VerdictItem.put(verdict)));
        change.addTo(plan);
        if (Breaker.isRegret(conclusion.before(), conclusion.after())) {
            DynamoSweepRecords.ended(plan, true, conclusion.sweep());
        }
        conclusion.marking().ifPresent(this::add);
        this.replaced =
                replaced.map(old -> SweepKeys.intent(deployment, old.id().mark()));
        conclusion.marking().ifPresent(marking -> replaced.ifPresent(old -> replace(old, marking.intent())));
    }

    TransactionPlan plan() {
        return plan;
    }

    private void add(Marking marking) {
        Intent intent = marking.intent();
        plan.add(SweepKeys.intent(deployment, intent.id().mark()), IntentItem.put(intent));
        AuditItem.add(
                plan,
                SweepKeys.partition(deployment),
                intent.markedAt(),
                IntentItem.step(intent),
                IntentItem.by(intent.cause()),
                (intent.dryRun() ? "dry run of " : "") + intent.id().action() + " "
                        + intent.id().mark() + ", " + intent.state() + ": " + intent.reason());
        marking.policyVersions()
                .forEach((name, version) -> level(name).ifPresent(level -> {
                    Key key = SweepKeys.policy(level);
                    policies.put(key, name);
                    plan.add(key, new Action.Check(PolicyItem.unchanged(version)));
                }));
        plan.add(SweepKeys.pin(deployment), new Action.Check(PinItem.unchanged(marking.pinRevision())));
        Map<String, Long> least = new TreeMap<>();
        for (Allowance allowance : marking.limits()) {
            least.merge(allowance.counter(), allowance.limit(), Math::min);
        }
        least.forEach(this::take);
    }

    /** Whose order comes too late for it to end itself has its end with what came instead. */
    private void replace(Intent old, Intent by) {
        String how = "replaced by " + by.id().action() + " " + by.id().mark() + ", " + IntentItem.by(by.cause());
        IntentItem.move(plan, old, old.replaced(by.id().mark(), by.markedAt(), how));
    }

    /** What is announced stands in the timeline, which the stamp is about. */
    private Optional<Policies.Level> level(String name) {
        return switch (name) {
            case "stack" -> Optional.of(new Policies.Level.Stack());
            case "account" -> Optional.of(new Policies.Level.Account(deployment.account()));
            case "deployment" -> Optional.of(new Policies.Level.Deployment(deployment));
            case "announced", "default" -> Optional.empty();
            default -> throw new IllegalArgumentException("policyVersions: must name levels of policies, is " + name);
        };
    }

    private void take(String counter, long limit) {
        Key key = SweepKeys.limit(counter);
        limits.put(key, counter);
        String below = "#used < :limit";
        Action.Condition room = new Action.Condition(
                limit > 0 ? "(attribute_not_exists(#used) OR " + below + ")" : below,
                Map.of("#used", USED),
                Map.of(":limit", Value.number(limit)));
        long expiresAt = conclusion.sweep().plus(LIMIT_LIFETIME).getEpochSecond();
        plan.add(
                key,
                new Action.Update(
                        Map.of(USED, BigInteger.ONE), Map.of(EbbTable.EXPIRES_AT, Value.number(expiresAt)), room));
    }

    /** What it means that these items refused it; empty if none of them should have. */
    Optional<Concluded> refusedBy(Set<Key> refused) {
        boolean repeated = conclusion
                .verdict()
                .filter(verdict -> refused.contains(SweepKeys.verdict(deployment, verdict.sweep())))
                .isPresent();
        if (repeated) {
            return Optional.of(new Concluded.Repeated());
        }
        boolean marked = conclusion
                .marking()
                .map(marking ->
                        SweepKeys.intent(deployment, marking.intent().id().mark()))
                .filter(refused::contains)
                .isPresent();
        if (marked
                || refused.contains(SweepKeys.status(deployment))
                || replaced.filter(refused::contains).isPresent()) {
            return overtaken("status");
        }
        Optional<DeploymentChange.Changed> changed = change.changedBy(refused);
        if (changed.isPresent()) {
            return overtaken(
                    switch (changed.get()) {
                        case DEMAND -> "demand";
                        case SESSIONS -> "sessions";
                    });
        }
        if (refused.stream().anyMatch(policies::containsKey)) {
            return overtaken("policy");
        }
        if (refused.contains(SweepKeys.pin(deployment))) {
            return overtaken("pin");
        }
        return refused.stream()
                .filter(limits::containsKey)
                .map(limits::get)
                .sorted()
                .findFirst()
                .map(Concluded.Exhausted::new);
    }

    private static Optional<Concluded> overtaken(String by) {
        return Optional.of(new Concluded.Overtaken(by));
    }
}
