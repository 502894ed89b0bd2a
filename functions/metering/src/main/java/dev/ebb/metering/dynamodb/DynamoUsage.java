package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.IdleVoid;
import dev.ebb.metering.Ingestion;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.TokenUsage;
import dev.ebb.metering.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads from the table what was metered. Each read is consistent in itself. */
public final class DynamoUsage implements MeteredUsage {

    private static final int READ_ATTEMPTS = 5;

    /** Few enough that what they used is small, and that little changes while they are read. */
    private static final int READ_TOGETHER = 25;

    private final Table table;
    private final TokenReader tokens;
    private final StateReader states;

    /** Reads from this table. */
    public DynamoUsage(DynamoDbClient client, String table) {
        this(new Table(client, table));
    }

    /** Likewise. */
    public DynamoUsage(Table table) {
        this.table = table;
        tokens = new TokenReader(this.table);
        states = new StateReader(this.table);
    }

    @Override
    public Ingestion ingestion() {
        return new DynamoIngestion(table).read(Deadline.NONE);
    }

    @Override
    public List<String> accounts() {
        List<String> accounts = new ArrayList<>();
        for (int shard = 0; shard < Keys.SHARDS; shard++) {
            query(Keys.registry(shard), "").forEach(item -> accounts.add(sort(item)));
        }
        return accounts.stream().sorted().toList();
    }

    @Override
    public List<DeploymentId> deployments(String account) {
        return query(Keys.account(account), Keys.DEPLOYMENT).stream()
                .map(item -> new DeploymentId(account, sort(item).substring(Keys.DEPLOYMENT.length())))
                .sorted()
                .toList();
    }

    /** Reads again if a session changed meanwhile; if one always does, what is read last counts as pending. */
    @Override
    public DeploymentUsage deployment(DeploymentId id, Instant from, Instant to, Instant asOf) {
        Map<Key, Map<String, AttributeValue>> standing = standing(List.of(id));
        Usage.Configuration configuration = configuration(standing, id);
        Map<String, AttributeValue> before = state(standing, id);
        DeploymentUsage last = null;
        for (int attempt = 1; ; attempt++) {
            DeploymentUsage read = UsageReader.read(table, id, before, from, to, asOf, configuration);
            Map<String, AttributeValue> after = state(id);
            boolean unchanged = DeploymentStore.revision(before) == DeploymentStore.revision(after);
            // What changes today need not concern the interval: twice the same is good too.
            if (unchanged || read.equals(last)) {
                return read;
            }
            if (attempt == READ_ATTEMPTS) {
                return read.asPending();
            }
            last = read;
            before = after;
        }
    }

    private Map<String, AttributeValue> state(DeploymentId id) {
        return table.get(Keys.in(id, Keys.STATE), Deadline.NONE).orElse(Map.of());
    }

    /** Counters of many deployments are one read, so that a deployment costs no more than what stands in it. */
    @Override
    public Stream<DeploymentUsage> all(String account, Instant from, Instant to, Instant asOf) {
        return deployments(account).stream()
                .gather(Gatherers.windowFixed(READ_TOGETHER))
                .flatMap(some -> together(some, from, to, asOf).stream());
    }

    private List<DeploymentUsage> together(List<DeploymentId> ids, Instant from, Instant to, Instant asOf) {
        Map<Key, Map<String, AttributeValue>> before = standing(ids);
        Map<DeploymentId, DeploymentUsage> usages = new LinkedHashMap<>();
        for (DeploymentId id : ids) {
            Usage.Configuration configuration = configuration(before, id);
            usages.put(id, UsageReader.read(table, id, state(before, id), from, to, asOf, configuration));
        }
        List<DeploymentId> used = ids.stream()
                .filter(id -> DeploymentStore.revision(state(before, id)) > 0)
                .toList();
        Map<Key, Map<String, AttributeValue>> after = states(used);
        for (DeploymentId id : used) {
            if (DeploymentStore.revision(state(before, id)) != DeploymentStore.revision(state(after, id))) {
                usages.put(id, deployment(id, from, to, asOf));
            }
        }
        return List.copyOf(usages.values());
    }

    /** Counters and configurations. */
    private Map<Key, Map<String, AttributeValue>> standing(List<DeploymentId> ids) {
        List<Key> keys = ids.stream()
                .flatMap(id -> Stream.of(Keys.in(id, Keys.STATE), Keys.in(id, Keys.CONFIG)))
                .toList();
        return table.getAll(keys, Deadline.NONE);
    }

    private static Usage.Configuration configuration(Map<Key, Map<String, AttributeValue>> standing, DeploymentId id) {
        Map<String, AttributeValue> item = standing.get(Keys.in(id, Keys.CONFIG));
        return item == null ? Usage.Configuration.NONE : DeploymentStore.configuration(item);
    }

    private Map<Key, Map<String, AttributeValue>> states(List<DeploymentId> ids) {
        return table.getAll(ids.stream().map(id -> Keys.in(id, Keys.STATE)).toList(), Deadline.NONE);
    }

    private static Map<String, AttributeValue> state(Map<Key, Map<String, AttributeValue>> states, DeploymentId id) {
        return states.getOrDefault(Keys.in(id, Keys.STATE), Map.of());
    }

    @Override
    public List<TokenUsage> tokens(String account, Instant from, Instant to) {
        return tokens.read(account, from, to);
    }

    @Override
    public List<IdleVoid> idleVoids(String account) {
        return IdleVoids.read(account, query(Keys.accountMeters(account), IdleVoids.PREFIX));
    }

    @Override
    public Optional<DeploymentState> state(DeploymentId id, Instant now) {
        return states.read(id, now);
    }

    private List<Map<String, AttributeValue>> query(String partition, String prefix) {
        return table.query(partition, prefix, Deadline.NONE);
    }

    private static String sort(Map<String, AttributeValue> item) {
        return item.get(EbbTable.SORT).s();
    }
}
