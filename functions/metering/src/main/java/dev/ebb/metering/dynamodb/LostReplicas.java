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
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Ends the sessions of replicas that fell silent, provisionally: the next that is heard of them restores what was left out. */
final class LostReplicas {

    private final Table table;
    private final DeploymentStore deployments;
    private final ReplicaWriter replicas;

    LostReplicas(Table table, DeploymentStore deployments, ReplicaWriter replicas) {
        this.table = table;
        this.deployments = deployments;
        this.replicas = replicas;
    }

    void end(String account, Instant asOf, LostRule rule, Deadline deadline) {
        for (Map<String, AttributeValue> listed : table.query(Keys.account(account), Keys.DEPLOYMENT, deadline)) {
            String name = listed.get(EbbTable.SORT).s().substring(Keys.DEPLOYMENT.length());
            end(new DeploymentId(account, name), asOf, rule, deadline);
        }
    }

    private void end(DeploymentId deployment, Instant asOf, LostRule rule, Deadline deadline) {
        for (Map<String, AttributeValue> alive : table.query(Keys.partition(deployment), Keys.ALIVE, deadline)) {
            String name = alive.get(EbbTable.SORT).s().substring(Keys.ALIVE.length());
            end(new ReplicaId(deployment, name), alive, asOf, rule, deadline);
        }
    }

    private void end(ReplicaId id, Map<String, AttributeValue> alive, Instant asOf, LostRule rule, Deadline deadline) {
        Instant lastAlive = Value.instantIn(alive, Sightings.LAST).orElseThrow();
        if (table.get(Keys.open(id), deadline).isEmpty()) {
            return;
        }
        ReplicaRecord record = replicas.pages().finish(id, deadline);
        Optional<OpenSession> session = record.open();
        if (session.isEmpty()) {
            return;
        }
        Optional<Instant> lostAt = rule.lostAt(id.deployment(), session.get(), lastAlive, asOf);
        if (lostAt.equals(Optional.ofNullable(record.lostAt()))) {
            return;
        }
        ReplicaRecord lost = new ReplicaRecord(
                id,
                record.version() + 1,
                record.timeline(),
                record.paged(),
                record.last(),
                lostAt.orElse(null),
                record.cursor());
        DeploymentView view = deployments.view(id.deployment(), deadline);
        TransactionPlan plan = ReplicaChange.plan(view, record, lost, List.of(), List.of());
        plan.add(Keys.alive(id), new Action.Check(Action.Condition.equal(Sightings.LAST, Value.instant(lastAlive))));
        if (!(table.write(plan, deadline) instanceof Table.Written.Committed)) {
            Map<String, AttributeValue> again =
                    table.get(Keys.alive(id), deadline).orElse(alive);
            end(id, again, asOf, rule, deadline);
        }
    }
}
