package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Session;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads since when a deployment has had a replica ready, or has had none. */
final class UpStretch {

    private final Table table;

    UpStretch(Table table) {
        this.table = table;
    }

    /** The beginning of the unbroken stretch in which at least one replica has been ready; empty if none is. */
    Optional<Instant> since(DeploymentId id, Deadline deadline) {
        String partition = Keys.partition(id);
        return table.query(partition, Keys.OPEN, deadline).stream()
                .map(item -> ReplicaCodec.openSession(
                                item.get(ReplicaChange.LINE).s())
                        .start())
                .min(Instant::compareTo)
                .map(firstOpen -> since(partition, firstOpen, deadline));
    }

    /** Goes back from session to session, by their ends, to when none was open. */
    private Instant since(String partition, Instant firstOpen, Deadline deadline) {
        Instant up = firstOpen;
        Iterator<Session> within = within(partition, deadline).iterator();
        Iterator<Session> over = over(partition, deadline).iterator();
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

    /** The end of its latest session. */
    Optional<Instant> lastEnd(DeploymentId id, Deadline deadline) {
        String partition = Keys.partition(id);
        return Stream.of(within(partition, deadline), over(partition, deadline))
                .flatMap(sessions -> sessions.limit(1))
                .map(Session::end)
                .max(Instant::compareTo);
    }

    /** Sessions that did not cross from one month into another, the latest end first. */
    private Stream<Session> within(String partition, Deadline deadline) {
        return sessions(table.walk(partition, Keys.WITHIN, Keys.WITHIN + Character.MAX_VALUE, false, deadline));
    }

    /** Those that did, the latest end first. */
    private Stream<Session> over(String partition, Deadline deadline) {
        return sessions(table.walk(partition, Keys.OVER, Keys.OVER + Character.MAX_VALUE, true, deadline));
    }

    private static Stream<Session> sessions(Stream<Map<String, AttributeValue>> items) {
        return items.filter(item -> item.get(EbbTable.SORT).s().endsWith(Keys.SESSION_KIND))
                .map(item -> ReplicaCodec.session(item.get(ReplicaChange.LINE).s()));
    }
}
