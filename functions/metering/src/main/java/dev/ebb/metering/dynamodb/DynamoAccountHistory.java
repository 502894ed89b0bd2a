package dev.ebb.metering.dynamodb;

import dev.ebb.metering.AccountHistory;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Meter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads an account's own meters: its months, and the hours of one of them; and the first of its token meters. */
public final class DynamoAccountHistory implements AccountHistory {

    private final Table table;

    /** Reads from this table. */
    public DynamoAccountHistory(DynamoDbClient client, String table) {
        this(new Table(client, table));
    }

    /** Likewise. */
    public DynamoAccountHistory(Table table) {
        this.table = table;
    }

    /** Meters that voids have brought back to nothing are passed over. */
    @Override
    public Optional<Instant> firstUsage(String account) {
        Optional<Instant> tokens = Optional.empty();
        for (int shard = 0; shard < Keys.TOKEN_SHARDS; shard++) {
            tokens = Stream.concat(tokens.stream(), firstTokens(Keys.tokens(account, shard)).stream())
                    .min(Instant::compareTo);
        }
        return Stream.concat(tokens.stream(), firstGpuTime(account).stream()).min(Instant::compareTo);
    }

    private Optional<Instant> firstGpuTime(String account) {
        String partition = Keys.accountMeters(account);
        return table.query(partition, Keys.MONTH, Deadline.NONE).stream()
                .filter(month -> firstChange(month).isPresent())
                .map(month -> sort(month).substring(Keys.MONTH.length()))
                .flatMap(month -> table.query(partition, Keys.HOUR + month, Deadline.NONE).stream())
                .flatMap(hour -> firstChange(hour).stream())
                .findFirst();
    }

    private static Optional<Instant> firstChange(Map<String, AttributeValue> item) {
        return MeterKeys.buckets(item).values().stream()
                .flatMap(List::stream)
                .filter(bucket ->
                        bucket.delta().signum() != 0 || bucket.moment().signum() != 0)
                .map(Meter.Bucket::start)
                .min(Instant::compareTo);
    }

    private Optional<Instant> firstTokens(String partition) {
        String last = String.valueOf(Character.MAX_VALUE);
        Optional<Map<String, AttributeValue>> item = table.first(partition, "0", last, true, Deadline.NONE);
        while (item.isPresent()) {
            Optional<Instant> first = item.flatMap(DynamoAccountHistory::firstQuarter);
            if (first.isPresent()) {
                return first;
            }
            item = table.first(partition, sort(item.get()) + " ", last, true, Deadline.NONE);
        }
        return Optional.empty();
    }

    private static Optional<Instant> firstQuarter(Map<String, AttributeValue> item) {
        Instant hour = Keys.hourStart(sort(item).split(" ", 2)[0]);
        return Stream.of(0, 1, 2, 3)
                .filter(quarter -> Value.bigNumber(item, Effect.TokensAdded.PROMPT + quarter)
                                        .signum()
                                != 0
                        || Value.bigNumber(item, Effect.TokensAdded.COMPLETION + quarter)
                                        .signum()
                                != 0)
                .map(quarter -> hour.plus(Duration.ofMinutes(15L * quarter)))
                .findFirst();
    }

    @Override
    public Map<GpuKind, GpuTime> gpuTimeUpTo(String account, Instant to) {
        String partition = Keys.accountMeters(account);
        String month = Keys.month(to);
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        table.query(partition, Keys.MONTH, Deadline.NONE).stream()
                .filter(item -> sort(item).compareTo(Keys.MONTH + month) < 0)
                .forEach(items::add);
        if (!Keys.monthStart(month).equals(to)) {
            items.addAll(table.query(partition, Keys.HOUR + month, Keys.HOUR + Keys.hour(to), Deadline.NONE));
        }
        Map<GpuKind, List<Meter.Bucket>> buckets = new HashMap<>();
        items.forEach(item -> MeterKeys.buckets(item)
                .forEach((kind, some) -> some.stream()
                        .filter(bucket -> bucket.start().isBefore(to))
                        .forEach(bucket -> buckets.computeIfAbsent(kind, k -> new ArrayList<>())
                                .add(bucket))));
        Map<GpuKind, GpuTime> usage = new TreeMap<>();
        buckets.forEach((kind, those) -> {
            GpuTime used = Meter.usageUpTo(to, those);
            if (!used.equals(GpuTime.ZERO)) {
                usage.put(kind, used);
            }
        });
        return usage;
    }

    private static String sort(Map<String, AttributeValue> item) {
        return item.get(EbbTable.SORT).s();
    }
}
