package dev.ebb.metering.dynamodb;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.Meter;
import dev.ebb.metering.Step;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The meters' items: an hour with a pair for each quarter, a month with one, for a deployment and for its account. A
 * pair's attributes are {@code d<quarter> <accelerator> <region>} for the delta and {@code m…} for the moment; a month's
 * have no quarter.
 */
final class MeterKeys {

    private MeterKeys() {}

    /** Adds a step to all meters that it moves. */
    static void add(TransactionPlan plan, DeploymentId deployment, Step step) {
        Instant at = step.at();
        Instant quarter = Meter.quarterOf(at);
        String hour = Keys.hour(at);
        String month = Keys.month(at);
        long ordinal = (quarter.toEpochMilli() - Keys.hourStart(hour).toEpochMilli()) / Meter.QUARTER_MILLIS;
        String kind = " " + step.kind().accelerator() + " " + step.kind().region();
        for (String partition : List.of(Keys.partition(deployment), Keys.accountMeters(deployment.account()))) {
            add(plan, new Key(partition, Keys.HOUR + hour), ordinal + kind, step, quarter);
            add(plan, new Key(partition, Keys.MONTH + month), kind, step, Keys.monthStart(month));
        }
    }

    private static void add(TransactionPlan plan, Key key, String suffix, Step step, Instant bucket) {
        BigInteger milliGpus = BigInteger.valueOf(step.milliGpus());
        BigInteger offset = BigInteger.valueOf(step.at().toEpochMilli() - bucket.toEpochMilli());
        plan.add(key, "d" + suffix, milliGpus);
        plan.add(key, "m" + suffix, milliGpus.multiply(offset));
    }

    /** The buckets of an hour's or a month's item, by kind of GPU. */
    static Map<GpuKind, List<Meter.Bucket>> buckets(Map<String, AttributeValue> item) {
        String sort = item.get(EbbTable.SORT).s();
        boolean hourly = sort.startsWith(Keys.HOUR);
        Instant start = hourly
                ? Keys.hourStart(sort.substring(Keys.HOUR.length()))
                : Keys.monthStart(sort.substring(Keys.MONTH.length()));
        Map<GpuKind, List<Meter.Bucket>> buckets = new HashMap<>();
        item.forEach((name, value) -> {
            String[] part = name.split(" ", 3);
            if (part.length == 3 && name.startsWith("d")) {
                long quarter = hourly ? Long.parseLong(part[0].substring(1)) : 0;
                BigInteger moment = Value.bigNumber(item, "m" + name.substring(1));
                buckets.computeIfAbsent(new GpuKind(part[1], part[2]), k -> new ArrayList<>())
                        .add(new Meter.Bucket(
                                start.plusMillis(quarter * Meter.QUARTER_MILLIS), new BigInteger(value.n()), moment));
            }
        });
        return buckets;
    }
}
