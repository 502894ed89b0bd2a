package dev.ebb.sweeping.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.EbbTable;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.Table.Written;
import dev.ebb.metering.dynamodb.TransactionPlan;
import dev.ebb.metering.dynamodb.Value;
import dev.ebb.sweeping.sweeps.Failures.Failing;
import dev.ebb.sweeping.sweeps.LegResult;
import dev.ebb.sweeping.sweeps.SweepRecords;
import dev.ebb.sweeping.sweeps.SweepStore.RecordedVerdict;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What sweeps leave behind for each other, in the table. Legs and hours are forgotten after 35 days. */
public final class DynamoSweepRecords implements SweepRecords {

    private static final Duration KEPT = Duration.ofDays(35);

    private static final String PARTITION = SweepKeys.STACK;
    private static final String CENSUS = "CENSUS ";
    /** A partition of its own: who ends actions may add to it, and must not write to that of the breaker. */
    private static final String HOURS = "HOURS";

    private static final String HOUR = "HOUR ";
    private static final String LEG = "LEG ";
    private static final Key LAST = new Key(PARTITION, "LAST");

    /** Longer than any pause between two looks. */
    private static final Duration FAILURE_KEPT = Duration.ofDays(2);

    private static final String SWEEP = "sweep";
    private static final String TIMES = "times";
    private static final String REVISION = "revision";
    private static final String DEPLOYMENTS = "deployments";
    private static final String VERDICTS = "verdicts";
    private static final String UNKNOWN = "unknown";
    private static final String ERRORS = "errors";
    private static final String STOPPED = "stopped";
    private static final String DELETED = "deleted";
    private static final String RESTORED = "restored";

    private final Table table;

    /** In this table. */
    public DynamoSweepRecords(Table table) {
        this.table = table;
    }

    @Override
    public List<Census> censuses(Deadline deadline) {
        List<Census> latest = new ArrayList<>();
        String before = CENSUS + Character.MAX_VALUE;
        while (latest.size() < 2) {
            Optional<Map<String, AttributeValue>> item = table.first(PARTITION, CENSUS, before, false, deadline);
            if (item.isEmpty()) {
                break;
            }
            String hour = Key.of(item.get()).sort().substring(CENSUS.length());
            latest.add(new Census(Instant.parse(hour), Value.numberOr(item.get(), DEPLOYMENTS, 0)));
            // Sorts right before that hour.
            before = CENSUS + Instant.parse(hour).minusMillis(1);
        }
        return latest;
    }

    @Override
    public void count(Census census, Deadline deadline) {
        Map<String, AttributeValue> item = new HashMap<>(new Key(PARTITION, CENSUS + census.hour()).attributes());
        item.put(DEPLOYMENTS, Value.number(census.deployments()));
        item.put(EbbTable.EXPIRES_AT, expiry(census.hour()));
        table.putIfAbsent(item, deadline);
    }

    @Override
    public void keep(LegResult result, Deadline deadline) {
        Instant sweep = result.leg().sweep();
        Map<String, AttributeValue> leg = new HashMap<>();
        leg.put("found", Value.number(result.found()));
        result.verdicts().forEach((word, count) -> leg.put(word, Value.number(count)));
        leg.put("repeated", Value.number(result.repeated()));
        leg.put("moved", Value.number(result.moved()));
        leg.put("overtaken", Value.number(result.overtaken()));
        leg.put("deferred", Value.number(result.deferred()));
        leg.put("failed", Value.number(result.failures().size()));
        leg.put(EbbTable.EXPIRES_AT, expiry(sweep));
        TransactionPlan plan = new TransactionPlan();
        plan.add(
                new Key(PARTITION, LEG + sweep + " " + result.leg().part() + " " + UUID.randomUUID()),
                new Action.Put(leg, Action.Condition.ABSENT));
        plan.add(
                hourKey(sweep),
                adding(
                        sweep,
                        Map.of(
                                VERDICTS,
                                BigInteger.valueOf(result.known()),
                                UNKNOWN,
                                BigInteger.valueOf(result.unknown()),
                                STOPPED,
                                BigInteger.valueOf(result.stopped()),
                                DELETED,
                                BigInteger.valueOf(result.deleted()))));
        if (!(table.write(plan, deadline) instanceof Written.Committed)) {
            throw new IllegalStateException("the record of a leg was refused: " + result);
        }
    }

    /** {@inheritDoc} It is forgotten two days after the last. */
    @Override
    public Failing failed(DeploymentId deployment, String why, Instant sweep, Deadline deadline) {
        Key key = SweepKeys.unreadable(deployment);
        return Changes.make("that " + deployment + " can't be looked at", () -> {
            Map<String, AttributeValue> item = table.get(key, deadline).orElse(Map.of());
            Optional<Failing> before =
                    Value.instantIn(item, SWEEP).map(last -> new Failing(Value.numberOr(item, TIMES, 1), last));
            Failing after = before.map(last -> last.again(
                            sweep, VerdictItem.last(table, deployment, deadline).map(RecordedVerdict::sweep)))
                    .orElseGet(() -> new Failing(1, sweep));
            if (before.filter(after::equals).isPresent()) {
                return Optional.of(after);
            }
            long revision = Value.numberOr(item, REVISION, 0);
            Item attributes = new Item()
                    .number(REVISION, revision + 1)
                    .number(TIMES, after.times())
                    .instant(SWEEP, sweep)
                    .text("why", why)
                    .expiresAfter(sweep, FAILURE_KEPT);
            TransactionPlan plan = new TransactionPlan();
            plan.add(key, new Action.Put(attributes.attributes(), Action.Condition.atNumber(REVISION, revision)));
            if (before.filter(last -> hourKey(last.sweep()).equals(hourKey(sweep)))
                    .isEmpty()) {
                ended(plan, false, sweep);
            }
            return Changes.refusing(table, plan, deadline).isEmpty() ? Optional.of(after) : Optional.empty();
        });
    }

    /** One restored, or one error more in the hour, for the transaction that ends an action. */
    static void ended(TransactionPlan plan, boolean restored, Instant at) {
        plan.add(hourKey(at), adding(at, Map.of(restored ? RESTORED : ERRORS, BigInteger.ONE)));
    }

    /** One error less in the hour in which it was counted, for the transaction that finds that it was none. */
    static void disproved(TransactionPlan plan, Instant counted) {
        plan.add(hourKey(counted), adding(counted, Map.of(ERRORS, BigInteger.ONE.negate())));
    }

    private static Action.Update adding(Instant at, Map<String, BigInteger> counts) {
        return new Action.Update(counts, Map.of(EbbTable.EXPIRES_AT, expiry(at)), null);
    }

    @Override
    public Hour hour(Instant hour, Deadline deadline) {
        return table.get(hourKey(hour), deadline)
                .map(item -> new Hour(
                        Value.numberOr(item, VERDICTS, 0),
                        Value.numberOr(item, UNKNOWN, 0),
                        Value.numberOr(item, ERRORS, 0),
                        Value.numberOr(item, STOPPED, 0),
                        Value.numberOr(item, DELETED, 0),
                        Value.numberOr(item, RESTORED, 0)))
                .orElse(Hour.EMPTY);
    }

    @Override
    public void begun(Instant sweep, Deadline deadline) {
        table.update(
                LAST,
                new Action.Update(
                        Map.of(),
                        Map.of(SWEEP, Value.instant(sweep)),
                        new Action.Condition(
                                "attribute_not_exists(#sweep) OR #sweep < :sweep",
                                Map.of("#sweep", SWEEP),
                                Map.of(":sweep", Value.instant(sweep)))),
                deadline);
    }

    @Override
    public Optional<Instant> lastSweep(Deadline deadline) {
        return table.get(LAST, deadline).flatMap(item -> Value.instantIn(item, SWEEP));
    }

    private static Key hourKey(Instant at) {
        return new Key(HOURS, HOUR + at.truncatedTo(ChronoUnit.HOURS));
    }

    private static AttributeValue expiry(Instant at) {
        return Value.number(at.plus(KEPT).getEpochSecond());
    }
}
