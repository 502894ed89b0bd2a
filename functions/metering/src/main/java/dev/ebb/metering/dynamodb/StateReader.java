package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads what a deployment is doing. Since when it has been idle is derived here, from sessions and minutes. */
final class StateReader {

    private final Table table;

    StateReader(Table table) {
        this.table = table;
    }

    Optional<DeploymentState> read(DeploymentId id, Instant now) {
        Map<String, AttributeValue> state = get(id, Keys.STATE);
        if (state.isEmpty()) {
            return Optional.empty();
        }
        Map<String, AttributeValue> config = get(id, Keys.CONFIG);
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
        Optional<Instant> idleSince = ready > 0 ? idleSince(id, now) : lastEnd(id);
        return Optional.of(new DeploymentState(
                id,
                phase,
                ready,
                starting,
                lost,
                DeploymentStore.shape(config),
                DeploymentStore.configuration(config),
                idleSince.orElse(null)));
    }

    private Map<String, AttributeValue> get(DeploymentId id, String sort) {
        return table.get(Keys.in(id, sort), Deadline.NONE).orElse(Map.of());
    }

    /** The end of its latest session. */
    private Optional<Instant> lastEnd(DeploymentId id) {
        return Stream.of(within(Keys.partition(id)), over(Keys.partition(id)))
                .flatMap(sessions -> sessions.limit(1))
                .map(Session::end)
                .max(Instant::compareTo);
    }

    /** Sessions that did not cross from one month into another, the latest end first. */
    private Stream<Session> within(String partition) {
        return sessions(table.walk(partition, Keys.WITHIN, Keys.WITHIN + Character.MAX_VALUE, false, Deadline.NONE));
    }

    /** Those that did, the latest end first. */
    private Stream<Session> over(String partition) {
        return sessions(table.walk(partition, Keys.OVER, Keys.OVER + Character.MAX_VALUE, true, Deadline.NONE));
    }

    private static Stream<Session> sessions(Stream<Map<String, AttributeValue>> items) {
        return items.filter(item -> item.get(EbbTable.SORT).s().endsWith(Keys.SESSION_KIND))
                .map(item -> ReplicaCodec.session(item.get(ReplicaChange.LINE).s()));
    }

    /** The later of the beginning of its up stretch and the end of the last active minute in it. */
    private Optional<Instant> idleSince(DeploymentId id, Instant now) {
        String partition = Keys.partition(id);
        Optional<Instant> firstOpen = table.query(partition, Keys.OPEN, Deadline.NONE).stream()
                .map(item -> ReplicaCodec.openSession(
                                item.get(ReplicaChange.LINE).s())
                        .start())
                .min(Instant::compareTo);
        return firstOpen.map(start -> {
            Instant up = upSince(partition, start);
            Instant active = lastActive(partition, up, now).orElse(up);
            return active.isAfter(up) ? active : up;
        });
    }

    /** Goes back from session to session, by their ends, to when none was open. */
    private Instant upSince(String partition, Instant firstOpen) {
        Instant up = firstOpen;
        Iterator<Session> within = within(partition).iterator();
        Iterator<Session> over = over(partition).iterator();
        Session ofWithin = next(within);
        Session ofOver = next(over);
        while (true) {
            boolean isOver = ofWithin == null || (ofOver != null && ofOver.end().isAfter(ofWithin.end()));
            Session latest = isOver ? ofOver : ofWithin;
            if (latest == null || latest.end().isBefore(up)) {
                return up;
            }
            if (latest.start().isBefore(up)) {
                up = latest.start();
            }
            if (isOver) {
                ofOver = next(over);
            } else {
                ofWithin = next(within);
            }
        }
    }

    private static @Nullable Session next(Iterator<Session> sessions) {
        return sessions.hasNext() ? sessions.next() : null;
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
