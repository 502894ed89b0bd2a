package dev.ebb.charging.dynamodb;

import dev.ebb.charging.budgets.AlertMessage;
import dev.ebb.charging.runs.ChargeQueue;
import dev.ebb.charging.runs.ComputeCharges;
import dev.ebb.charging.runs.Handled;
import dev.ebb.charging.runs.Message;
import dev.ebb.charging.runs.Message.Delivery;
import dev.ebb.charging.runs.RunId;
import dev.ebb.metering.ChargeMark;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.ChargeItem;
import dev.ebb.metering.dynamodb.DynamoDueAccounts;
import dev.ebb.metering.dynamodb.EbbTable;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.dynamodb.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Runs the hourly charge over accounts of a hundred sessions each, on the embedded table, and prints how long that takes and
 * what of it asks the table. The argument is how many accounts. It is the function's own way: the run is planned, each
 * account comes from the queue by itself, is settled, drafted, compared with its budgets (it has none) and recorded as
 * done. What it leaves out: the queue is a list in memory, and no metrics go out.
 *
 * <p>They go in slices, each on a fresh table, because the embedded table keeps its items in memory; so an hour of them is
 * as many runs as slices. Two slices go at once, and every tenth is charged a second time in the next hour. The sessions of
 * one account come by its events; the items of the others are copies under their names, without the identities of events,
 * which charging never reads.
 */
public final class ChargingBenchmark {

    private static final int SESSIONS = 100;
    private static final int SLICE = 100;
    private static final int CHARGED_AGAIN = 10;
    private static final String MODEL = "model-account";
    private static final Instant FIRST = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant HOUR = Instant.parse("2026-11-15T10:00:00Z");

    private final List<Map<String, AttributeValue>> items;
    private final List<Map<String, AttributeValue>> prices;
    private final Round first = new Round("first charge", new RunId(HOUR));
    private final Round again = new Round("charge again", new RunId(HOUR.plus(Duration.ofHours(1))));
    private final AtomicInteger done = new AtomicInteger();

    private ChargingBenchmark(List<Map<String, AttributeValue>> all) {
        items = all.stream()
                .filter(item -> partition(item).contains(MODEL))
                .filter(item -> !partition(item).startsWith("IDENTITY"))
                .toList();
        prices = all.stream()
                .filter(item -> partition(item).startsWith("PRICES"))
                .toList();
    }

    private static String partition(Map<String, AttributeValue> item) {
        return item.get(EbbTable.PARTITION).s();
    }

    /** Runs it. */
    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        int accounts = Integer.parseInt(arguments[0]);
        ChargingBenchmark benchmark = new ChargingBenchmark(modelItems());
        long start = System.nanoTime();
        List<Future<?>> slices = new ArrayList<>();
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            for (int from = 0; from < accounts; from += SLICE) {
                int first = from;
                slices.add(two.submit(() -> benchmark.slice(first, Math.min(first + SLICE, accounts))));
            }
        }
        for (Future<?> slice : slices) {
            slice.get();
        }
        System.out.printf(
                Locale.ROOT,
                "%d accounts of %d sessions, %d items each, in slices of %d, two at once: %d s with putting them%n",
                accounts,
                SESSIONS,
                benchmark.items.size(),
                SLICE,
                Duration.ofNanos(System.nanoTime() - start).toSeconds());
        benchmark.first.print();
        benchmark.again.print();
        System.exit(0);
    }

    private void slice(int from, int to) {
        try (LocalTable local = new LocalTable()) {
            ChargeMark mark = new ChargeMark(Optional.of(HOUR), Optional.empty());
            put(local, prices);
            for (int i = from; i < to; i++) {
                put(local, copies(name(i), mark));
            }
            first.run(local, to - from);
            if (from % (CHARGED_AGAIN * SLICE) == 0) {
                for (int i = from; i < to; i++) {
                    ChargeMark next = new ChargeMark(Optional.of(again.run.hour()), Optional.empty());
                    put(local, List.of(marked(name(i), next)));
                }
                again.run(local, to - from);
            }
        }
        System.err.println(done.addAndGet(to - from) + " accounts done");
    }

    private static String name(int number) {
        return "account-%06d".formatted(number);
    }

    private static List<Map<String, AttributeValue>> modelItems() {
        try (LocalTable table = new LocalTable()) {
            BilledAccount model = new BilledAccount(table.client(), table.name(), MODEL).priced();
            for (int i = 0; i < SESSIONS; i++) {
                Instant from = FIRST.plus(Duration.ofHours(3L * i));
                Instant to = from.plus(Duration.ofHours(2));
                model.ran(to, "s-" + i, "llama", 1, from.toString(), to.toString());
            }
            return table.client().scanPaginator(scan -> scan.tableName(table.name())).items().stream()
                    .toList();
        }
    }

    /** The model's items under another name, and due. */
    private List<Map<String, AttributeValue>> copies(String name, ChargeMark mark) {
        List<Map<String, AttributeValue>> copies = new ArrayList<>();
        String charge = ChargeItem.key(MODEL).sort();
        for (Map<String, AttributeValue> item : items) {
            if (!item.get(EbbTable.SORT).s().equals(charge)) {
                Map<String, AttributeValue> copy = new HashMap<>();
                item.forEach((key, value) -> copy.put(
                        key,
                        value.s() == null
                                ? value
                                : AttributeValue.fromS(value.s().replace(MODEL, name))));
                copies.add(copy);
            }
        }
        copies.add(marked(name, mark));
        return copies;
    }

    private static Map<String, AttributeValue> marked(String account, ChargeMark mark) {
        Map<String, AttributeValue> item = new HashMap<>(ChargeItem.key(account).attributes());
        item.putAll(ChargeItem.attributes(account, mark));
        return item;
    }

    private static void put(LocalTable table, List<Map<String, AttributeValue>> some) {
        List<WriteRequest> puts = some.stream()
                .map(item ->
                        WriteRequest.builder().putRequest(put -> put.item(item)).build())
                .toList();
        IntStream.iterate(0, from -> from < puts.size(), from -> from + 25)
                .mapToObj(from -> puts.subList(from, Math.min(from + 25, puts.size())))
                .forEach(batch ->
                        table.client().batchWriteItem(write -> write.requestItems(Map.of(table.name(), batch))));
    }

    /** The run of an hour, over all slices. */
    private static final class Round {
        private final String name;
        private final RunId run;
        private final List<Map<String, Long>> accounts = new ArrayList<>();
        private final Map<String, Long> planning = new TreeMap<>();
        private Duration took = Duration.ZERO;

        Round(String name, RunId run) {
            this.name = name;
            this.run = run;
        }

        void run(LocalTable local, int expected) {
            CountedRequests counted = new CountedRequests(local.client());
            List<Message> queue = new ArrayList<>();
            ComputeCharges charges = charges(counted.client(), local.name(), queue::addAll);
            Instant now = run.hour().plusSeconds(7);
            long start = System.nanoTime();
            charges.plan(run, now, Deadline.NONE);
            Map<String, Long> planned = counted.take();
            List<Map<String, Long>> charged = new ArrayList<>();
            for (Message message : queue) {
                requireCharged(charges.handle(List.of(new Delivery("m", message)), now, Deadline.NONE));
                charged.add(counted.take());
            }
            if (charged.size() != expected) {
                throw new IllegalStateException(charged.size() + " accounts were due, not " + expected);
            }
            add(planned, charged, Duration.ofNanos(System.nanoTime() - start));
        }

        private static void requireCharged(List<Handled> handled) {
            if (!(handled.getFirst() instanceof Handled.Charged charged)
                    || charged.seen().figures().isEmpty()
                    || charged.charged().draft().lines().isEmpty()) {
                throw new IllegalStateException("not charged: " + handled);
            }
        }

        private synchronized void add(Map<String, Long> planned, List<Map<String, Long>> charged, Duration time) {
            planned.forEach((what, count) -> planning.merge(what, count, Long::sum));
            accounts.addAll(charged);
            took = took.plus(time);
        }

        /** With a topic for alerts, so that budgets are read; as no account has one, nothing goes there. */
        private static ComputeCharges charges(DynamoDbClient client, String name, ChargeQueue queue) {
            Table table = new Table(client, name);
            return new ComputeCharges(
                    new DynamoDueAccounts(table),
                    new DynamoRuns(table),
                    queue,
                    DynamoBilling.of(client, name, BilledAccount.GRACE),
                    DynamoSpendWatch.of(client, name, Optional.of(Round::refuse)));
        }

        private static String refuse(AlertMessage message) {
            throw new IllegalStateException("nobody has a budget: " + message);
        }

        void print() {
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d accounts, %d ms each%n",
                    name,
                    accounts.size(),
                    took.toMillis() / accounts.size());
            for (String what : CountedRequests.NAMES) {
                long[] sorted = accounts.stream()
                        .mapToLong(each -> each.getOrDefault(what, 0L))
                        .sorted()
                        .toArray();
                System.out.printf(
                        Locale.ROOT,
                        "  %s an account: %d at least, %d in the median, %d at most, %d in all; planning: %d in all%n",
                        what,
                        sorted[0],
                        sorted[sorted.length / 2],
                        sorted[sorted.length - 1],
                        LongStream.of(sorted).sum(),
                        planning.getOrDefault(what, 0L));
            }
        }
    }
}
