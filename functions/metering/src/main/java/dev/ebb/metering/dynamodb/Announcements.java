package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Announced;
import dev.ebb.metering.Announcement;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Position;
import dev.ebb.metering.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Commits announcements to a deployment's timeline, and then has its replicas folded again, in as many transactions as
 * it takes. Until the last of them the deployment is pending.
 */
final class Announcements {

    /** An attribute of the configuration: the deployment is deleted. */
    static final String DELETED = "deleted";

    private final Table table;
    private final DeploymentStore deployments;
    private final ReplicaWriter replicas;
    private final Identities identities;

    Announcements(Table table, DeploymentStore deployments, ReplicaWriter replicas, Identities identities) {
        this.table = table;
        this.deployments = deployments;
        this.replicas = replicas;
        this.identities = identities;
    }

    /** Accepts an announcement, unless its identity is taken; the entry is open still if by a tombstone. */
    void announce(Entry entry, Usage.OfDeployment said, Instant now, Deadline deadline) {
        DeploymentId id = said.deployment();
        Position position = entry.event().position(said.kind());
        Usage.Configuration configuration = switch (said) {
            case Usage.Created created -> created.configuration();
            case Usage.Updated updated -> updated.configuration();
            case Usage.Deleted ignored -> Usage.Configuration.NONE;
        };
        Key own = Keys.identity(entry.event().identity());
        Refusals refusals = new Refusals(id);
        while (true) {
            DeploymentView view = deployments.view(id, deadline);
            Announcement announcement =
                    new Announcement(position, said.shape(), view.timeline().number() + 1, false);
            DeploymentView.Entry item = new DeploymentView.Entry(announcement, configuration);
            TransactionPlan plan = new TransactionPlan();
            identities.record(plan, entry.event(), now);
            commit(plan, view, item, now);
            switch (table.write(plan, deadline)) {
                case Table.Written.Committed ignored -> {
                    if (!leavesSettled(view, announcement)) {
                        settle(id, deadline);
                    }
                    entry.accept();
                    return;
                }
                case Table.Written.Refused refused -> {
                    Map<String, AttributeValue> taken = refused.items().get(own);
                    if (taken != null) {
                        if (entry.meet(taken) instanceof Identities.Standing.Same) {
                            settle(id, deadline);
                        }
                        return;
                    }
                    refusals.add();
                }
                case Table.Written.Impossible impossible -> {
                    entry.refuse(impossible.reason());
                    return;
                }
            }
        }
    }

    /** What takes an accepted announcement back, for a transaction that marks its identity as voided. */
    Optional<TransactionPlan> planVoid(Effect.Announced effect, Instant now, Deadline deadline) {
        DeploymentView view = deployments.view(effect.deployment(), deadline);
        return view.entries().stream()
                .filter(entry -> Keys.timeline(
                                effect.deployment(), entry.announcement().position())
                        .sort()
                        .equals(effect.sort()))
                .findFirst()
                .map(entry -> {
                    Announcement was = entry.announcement();
                    Announcement voided = new Announcement(
                            was.position(), was.shape(), view.timeline().number() + 1, true);
                    TransactionPlan plan = new TransactionPlan();
                    commit(plan, view, new DeploymentView.Entry(voided, entry.configuration()), now);
                    return plan;
                });
    }

    private static void commit(TransactionPlan plan, DeploymentView view, DeploymentView.Entry entry, Instant now) {
        DeploymentId id = view.id();
        Announcement announcement = entry.announcement();
        Key key = Keys.timeline(id, announcement.position());
        plan.add(key, new Action.Put(DeploymentStore.item(entry), null));
        Map<String, AttributeValue> sets = new HashMap<>();
        sets.put(DeploymentStore.TIMELINE_NUMBER, Value.number(announcement.number()));
        if (leavesSettled(view, announcement)) {
            sets.put(DeploymentStore.SETTLED, Value.number(announcement.number()));
        }
        if (!view.known()) {
            sets.putAll(DueIndex.entry(id, Instant.EPOCH));
        } else if (!view.isDueBy(now)) {
            sets.putAll(DueIndex.entry(id, now));
        }
        Action.Condition unchanged = view.known() ? view.unchanged() : Action.Condition.ABSENT;
        plan.add(Keys.in(id, Keys.STATE), new Action.Update(Map.of(), sets, unchanged));
        List<DeploymentView.Entry> entries = new ArrayList<>(view.entries());
        entries.removeIf(
                other -> Keys.timeline(id, other.announcement().position()).equals(key));
        entries.add(entry);
        plan.add(Keys.in(id, Keys.CONFIG), new Action.Put(configuration(entries), null));
    }

    /** Whether no replica has to be folded again: a deployment without counters has none. */
    private static boolean leavesSettled(DeploymentView view, Announcement announcement) {
        return !view.known() || (!announcement.touchesSessions() && !view.isPending());
    }

    /** What is in force after all of them. */
    private static Map<String, AttributeValue> configuration(List<DeploymentView.Entry> entries) {
        Announced.Standing standing = Announced.after(
                entries.stream().map(DeploymentView.Entry::announced).toList());
        Map<String, AttributeValue> item = new HashMap<>(DeploymentStore.configurationItem(standing.configuration()));
        item.putAll(DeploymentStore.shapeItem(standing.shape()));
        if (standing.deleted()) {
            item.put(DELETED, Value.flag());
        }
        return item;
    }

    /** Has all replicas folded under the timeline as it is; also finishes what a crash left. */
    void settle(DeploymentId id, Deadline deadline) {
        Refusals refusals = new Refusals("settling " + id);
        while (true) {
            DeploymentView view = deployments.view(id, deadline);
            if (!view.isPending()) {
                return;
            }
            replicas.settle(view, deadline);
            Action.Update settled = new Action.Update(
                    Map.of(),
                    Map.of(DeploymentStore.SETTLED, Value.number(view.timeline().number())),
                    view.unchanged());
            if (table.update(Keys.in(id, Keys.STATE), settled, deadline)) {
                return;
            }
            refusals.add();
        }
    }
}
