package dev.ebb.local;

import dev.ebb.charging.budgets.CapFigures;
import dev.ebb.charging.budgets.CapOutlook;
import dev.ebb.charging.budgets.CapOutlooks;
import dev.ebb.charging.budgets.CapTarget;
import dev.ebb.charging.budgets.CapView;
import dev.ebb.charging.budgets.CapWatch;
import dev.ebb.charging.dynamodb.DynamoSpendWatch;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.DynamoFleetWatch;
import dev.ebb.sweeping.caps.CapObstacles;
import dev.ebb.sweeping.caps.OpenActions;
import dev.ebb.sweeping.dynamodb.DynamoPolicies;
import dev.ebb.sweeping.dynamodb.DynamoSafety;
import dev.ebb.sweeping.dynamodb.DynamoSweepStore;
import dev.ebb.sweeping.json.PolicyJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What charging knows of hard caps, with what sweeping knows of them. */
final class HardCaps {

    private final Connection.Access access;

    HardCaps(Connection.Access access) {
        this.access = access;
    }

    CapWatch watch() {
        return DynamoSpendWatch.caps(
                access.client(),
                access.table(),
                new OpenActions(new DynamoSweepStore(access.client(), access.table())));
    }

    CapView view(CapOutlook outlook) {
        return new CapView(outlook, obstacles(outlook.ahead().victims(), outlook.asOf()));
    }

    /** A line for each deployment of an account that its cap could not stop now, whether it runs or not. */
    List<String> warnings(String account, Instant now) {
        List<CapTarget> targets = watch().figures(account, now, Deadline.NONE).map(CapFigures::targets).stream()
                .flatMap(List::stream)
                .sorted(CapTarget.VICTIMS_FIRST)
                .toList();
        Map<DeploymentId, String> heldBy = obstacles(targets, now);
        List<String> lines = new ArrayList<>();
        targets.stream()
                .filter(target -> heldBy.containsKey(target.deployment()))
                .limit(CapOutlooks.MAX_VICTIMS)
                .forEach(target -> lines.add("Warning: the hard cap does not stop "
                        + target.deployment().name() + ", held by " + Printable.of(heldBy.get(target.deployment()))));
        if (heldBy.size() > lines.size()) {
            lines.add("Warning: nor " + (heldBy.size() - lines.size()) + " more");
        }
        return lines;
    }

    private Map<DeploymentId, String> obstacles(List<CapTarget> targets, Instant now) {
        return new CapObstacles(
                        new DynamoFleetWatch(access.client(), access.table()),
                        new DynamoSweepStore(access.client(), access.table()),
                        new DynamoPolicies(access.client(), access.table()),
                        PolicyJson::layer,
                        new DynamoSafety(access.client(), access.table()))
                .of(targets, now, Deadline.NONE);
    }
}
