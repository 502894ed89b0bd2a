package dev.ebb.metering.dynamodb;

import dev.ebb.metering.DeploymentId;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** When a deployment could next need something. Only a deployment with counters is in the index. */
final class DueIndex {

    private DueIndex() {}

    /** The attributes that make a deployment due at {@code at}. */
    static Map<String, AttributeValue> entry(DeploymentId deployment, Instant at) {
        return Map.of(
                EbbTable.DUE_SHARD, Value.text(Keys.dueShard(deployment)),
                EbbTable.DUE_AT, Value.text(Keys.millis(at)));
    }
}
