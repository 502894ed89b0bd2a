package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Carry;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Identity;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads and rewrites replicas page by page. When a page hands on something else than before, the pages after it must be
 * folded again, each in a transaction of its own; a cursor in the replica's item says where to go on.
 */
final class ReplicaPages {

    private final Table table;
    private final DeploymentStore deployments;

    ReplicaPages(Table table, DeploymentStore deployments) {
        this.table = table;
        this.deployments = deployments;
    }

    /**
     * A page of a replica, rewritten.
     *
     * @param included the mutations that concern it
     * @param replaced the page as it was
     * @param pages what takes its place
     */
    record Rewrite(
            List<Mutation> included, ReplicaRecord before, ReplicaRecord after, Page replaced, List<Page> pages) {

        TransactionPlan plan(DeploymentView view) {
            return ReplicaChange.plan(view, before, after, List.of(replaced), pages);
        }

        /** Those of the mutations that add more to one instant than it may hold. */
        List<Mutation> tooManyAtOnce() {
            Map<Instant, Set<Identity>> standing = new HashMap<>();
            for (Transition transition : replaced.transitions()) {
                standing.computeIfAbsent(transition.position().time(), k -> new HashSet<>())
                        .add(transition.position().identity());
            }
            List<Mutation> tooMany = new ArrayList<>();
            for (Mutation mutation : included) {
                Transition added = mutation.added();
                if (added != null) {
                    Set<Identity> sharing = standing.computeIfAbsent(mutation.time(), k -> new HashSet<>());
                    Identity identity = added.position().identity();
                    if (sharing.size() >= Page.MAX_AT_ONCE && !sharing.contains(identity)) {
                        tooMany.add(mutation);
                    } else {
                        sharing.add(identity);
                    }
                }
            }
            return tooMany;
        }
    }

    Map<ReplicaId, ReplicaRecord> records(List<ReplicaId> ids, Deadline deadline) {
        Map<Key, Map<String, AttributeValue>> items =
                table.getAll(ids.stream().map(Keys::replica).toList(), deadline);
        Map<ReplicaId, ReplicaRecord> records = new HashMap<>();
        for (ReplicaId id : ids) {
            Map<String, AttributeValue> item = items.get(Keys.replica(id));
            records.put(id, item == null ? ReplicaRecord.unknown(id) : ReplicaCodec.record(id, item));
        }
        return records;
    }

    private ReplicaRecord record(ReplicaId id, Deadline deadline) {
        return table.get(Keys.replica(id), deadline)
                .map(item -> ReplicaCodec.record(id, item))
                .orElseGet(() -> ReplicaRecord.unknown(id));
    }

    /** The record once nothing of it is left to fold again; for one without pages the next rewrite sees to that. */
    ReplicaRecord fresh(DeploymentView view, ReplicaRecord record, Deadline deadline) {
        boolean isFresh = record.cursor() == null
                && (!record.paged() || record.staleFrom(view.timeline()).isEmpty());
        return isFresh ? record : finish(record.id(), deadline);
    }

    /** The page with the earliest of the mutations rewritten, with all of them that are in that page. */
    Rewrite rewrite(DeploymentView view, ReplicaRecord record, List<Mutation> mutations, Deadline deadline) {
        if (mutations.isEmpty()) {
            return rewrite(view, record, record.last(), record.last().before(), mutations, null);
        }
        Instant earliest =
                mutations.stream().map(Mutation::time).min(Instant::compareTo).orElseThrow();
        Page page = pageAt(record, earliest, deadline);
        Optional<Page> next = next(record, page, deadline);
        List<Mutation> included = mutations.stream()
                .filter(mutation ->
                        next.isEmpty() || mutation.time().isBefore(next.get().low()))
                .toList();
        return rewrite(view, record, page, page.before(), included, next.orElse(null));
    }

    private static Rewrite rewrite(
            DeploymentView view,
            ReplicaRecord record,
            Page page,
            Carry before,
            List<Mutation> included,
            @Nullable Page next) {
        List<Transition> transitions = new ArrayList<>(page.transitions());
        included.forEach(mutation -> mutation.applyTo(transitions));
        Collections.sort(transitions);
        List<Page> pages =
                Page.fold(page.low(), next == null ? null : next.low(), transitions, before, view.timeline());
        Carry handedOn = pages.getLast().posted().after();
        long number = view.timeline().number();
        ReplicaRecord.Cursor cursor = record.cursor();
        boolean toTheEnd = cursor != null && cursor.toTheEnd();
        ReplicaRecord.Cursor left = null;
        if (next != null && (toTheEnd || !handedOn.equals(page.posted().after()))) {
            left = new ReplicaRecord.Cursor(next.low(), handedOn, toTheEnd, number);
        }
        ReplicaRecord after = record.next()
                .withTimeline(left == null || !toTheEnd ? number : record.timeline())
                .withPages(record.paged() || pages.size() > 1, next == null ? pages.getLast() : record.last())
                .withLostAt(next == null ? null : record.lostAt())
                .withCursor(left);
        return new Rewrite(included, record, after, page, pages);
    }

    /**
     * Divides a page whose rewrite is too much for one transaction. The parts have posted what the whole had, and are
     * folded next. If somebody else was first, nothing happens.
     */
    void divide(DeploymentView view, ReplicaRecord record, Rewrite tooMuch, Deadline deadline) {
        Page page = tooMuch.replaced();
        Carry carry = tooMuch.pages().getFirst().before();
        List<Page> halves = page.halves();
        if (halves.size() == 1) {
            throw new IllegalStateException("one instant of " + record.id() + " is too much for one transaction");
        }
        Page last = page.low().equals(record.last().low()) ? halves.getLast() : record.last();
        ReplicaRecord.Cursor cursor = new ReplicaRecord.Cursor(
                page.low(), carry, true, view.timeline().number());
        ReplicaRecord after = record.next().withPages(true, last).withCursor(cursor);
        TransactionPlan plan = ReplicaChange.plan(view, record, after, List.of(page), halves);
        if (table.write(plan, deadline) instanceof Table.Written.Committed) {
            finish(record.id(), deadline);
        }
    }

    /** Folds again what must be, until nothing is left; the record as it is then. */
    ReplicaRecord finish(ReplicaId id, Deadline deadline) {
        return until(id, record -> false, deadline);
    }

    /** The same, and its last page in any case if its end is provisional. */
    void seen(ReplicaId id, Deadline deadline) {
        until(id, record -> record.lostAt() != null, deadline);
    }

    private ReplicaRecord until(ReplicaId id, Function<ReplicaRecord, Boolean> mustRewrite, Deadline deadline) {
        Refusals refusals = new Refusals(id);
        while (true) {
            DeploymentView view = deployments.view(id.deployment(), deadline);
            ReplicaRecord record = record(id, deadline);
            Optional<Instant> stale = record.staleFrom(view.timeline());
            if (record.cursor() == null && stale.isEmpty() && !mustRewrite.apply(record)) {
                return record;
            }
            Rewrite rewrite = nextRewrite(view, record, stale, deadline);
            TransactionPlan plan = rewrite.plan(view);
            if (plan.size() > TransactionPlan.MAX_ITEMS) {
                divide(view, record, rewrite, deadline);
            } else if (!(table.write(plan, deadline) instanceof Table.Written.Committed)) {
                refusals.add();
            }
        }
    }

    private Rewrite nextRewrite(DeploymentView view, ReplicaRecord record, Optional<Instant> stale, Deadline deadline) {
        ReplicaRecord.Cursor cursor = record.cursor();
        if (!record.paged() || (cursor == null && stale.isEmpty())) {
            return rewrite(view, record, record.last(), record.last().before(), List.of(), null);
        }
        long number = view.timeline().number();
        boolean goOn = cursor != null && (stale.isEmpty() || (cursor.toTheEnd() && cursor.timeline() == number));
        ReplicaRecord.Cursor start;
        if (cursor != null && goOn) {
            start = cursor;
        } else {
            Page from = pageAt(record, stale.orElseThrow(), deadline);
            start = cursor != null && cursor.low().isBefore(from.low())
                    ? new ReplicaRecord.Cursor(cursor.low(), cursor.carry(), true, number)
                    : new ReplicaRecord.Cursor(from.low(), from.before(), true, number);
        }
        ReplicaRecord at = record.withCursor(start);
        Page page = pageAt(at, start.low(), deadline);
        Optional<Page> next = next(at, page, deadline);
        Rewrite rewrite = rewrite(view, at, page, start.carry(), List.of(), next.orElse(null));
        return new Rewrite(List.of(), record, rewrite.after(), page, rewrite.pages());
    }

    private Page pageAt(ReplicaRecord record, Instant time, Deadline deadline) {
        if (!record.paged() || !time.isBefore(record.last().low())) {
            return record.last();
        }
        String prefix = Keys.PAGE + record.id().name() + " ";
        return stored(record, prefix, prefix + Keys.millis(time), false, deadline)
                .orElseThrow();
    }

    private Optional<Page> next(ReplicaRecord record, Page page, Deadline deadline) {
        if (page.low().equals(record.last().low())) {
            return Optional.empty();
        }
        String prefix = Keys.PAGE + record.id().name() + " ";
        Optional<Page> stored = stored(
                record, prefix + Keys.millis(page.low().plusMillis(1)), prefix + Character.MAX_VALUE, true, deadline);
        return Optional.of(stored.orElse(record.last()));
    }

    private Optional<Page> stored(ReplicaRecord record, String from, String to, boolean ascending, Deadline deadline) {
        DeploymentId deployment = record.id().deployment();
        return table.first(Keys.partition(deployment), from, to, ascending, deadline)
                .map(item -> ReplicaCodec.page(deployment.account(), item));
    }
}
