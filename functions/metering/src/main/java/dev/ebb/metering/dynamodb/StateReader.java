package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads what a deployment is doing. Since when it has been idle is derived here, from sessions and minutes. */
final class StateReader {

    private final Table table;
    private final UpStretch upStretch;

    StateReader(Table table) {
        this.table = table;
        upStretch = new UpStretch(table);
    }

    Optional<DeploymentState> read(DeploymentId id, Instant now) {
        Map<String, AttributeValue> state = get(id, Keys.STATE);
        if (state.isEmpty()) {
            return Optional.empty();
        }
        Map<String, AttributeValue> config = get(id, Keys.CONFIG);
        Optional<Instant> idleSince = Value.numberOr(state, DeploymentStore.READY, 0) > 0
                ? idleSince(id, now)
                : upStretch.lastEnd(id, Deadline.NONE);
        return Optional.of(state(id, state, config, idleSince.orElse(null)));
    }

    /** What counters and configuration say. */
    static DeploymentState state(
            DeploymentId id,
            Map<String, AttributeValue> state,
            Map<String, AttributeValue> config,
            @Nullable Instant idleSince) {
        long ready = Value.numberOr(state, DeploymentStore.READY, 0);
        long starting = Value.numberOr(state, DeploymentStore.STARTING, 0);
        long lost = Value.numberOr(state, DeploymentStore.LOST, 0);
        DeploymentState.Phase phase;
        if (ready > 0) {
            phase = DeploymentState.Phase.RUNNING;
        } else if (lost > 0) {
            phase = DeploymentState.Phase.LOST;
        } else if (starting > 0) {
            phase = DeploymentState.Phase.STARTING;
        } else {
            phase = config.containsKey(Announcements.DELETED)
                    ? DeploymentState.Phase.DELETED
                    : DeploymentState.Phase.AT_ZERO;
        }
        return new DeploymentState(
                id,
                phase,
                ready,
                starting,
                lost,
                DeploymentStore.shape(config),
                DeploymentStore.configuration(config),
                idleSince);
    }

    private Map<String, AttributeValue> get(DeploymentId id, String sort) {
        return table.get(Keys.in(id, sort), Deadline.NONE).orElse(Map.of());
    }

    /** The later of the beginning of its up stretch and the end of the last active minute in it. */
    private Optional<Instant> idleSince(DeploymentId id, Instant now) {
        String partition = Keys.partition(id);
        return upStretch.since(id, Deadline.NONE).map(up -> {
            Instant active = lastActive(partition, up, now).orElse(up);
            return active.isAfter(up) ? active : up;
        });
    }

    private Optional<Instant> lastActive(String partition, Instant from, Instant now) {
        return table.walk(
                        partition,
                        Keys.ACTIVITY + Keys.hour(from),
                        Keys.ACTIVITY + Keys.hour(now),
                        false,
                        Deadline.NONE)
                .filter(item -> !ActivityItem.active(item).isEmpty())
                .findFirst()
                .map(item -> {
                    String hour = item.get(EbbTable.SORT).s().substring(Keys.ACTIVITY.length());
                    int minutes = ActivityItem.active(item).length();
                    return Keys.hourStart(hour).plus(Duration.ofMinutes(minutes));
                });
    }
}
