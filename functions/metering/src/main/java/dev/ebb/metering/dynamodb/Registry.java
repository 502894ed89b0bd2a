package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Usage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The list of accounts and each account's list of deployments. What this process knows to be listed is not written
 * again, so that the lists cost nothing per event.
 */
final class Registry {

    private static final int MAX_KNOWN = 100_000;

    private final Table table;
    private final Set<Key> known = ConcurrentHashMap.newKeySet();

    Registry(Table table) {
        this.table = table;
    }

    /** Lists whatever the entries are about. */
    void know(List<Entry> entries, Deadline deadline) {
        for (Entry entry : entries) {
            if (entry.event().usage() instanceof Usage.OwnAnnouncement) {
                continue;
            }
            String account = entry.event().identity().account();
            know(Keys.registry(account), deadline);
            switch (entry.event().usage()) {
                case Usage.OfDeployment of -> know(of.deployment(), deadline);
                case Usage.OfReplica of -> know(of.replica().deployment(), deadline);
                case Usage.Alive alive -> know(alive.replica().deployment(), deadline);
                case Usage.Served served -> know(served.deployment(), deadline);
                case Usage.Rejected rejected -> know(rejected.deployment(), deadline);
                case Usage.Reported ignored -> {}
                case Usage.Tokens ignored -> {}
                case Usage.Voided ignored -> {}
                case Usage.OwnAnnouncement ignored -> {}
            }
        }
    }

    private void know(DeploymentId deployment, Deadline deadline) {
        know(new Key(Keys.account(deployment.account()), Keys.DEPLOYMENT + deployment.name()), deadline);
    }

    private void know(Key key, Deadline deadline) {
        if (known.contains(key)) {
            return;
        }
        Map<String, AttributeValue> item = new HashMap<>(key.attributes());
        table.putIfAbsent(item, deadline);
        if (known.size() >= MAX_KNOWN) {
            known.clear();
        }
        known.add(key);
    }
}
