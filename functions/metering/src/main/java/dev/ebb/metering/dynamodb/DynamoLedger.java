package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Identity;
import dev.ebb.metering.Ledger;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.Transition;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The ledger in DynamoDB. Safe for concurrent use, by any number of processes. */
public final class DynamoLedger implements Ledger {

    private final Identities identities;
    private final Registry registry;
    private final ReplicaPages pages;
    private final ChargeMarks chargeMarks;
    private final ReplicaWriter replicas;
    private final Announcements announcements;
    private final AddedEvents addedEvents;
    private final Sightings sightings;
    private final Voids voids;
    private final LostReplicas lostReplicas;
    private final DynamoIngestion ingestion;

    /** A ledger that keeps identities for {@link Admission#IDENTITIES}. */
    public DynamoLedger(DynamoDbClient client, String table) {
        this(client, table, Admission.IDENTITIES);
    }

    /** @param identityLifetime how long after its event an identity is kept; null for ever */
    public DynamoLedger(DynamoDbClient client, String table, @Nullable Duration identityLifetime) {
        this(client, table, identityLifetime, true);
    }

    /**
     * A ledger.
     *
     * @param identityLifetime how long after its event an identity is kept; null for ever
     * @param journalsLate whether events that come late are {@linkplain dev.ebb.metering.LateEvents written down}; not
     *     for history that is played again
     */
    public DynamoLedger(
            DynamoDbClient client, String table, @Nullable Duration identityLifetime, boolean journalsLate) {
        this(client, table, identityLifetime, journalsLate, Pause.JITTERED);
    }

    DynamoLedger(DynamoDbClient client, String table, @Nullable Duration identityLifetime, Pause pause) {
        this(client, table, identityLifetime, true, pause);
    }

    private DynamoLedger(
            DynamoDbClient client,
            String table,
            @Nullable Duration identityLifetime,
            boolean journalsLate,
            Pause pause) {
        Table items = new Table(client, table, pause);
        DeploymentStore deployments = new DeploymentStore(items);
        identities = new Identities(identityLifetime, new LateJournal(journalsLate));
        registry = new Registry(items);
        chargeMarks = new ChargeMarks(items);
        pages = new ReplicaPages(items, deployments);
        replicas = new ReplicaWriter(items, deployments, pages);
        announcements = new Announcements(items, deployments, replicas, identities);
        addedEvents = new AddedEvents(items, identities);
        sightings = new Sightings(items, pages);
        voids = new Voids(items, identities, replicas, pages, announcements);
        lostReplicas = new LostReplicas(items, deployments, pages);
        ingestion = new DynamoIngestion(items);
    }

    @Override
    public List<Outcome> record(List<UsageEvent> events, Instant now, Deadline deadline) {
        Map<Identity, Entry> firsts = new LinkedHashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (UsageEvent event : events) {
            Entry entry = new Entry(event);
            if (event.usage().hasIdentity()) {
                entry = firsts.computeIfAbsent(event.identity(), identity -> new Entry(event));
            }
            entries.add(entry);
        }
        new Batch(now, deadline).apply(List.copyOf(new LinkedHashSet<>(entries)));
        List<Outcome> outcomes = new ArrayList<>();
        Set<Entry> told = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            boolean isFirst = told.add(entry);
            outcomes.add(isFirst ? entry.outcome().orElseThrow() : entry.outcomeOfRepetition(events.get(i)));
        }
        return outcomes;
    }

    @Override
    public void settle(String account, Instant asOf, LostRule rule, Deadline deadline) {
        lostReplicas.end(account, ingestion.read(deadline).heardUpTo(asOf), rule, deadline);
    }

    /** One batch: parts that fail in passing are deferred, the others are not held up. */
    private final class Batch {
        private final Instant now;
        private final Deadline deadline;

        Batch(Instant now, Deadline deadline) {
            this.now = now;
            this.deadline = deadline;
        }

        void apply(List<Entry> entries) {
            List<Entry> announced = new ArrayList<>();
            Map<DeploymentId, List<Entry>> moved = new LinkedHashMap<>();
            List<Entry> seen = new ArrayList<>();
            List<Entry> added = new ArrayList<>();
            for (Entry entry : entries) {
                switch (entry.event().usage()) {
                    case Usage.OfDeployment ignored -> announced.add(entry);
                    case Usage.OfReplica of ->
                        moved.computeIfAbsent(of.replica().deployment(), k -> new ArrayList<>())
                                .add(entry);
                    case Usage.Tokens ignored -> added.add(entry);
                    case Usage.Served served -> (served.tokens() == null ? seen : added).add(entry);
                    case Usage.Alive ignored -> seen.add(entry);
                    case Usage.Rejected ignored -> seen.add(entry);
                    case Usage.Reported ignored -> seen.add(entry);
                    case Usage.OwnAnnouncement ignored -> entry.accept();
                    case Usage.Voided ignored -> {}
                }
            }
            List<Entry> identified = entries.stream()
                    .filter(entry -> entry.event().usage().hasIdentity())
                    .toList();
            attempt(identified, () -> registry.know(identified, deadline));
            byAccount(open(entries)).forEach(those -> attempt(those, () -> chargeMarks.mark(those, now, deadline)));
            for (Entry entry : open(announced)) {
                if (entry.event().usage() instanceof Usage.OfDeployment said) {
                    attempt(List.of(entry), () -> announcements.announce(entry, said, now, deadline));
                }
            }
            moved.forEach((deployment, those) -> attempt(those, () -> move(deployment, those)));
            byAccount(added).forEach(those -> attempt(those, () -> add(those)));
            sightings
                    .parts(open(seen), now, deadline)
                    .forEach(part -> attempt(part.entries(), () -> {
                        registry.know(part.entries(), deadline);
                        part.work().run();
                    }));
            for (Entry entry : open(entries)) {
                attempt(List.of(entry), () -> {
                    if (entry.event().usage() instanceof Usage.Voided usage) {
                        voids.apply(entry, usage.target(), now, deadline);
                    } else {
                        voids.acceptVoided(entry, now, deadline);
                    }
                });
            }
        }

        private void move(DeploymentId deployment, List<Entry> entries) {
            List<Mutation> mutations = new ArrayList<>();
            for (Entry entry : open(entries)) {
                if (entry.event().usage() instanceof Usage.OfReplica of) {
                    TransactionPlan plan = new TransactionPlan();
                    identities.record(plan, entry.event(), now);
                    Transition transition = Transition.of(entry.event(), of);
                    mutations.add(
                            new Mutation(entry, of.replica(), entry.event().time(), transition, null, plan));
                }
            }
            replicas.apply(deployment, mutations, deadline);
            entries.stream()
                    .filter(entry -> entry.outcome().orElse(null) instanceof Outcome.Duplicate)
                    .map(entry -> ((Usage.OfReplica) entry.event().usage()).replica())
                    .distinct()
                    .forEach(replica -> pages.finish(replica, deadline));
        }

        private void add(List<Entry> entries) {
            addedEvents.apply(open(entries), now, deadline);
            Set<DeploymentId> inDemand = new HashSet<>();
            for (Entry entry : entries) {
                if (entry.event().usage() instanceof Usage.Served served && served.active()) {
                    inDemand.add(served.deployment());
                }
            }
            sightings.makeDue(inDemand, now, deadline);
        }

        private static Collection<List<Entry>> byAccount(List<Entry> entries) {
            return entries.stream()
                    .collect(Collectors.groupingBy(
                            entry -> entry.event().identity().account(), LinkedHashMap::new, Collectors.toList()))
                    .values();
        }

        private List<Entry> open(List<Entry> entries) {
            return entries.stream().filter(Entry::isOpen).toList();
        }

        /** Whatever goes wrong here, other parts of the batch have a right to be metered. */
        private void attempt(List<Entry> entries, Runnable work) {
            try {
                work.run();
            } catch (RuntimeException failure) {
                String cause = cause(failure);
                entries.forEach(entry -> entry.defer(cause));
            }
        }

        /** What the table does to us has a name; anything else is a fault of ours, and whoever mends it needs its trace. */
        private static String cause(RuntimeException failure) {
            if (failure instanceof LedgerUnavailableException || failure instanceof SdkException) {
                return failure.toString();
            }
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            return trace.toString();
        }
    }
}
