package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.OpenSession;
import dev.ebb.metering.ReplicaId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Ends the sessions of replicas that fell silent, provisionally: the next that is heard of them restores what was left out. */
final class LostReplicas {

    /** As many counters as one request reads. */
    private static final int READ_TOGETHER = 100;

    private final Table table;
    private final DeploymentStore deployments;
    private final ReplicaPages pages;

    LostReplicas(Table table, DeploymentStore deployments, ReplicaPages pages) {
        this.table = table;
        this.deployments = deployments;
        this.pages = pages;
    }

    void end(String account, Instant asOf, LostRule rule, Deadline deadline) {
        table.query(Keys.account(account), Keys.DEPLOYMENT, deadline).stream()
                .map(listed -> listed.get(EbbTable.SORT).s().substring(Keys.DEPLOYMENT.length()))
                .map(name -> new DeploymentId(account, name))
                .gather(Gatherers.windowFixed(READ_TOGETHER))
                .flatMap(some -> withOpenSessions(some, deadline).stream())
                .forEach(deployment -> end(deployment, asOf, rule, deadline));
    }

    private List<DeploymentId> withOpenSessions(List<DeploymentId> ids, Deadline deadline) {
        Map<Key, Map<String, AttributeValue>> states =
                table.getAll(ids.stream().map(id -> Keys.in(id, Keys.STATE)).toList(), deadline);
        return ids.stream()
                .filter(id -> DeploymentStore.hasOpenSessions(states.getOrDefault(Keys.in(id, Keys.STATE), Map.of())))
                .toList();
    }

    private void end(DeploymentId deployment, Instant asOf, LostRule rule, Deadline deadline) {
        String partition = Keys.partition(deployment);
        List<Map<String, AttributeValue>> alive = table.query(partition, Keys.ALIVE, deadline);
        if (alive.isEmpty()) {
            return;
        }
        Set<String> open = table.query(partition, Keys.OPEN, deadline).stream()
                .map(item -> item.get(ReplicaChange.REPLICA).s())
                .collect(Collectors.toSet());
        for (Map<String, AttributeValue> each : alive) {
            String name = each.get(EbbTable.SORT).s().substring(Keys.ALIVE.length());
            if (open.contains(name)) {
                end(new ReplicaId(deployment, name), each, asOf, rule, deadline);
            }
        }
    }

    private void end(ReplicaId id, Map<String, AttributeValue> alive, Instant asOf, LostRule rule, Deadline deadline) {
        Refusals refusals = new Refusals(id);
        Map<String, AttributeValue> seen = alive;
        while (!tryToEnd(id, seen, asOf, rule, deadline)) {
            refusals.add();
            seen = table.get(Keys.alive(id), deadline).orElse(seen);
        }
    }

    /** False if somebody else was first. */
    private boolean tryToEnd(
            ReplicaId id, Map<String, AttributeValue> alive, Instant asOf, LostRule rule, Deadline deadline) {
        Instant lastAlive = Value.instantIn(alive, Heartbeats.LAST).orElseThrow();
        ReplicaRecord record = pages.finish(id, deadline);
        Optional<OpenSession> session = record.open();
        if (session.isEmpty()) {
            return true;
        }
        Optional<Instant> lostAt = rule.lostAt(id.deployment(), session.get(), lastAlive, asOf);
        if (lostAt.equals(Optional.ofNullable(record.lostAt()))) {
            return true;
        }
        ReplicaRecord lost = record.next().withLostAt(lostAt.orElse(null));
        DeploymentView view = deployments.view(id.deployment(), deadline);
        TransactionPlan plan = ReplicaChange.plan(view, record, lost, List.of(), List.of());
        plan.add(Keys.alive(id), new Action.Check(Action.Condition.equal(Heartbeats.LAST, Value.instant(lastAlive))));
        return table.write(plan, deadline) instanceof Table.Written.Committed;
    }
}
