package dev.ebb.metering.dynamodb;

import dev.ebb.metering.DeploymentId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** When a deployment could next need something. Only a deployment with counters is in the index. */
final class DueIndex {

    private DueIndex() {}

    /** When counters say that their deployment is due; empty if it is not in the index. */
    static Optional<Instant> dueAt(Map<String, AttributeValue> state) {
        return Value.textIn(state, EbbTable.DUE_AT).map(Instant::parse);
    }

    /** The attributes that make a deployment due at {@code at}. */
    static Map<String, AttributeValue> entry(DeploymentId deployment, Instant at) {
        return Map.of(
                EbbTable.DUE_SHARD, Value.text(Keys.dueShard(deployment)),
                EbbTable.DUE_AT, Value.text(Keys.millis(at)));
    }
}
