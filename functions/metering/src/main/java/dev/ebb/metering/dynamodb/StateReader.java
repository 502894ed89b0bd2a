package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        String partition = Keys.partition(id);
        List<Session> sessions = new ArrayList<>();
        table.first(partition, Keys.WITHIN, Keys.WITHIN + Character.MAX_VALUE, false, Deadline.NONE)
                .map(item -> item.get(EbbTable.SORT).s().substring(Keys.WITHIN.length(), Keys.WITHIN.length() + 7))
                .ifPresent(month -> add(sessions, table.query(partition, Keys.WITHIN + month, Deadline.NONE)));
        add(sessions, table.query(partition, Keys.CROSSING, Deadline.NONE));
        return sessions.stream().map(Session::end).max(Instant::compareTo);
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
            Instant up = upSince(partition, start, now);
            Instant active = lastActive(partition, up, now).orElse(up);
            return active.isAfter(up) ? active : up;
        });
    }

    /** Goes back from session to session, month by month, to when none was open. */
    private Instant upSince(String partition, Instant firstOpen, Instant now) {
        List<Session> sessions = new ArrayList<>();
        Instant up = firstOpen;
        String month = Keys.month(now);
        add(sessions, table.query(partition, Keys.CROSSING, Deadline.NONE));
        while (true) {
            add(sessions, table.query(partition, Keys.WITHIN + month, Deadline.NONE));
            up = chained(up, sessions);
            Instant monthStart = Keys.monthStart(month);
            if (up.isAfter(monthStart)) {
                return up;
            }
            if (noneWithin(partition, monthStart)) {
                return up;
            }
            month = Keys.month(monthStart.minusMillis(1));
        }
    }

    private boolean noneWithin(String partition, Instant before) {
        return table.first(
                        partition,
                        Keys.WITHIN,
                        Keys.WITHIN + Keys.month(before.minusMillis(1)) + " " + Character.MAX_VALUE,
                        false,
                        Deadline.NONE)
                .isEmpty();
    }

    private static Instant chained(Instant from, List<Session> sessions) {
        Instant up = from;
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Session session : sessions) {
                if (!session.end().isBefore(up) && session.start().isBefore(up)) {
                    up = session.start();
                    moved = true;
                }
            }
        }
        return up;
    }

    private Optional<Instant> lastActive(String partition, Instant from, Instant now) {
        List<Map<String, AttributeValue>> items =
                table.query(partition, Keys.ACTIVITY + Keys.hour(from), Keys.ACTIVITY + Keys.hour(now), Deadline.NONE);
        for (Map<String, AttributeValue> item : items.reversed()) {
            int last = ActivityItem.active(item).length();
            if (last > 0) {
                String hour = item.get(EbbTable.SORT).s().substring(Keys.ACTIVITY.length());
                return Optional.of(Keys.hourStart(hour).plus(Duration.ofMinutes(last)));
            }
        }
        return Optional.empty();
    }

    private static void add(List<Session> sessions, List<Map<String, AttributeValue>> items) {
        items.stream()
                .filter(item -> item.get(EbbTable.SORT).s().endsWith(Keys.SESSION_KIND))
                .map(item -> ReplicaCodec.session(item.get(ReplicaChange.LINE).s()))
                .forEach(sessions::add);
    }
}
