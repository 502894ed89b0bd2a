package dev.ebb.sweeping.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.DeploymentChange;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TransactionPlan;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.sweeps.Breaker;
import dev.ebb.sweeping.sweeps.SweepStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Verdicts, marks, intents and pins in the table. A conclusion is one request, if nothing refuses it; so is a step of an
 * intent that changes the status.
 */
public final class DynamoSweepStore implements SweepStore {

    private final Table table;

    /** Those in this table. */
    public DynamoSweepStore(DynamoDbClient client, String table) {
        this.table = new Table(client, table);
    }

    @Override
    public Kept kept(DeploymentId deployment, Deadline deadline) {
        Key status = SweepKeys.status(deployment);
        Key pin = SweepKeys.pin(deployment);
        Map<Key, Map<String, AttributeValue>> items = table.getAll(List.of(status, pin), deadline);
        Map<String, AttributeValue> pinned = items.getOrDefault(pin, Map.of());
        return new Kept(
                Optional.ofNullable(items.get(status)).map(item -> StatusItem.status(deployment, item)),
                PinItem.pin(pinned),
                PinItem.revision(pinned));
    }

    @Override
    public Concluded conclude(Conclusion conclusion, Deadline deadline) {
        ConclusionPlan plan = new ConclusionPlan(conclusion, replaced(conclusion, deadline));
        Set<Key> refusing = Changes.refusing(table, plan.plan(), deadline);
        if (refusing.isEmpty()) {
            return new Concluded.Written();
        }
        Concluded refused = plan.refusedBy(refusing)
                .orElseThrow(() -> new LedgerUnavailableException("refused by " + refusing, null));
        return isOwn(conclusion, refused, deadline) ? new Concluded.Repeated() : refused;
    }

    /** What is under way, and will not be when another action is marked; what undoes it leaves its end to it. */
    private Optional<Intent> replaced(Conclusion conclusion, Deadline deadline) {
        SweepStatus before = conclusion.before();
        boolean undoes = conclusion
                .marking()
                .map(Marking::intent)
                .filter(by -> by.cause() instanceof Intent.Cause.Demand)
                .isPresent();
        if (conclusion.marking().isEmpty() || undoes || !before.rung().isUnderWay()) {
            return Optional.empty();
        }
        return table.get(SweepKeys.intent(before.deployment(), before.mark()), deadline)
                .map(item -> IntentItem.intent(before.deployment(), item))
                .filter(intent -> !intent.state().isFinal());
    }

    /** Without a verdict it is the intent that tells whether it was written before. */
    private boolean isOwn(Conclusion conclusion, Concluded refused, Deadline deadline) {
        return refused instanceof Concluded.Overtaken
                && conclusion.verdict().isEmpty()
                && conclusion
                        .marking()
                        .map(Marking::intent)
                        .filter(intent -> stands(intent, deadline))
                        .isPresent();
    }

    /** Whether an intent is as this says. */
    private boolean stands(Intent intent, Deadline deadline) {
        Key key = SweepKeys.intent(intent.id().deployment(), intent.id().mark());
        return table.get(key, deadline)
                .filter(item -> Item.says(item, IntentItem.attributes(intent)))
                .isPresent();
    }

    @Override
    public List<RecordedVerdict> verdicts(DeploymentId deployment, Instant from, Instant to, Deadline deadline) {
        return table
                .query(SweepKeys.partition(deployment), SweepKeys.verdict(from), SweepKeys.verdict(to), deadline)
                .stream()
                .map(item -> VerdictItem.verdict(deployment, item))
                .filter(verdict ->
                        !verdict.sweep().isBefore(from) && verdict.sweep().isBefore(to))
                .toList();
    }

    @Override
    public Optional<RecordedVerdict> lastVerdict(DeploymentId deployment, Deadline deadline) {
        return VerdictItem.last(table, deployment, deadline);
    }

    @Override
    public Optional<Intent> intent(ActionId id, Deadline deadline) {
        return table.get(SweepKeys.intent(id.deployment(), id.mark()), deadline)
                .map(item -> IntentItem.intent(id.deployment(), item))
                .filter(intent -> intent.id().equals(id));
    }

    @Override
    public List<Intent> intents(DeploymentId deployment, int most, Deadline deadline) {
        return table.walk(
                        SweepKeys.partition(deployment),
                        SweepKeys.INTENT,
                        SweepKeys.INTENT + Character.MAX_VALUE,
                        false,
                        deadline)
                .limit(most)
                .map(item -> IntentItem.intent(deployment, item))
                .toList();
    }

    /**
     * {@inheritDoc} The deployment counts as marked until its last intent has come to its end. Whoever moves an intent to
     * where it already is has moved it.
     *
     * @throws IllegalArgumentException if {@code to} is another action, or not the next revision
     */
    @Override
    public boolean advance(
            Intent from, Intent to, Optional<SweepStatus> status, Optional<Instant> dueAt, Deadline deadline) {
        if (!to.id().equals(from.id()) || to.revision() != from.revision() + 1) {
            throw new IllegalArgumentException("to: must be revision " + (from.revision() + 1) + " of " + from.id()
                    + ", is " + to.revision() + " of " + to.id());
        }
        DeploymentId deployment = to.id().deployment();
        return Changes.make("the intent " + to.id(), () -> {
            SweepStatus standing =
                    status.orElseGet(() -> kept(deployment, deadline).status().orElseThrow());
            Set<Key> refusing = Changes.refusing(table, plan(from, to, status, standing, dueAt), deadline);
            if (refusing.isEmpty() || stands(to, deadline)) {
                return Optional.of(true);
            }
            boolean onlyWhatWasRead = status.isEmpty() && refusing.equals(Set.of(SweepKeys.status(deployment)));
            return onlyWhatWasRead ? Optional.empty() : Optional.of(false);
        });
    }

    private static TransactionPlan plan(
            Intent from, Intent to, Optional<SweepStatus> status, SweepStatus standing, Optional<Instant> dueAt) {
        DeploymentId deployment = to.id().deployment();
        TransactionPlan plan = new TransactionPlan();
        IntentItem.move(plan, from, to);
        plan.add(
                SweepKeys.status(deployment),
                status.map(StatusItem::put)
                        .orElseGet(() -> new Action.Check(StatusItem.unchanged(standing.revision()))));
        boolean endsIt = to.state().isFinal() && standing.mark() == to.id().mark();
        DeploymentChange change = new DeploymentChange(
                deployment,
                dueAt.<DeploymentChange.Due>map(DeploymentChange.Due.At::new).orElseGet(DeploymentChange.Due.Kept::new),
                endsIt ? DeploymentChange.Mark.REMOVED : DeploymentChange.Mark.KEPT,
                Optional.empty());
        change.addTo(plan);
        boolean isRestored = Breaker.isRestored(to, standing);
        if (Breaker.isError(from)) {
            DynamoSweepRecords.disproved(plan, IntentItem.lastInstant(from));
        } else if (isRestored || Breaker.isError(to)) {
            DynamoSweepRecords.ended(plan, isRestored, IntentItem.lastInstant(to));
        }
        return plan;
    }

    @Override
    public void pin(DeploymentId deployment, Optional<Pin> pin, String by, Instant now, Deadline deadline) {
        Changes.make("the pin of " + deployment, () -> {
            Kept kept = kept(deployment, deadline);
            if (kept.pin().equals(pin)) {
                return Optional.of(kept.pinRevision());
            }
            long revision = kept.pinRevision() + 1;
            TransactionPlan plan = new TransactionPlan();
            plan.add(SweepKeys.pin(deployment), PinItem.put(pin, revision));
            String what = PinItem.words(pin) + "; before: " + PinItem.words(kept.pin());
            AuditItem.add(plan, SweepKeys.partition(deployment), now, "PIN " + revision, by, what);
            return Changes.refusing(table, plan, deadline).isEmpty() ? Optional.of(revision) : Optional.empty();
        });
    }

    @Override
    public List<Audit> audit(DeploymentId deployment, int most, Deadline deadline) {
        return AuditItem.latest(table, SweepKeys.partition(deployment), most, deadline);
    }
}
