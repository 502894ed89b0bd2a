package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Carry;
import dev.ebb.metering.FailedStart;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.Notice;
import dev.ebb.metering.OpenSession;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Session;
import dev.ebb.metering.Shape;
import dev.ebb.metering.Step;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What takes a replica from one record to the next: its item and pages, where its sessions are found, the deployment's
 * counters, and the difference of its sessions in the meters.
 */
final class ReplicaChange {

    /** The line of a session or failed start that is found by month. */
    static final String LINE = "line";

    /** Whose it is. */
    static final String REPLICA = "replica";

    /** Where what is open ends provisionally, because the replica fell silent. */
    static final String LOST_AT = "lostAt";

    private final ReplicaId id;
    private final TransactionPlan plan = new TransactionPlan();
    private final Map<Instant, Map<GpuKind, Long>> steps = new TreeMap<>();
    private final Map<Key, Map<String, AttributeValue>> found = new LinkedHashMap<>();
    private final Map<Key, Map<String, AttributeValue>> wanted = new LinkedHashMap<>();

    private ReplicaChange(ReplicaId id) {
        this.id = id;
    }

    /**
     * The change as a plan.
     *
     * @param oldPages the pages that are replaced; the last one belongs to {@code before} if they reach to the end
     * @param newPages what replaces them
     */
    static TransactionPlan plan(
            DeploymentView view, ReplicaRecord before, ReplicaRecord after, List<Page> oldPages, List<Page> newPages) {
        ReplicaChange change = new ReplicaChange(before.id());
        oldPages.forEach(page -> change.count(page, -1, change.found));
        newPages.forEach(page -> change.count(page, 1, change.wanted));
        change.count(before, -1, change.found);
        change.count(after, 1, change.wanted);
        change.writeRecord(before, after);
        change.writePages(after, newPages);
        change.writeWhatIsFound();
        change.writeCounters(view, before, after);
        change.writeMeters();
        return change.plan;
    }

    private void count(Page page, int sign, Map<Key, Map<String, AttributeValue>> items) {
        for (Session session : page.posted().sessions()) {
            step(session.start(), session.shape(), sign);
            step(session.end(), session.shape(), -sign);
            Key key = Keys.stretch(id, session.firstSeen(), session.end(), Keys.SESSION_KIND);
            items.put(key, line(ReplicaCodec.line(session)));
        }
        for (FailedStart failed : page.posted().failedStarts()) {
            items.put(Keys.stretch(id, failed.from(), failed.to(), Keys.FAILED_KIND), line(ReplicaCodec.line(failed)));
        }
        for (Notice notice : page.posted().notices()) {
            items.put(Keys.notice(id, notice), line(ReplicaCodec.line(notice)));
        }
    }

    private void count(ReplicaRecord record, int sign, Map<Key, Map<String, AttributeValue>> items) {
        Carry after = record.last().posted().after();
        Stream.of(after.waiting(), after.restarted())
                .filter(Objects::nonNull)
                .forEach(notice -> items.put(Keys.notice(id, notice), line(ReplicaCodec.line(notice))));
        OpenSession open = after.open();
        if (open != null) {
            step(open.start(), open.shape(), sign);
            Map<String, AttributeValue> item = new HashMap<>(line(ReplicaCodec.line(open)));
            Instant lostAt = record.lostAt();
            if (lostAt != null) {
                step(lostAt, open.shape(), -sign);
                item.put(LOST_AT, Value.instant(lostAt));
            }
            items.put(Keys.open(id), item);
        }
    }

    private Map<String, AttributeValue> line(String line) {
        return Map.of(LINE, Value.text(line), REPLICA, Value.text(id.name()));
    }

    private void step(Instant at, Shape shape, int sign) {
        steps.computeIfAbsent(at, k -> new TreeMap<>())
                .merge(shape.gpuKind(), (long) sign * shape.count().milliGpus(), Long::sum);
    }

    private void writeRecord(ReplicaRecord before, ReplicaRecord after) {
        plan.add(Keys.replica(id), new Action.Put(ReplicaCodec.item(after), ReplicaCodec.unchanged(before)));
    }

    private void writePages(ReplicaRecord after, List<Page> newPages) {
        for (Page page : newPages) {
            if (!page.low().equals(after.last().low())) {
                plan.add(Keys.page(id, page.low()), new Action.Put(ReplicaCodec.item(page), null));
            }
        }
    }

    private void writeWhatIsFound() {
        wanted.forEach((key, item) -> {
            if (!item.equals(found.get(key))) {
                plan.add(key, new Action.Put(item, null));
            }
        });
        found.keySet().stream()
                .filter(key -> !wanted.containsKey(key))
                .forEach(key -> plan.add(key, new Action.Delete()));
    }

    private void writeCounters(DeploymentView view, ReplicaRecord before, ReplicaRecord after) {
        Map<String, BigInteger> adds = new HashMap<>();
        count(adds, before, -1);
        count(adds, after, 1);
        adds.values().removeIf(value -> value.signum() == 0);
        adds.put(DeploymentStore.REVISION, BigInteger.ONE);
        Map<String, AttributeValue> sets = dueAt(view, before, after)
                .map(at -> DueIndex.entry(id.deployment(), at))
                .orElse(Map.of());
        plan.add(Keys.in(id.deployment(), Keys.STATE), new Action.Update(adds, sets, view.stillStanding()));
    }

    /** The first that is heard of a deployment makes it due, and so does the first replica that is ready. */
    private static Optional<Instant> dueAt(DeploymentView view, ReplicaRecord before, ReplicaRecord after) {
        if (!view.known()) {
            return Optional.of(Instant.EPOCH);
        }
        boolean becomesReady =
                !DeploymentStore.READY.equals(counter(before)) && DeploymentStore.READY.equals(counter(after));
        return becomesReady && view.ready() == 0
                ? after.open().map(OpenSession::start).filter(at -> !view.isDueBy(at))
                : Optional.empty();
    }

    private static void count(Map<String, BigInteger> adds, ReplicaRecord record, long sign) {
        BigInteger one = BigInteger.valueOf(sign);
        String phase = counter(record);
        if (phase != null) {
            adds.merge(phase, one, BigInteger::add);
        }
        if (record.cursor() != null) {
            adds.merge(DeploymentStore.UNFINISHED, one, BigInteger::add);
        }
    }

    private static @Nullable String counter(ReplicaRecord record) {
        if (record.lostAt() != null) {
            return DeploymentStore.LOST;
        }
        return switch (record.last().posted().after().phase()) {
            case READY -> DeploymentStore.READY;
            case STARTING -> DeploymentStore.STARTING;
            case GONE -> null;
        };
    }

    private void writeMeters() {
        steps.forEach((at, kinds) -> kinds.forEach((kind, milliGpus) -> {
            if (milliGpus != 0) {
                MeterKeys.add(plan, id.deployment(), new Step(at, kind, milliGpus));
            }
        }));
    }
}
