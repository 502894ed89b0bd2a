package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.ReplicaId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Changes the histories of a deployment's replicas: the one place where sessions and meters move. As many replicas share
 * a transaction as fit into one.
 */
final class ReplicaWriter {

    /** Replicas that are read together. */
    private static final int REPLICAS_AT_ONCE = 16;

    private final Table table;
    private final DeploymentStore deployments;
    private final ReplicaPages pages;

    ReplicaWriter(Table table, DeploymentStore deployments, ReplicaPages pages) {
        this.table = table;
        this.deployments = deployments;
        this.pages = pages;
    }

    /** Applies mutations of one deployment's replicas; each entry has its outcome afterwards, unless this throws. */
    void apply(DeploymentId deployment, List<Mutation> mutations, Deadline deadline) {
        List<Mutation> todo = new ArrayList<>(mutations);
        boolean oneByOne = false;
        Refusals refusals = new Refusals(deployment);
        while (!todo.isEmpty()) {
            todo.removeIf(mutation -> !mutation.entry().isOpen());
            Batch batch = next(deployment, todo, oneByOne, deadline);
            if (batch.plan.isEmpty()) {
                refusals.add();
                continue;
            }
            switch (table.write(batch.plan, deadline)) {
                case Table.Written.Committed ignored -> {
                    batch.unfinished.forEach(replica -> pages.finish(replica, deadline));
                    batch.included.forEach(mutation -> mutation.entry().accept());
                    todo.removeAll(batch.included);
                }
                case Table.Written.Refused refused -> {
                    List<Mutation> met = batch.included.stream()
                            .filter(mutation -> meets(mutation, refused.items()))
                            .toList();
                    todo.removeAll(met);
                    if (met.isEmpty()) {
                        refusals.add();
                    }
                }
                case Table.Written.Impossible impossible -> {
                    if (batch.included.size() == 1) {
                        batch.included.getFirst().entry().refuse(impossible.reason());
                        todo.removeAll(batch.included);
                    }
                    oneByOne = true;
                }
            }
        }
    }

    /** Whether the mutation's identity was taken: then it has its outcome, or its caller must look at it again. */
    private static boolean meets(Mutation mutation, Map<Key, Map<String, AttributeValue>> refused) {
        Key own = Keys.identity(mutation.entry().event().identity());
        boolean met = false;
        for (Key key : mutation.identities().actions().keySet()) {
            Map<String, AttributeValue> item = refused.get(key);
            if (item != null) {
                met = true;
                if (key.equals(own)) {
                    mutation.entry().meet(item);
                }
            }
        }
        return met;
    }

    /** What the next transaction is to do. */
    private record Batch(TransactionPlan plan, List<Mutation> included, List<ReplicaId> unfinished) {}

    private Batch next(DeploymentId deployment, List<Mutation> todo, boolean oneByOne, Deadline deadline) {
        DeploymentView view = deployments.view(deployment, deadline);
        Map<ReplicaId, List<Mutation>> byReplica = new LinkedHashMap<>();
        for (Mutation mutation : todo) {
            if (byReplica.size() < REPLICAS_AT_ONCE || byReplica.containsKey(mutation.replica())) {
                byReplica
                        .computeIfAbsent(mutation.replica(), k -> new ArrayList<>())
                        .add(mutation);
            }
            if (oneByOne) {
                break;
            }
        }
        Map<ReplicaId, ReplicaRecord> records = pages.records(List.copyOf(byReplica.keySet()), deadline);
        Batch batch = new Batch(new TransactionPlan(), new ArrayList<>(), new ArrayList<>());
        for (Map.Entry<ReplicaId, List<Mutation>> each : byReplica.entrySet()) {
            ReplicaRecord record = records.get(each.getKey());
            Planned planned = plan(view, record, each.getValue(), deadline);
            if (!batch.plan.canHold(planned.plan)) {
                break;
            }
            batch.plan.addAll(planned.plan);
            batch.included.addAll(planned.included);
            if (planned.unfinished) {
                batch.unfinished.add(each.getKey());
            }
        }
        return batch;
    }

    private record Planned(TransactionPlan plan, List<Mutation> included, boolean unfinished) {}

    private Planned plan(DeploymentView view, ReplicaRecord found, List<Mutation> wanted, Deadline deadline) {
        ReplicaRecord record = pages.fresh(view, found, deadline);
        List<Mutation> mutations = wanted;
        while (true) {
            ReplicaPages.Rewrite rewrite = pages.rewrite(view, record, mutations, deadline);
            List<Mutation> tooMany = rewrite.tooManyAtOnce();
            if (!tooMany.isEmpty()) {
                tooMany.forEach(mutation -> mutation.entry()
                        .refuse("time: must be shared by at most " + Page.MAX_AT_ONCE
                                + " transitions of one replica, is " + mutation.time()));
                return new Planned(new TransactionPlan(), List.of(), false);
            }
            TransactionPlan plan = new TransactionPlan();
            rewrite.included().forEach(mutation -> plan.addAll(mutation.identities()));
            plan.addAll(rewrite.plan(view));
            if (plan.size() <= TransactionPlan.MAX_ITEMS) {
                return new Planned(plan, rewrite.included(), rewrite.after().cursor() != null);
            }
            if (rewrite.included().size() > 1) {
                mutations = rewrite.included().subList(0, rewrite.included().size() / 2);
            } else {
                pages.divide(view, record, rewrite, deadline);
                return new Planned(new TransactionPlan(), List.of(), false);
            }
        }
    }

    /** Folds again all replicas that an announcement may have changed. */
    void settle(DeploymentView view, Deadline deadline) {
        DeploymentId deployment = view.id();
        List<Map<String, AttributeValue>> items = table.query(Keys.partition(deployment), Keys.REPLICA, deadline);
        Map<ReplicaId, ReplicaRecord> records = new HashMap<>();
        for (Map<String, AttributeValue> item : items) {
            ReplicaId id = new ReplicaId(deployment, item.get(EbbTable.SORT).s().substring(Keys.REPLICA.length()));
            records.put(id, ReplicaCodec.record(id, item));
        }
        TransactionPlan shared = new TransactionPlan();
        List<ReplicaId> sharing = new ArrayList<>();
        for (ReplicaRecord record : records.values()) {
            if (record.staleFrom(view.timeline()).isEmpty() && record.cursor() == null) {
                continue;
            }
            if (record.paged()) {
                pages.finish(record.id(), deadline);
                continue;
            }
            TransactionPlan plan =
                    pages.rewrite(view, record, List.of(), deadline).plan(view);
            if (!shared.canHold(plan)) {
                commit(shared, sharing, deadline);
                shared = new TransactionPlan();
                sharing.clear();
            }
            if (shared.canHold(plan)) {
                shared.addAll(plan);
                sharing.add(record.id());
            } else {
                pages.finish(record.id(), deadline);
            }
        }
        commit(shared, sharing, deadline);
    }

    private void commit(TransactionPlan plan, List<ReplicaId> replicas, Deadline deadline) {
        if (!plan.isEmpty() && !(table.write(plan, deadline) instanceof Table.Written.Committed)) {
            replicas.forEach(replica -> pages.finish(replica, deadline));
        }
    }
}
