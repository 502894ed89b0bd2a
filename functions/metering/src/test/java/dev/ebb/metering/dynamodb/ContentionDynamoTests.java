package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.AccountEvents.at;
import static dev.ebb.metering.dynamodb.AccountEvents.gpus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.UsageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Several processes at once on the same deployment and replicas, and one that runs out of time. */
class ContentionDynamoTests {

    private static final Instant NOW = at(30_000);
    private static final int THREADS = 4;
    private static final int BATCH = 10;

    private final LocalTable table = new LocalTable();

    @AfterEach
    void dropTable() {
        table.close();
    }

    /** Refuses some transactions as DynamoDB does when others touch their items. */
    private static final class Conflicts implements WatchedClient.Watch {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public void before(WatchedClient.Call call) {
            if (call.operation().equals("transactWriteItems")
                    && ThreadLocalRandom.current().nextInt(5) == 0) {
                count.incrementAndGet();
                throw TransactionCanceledException.builder()
                        .cancellationReasons(CancellationReason.builder()
                                .code("TransactionConflict")
                                .build())
                        .build();
            }
        }

        @Override
        public void after(WatchedClient.Call call) {}
    }

    private DynamoLedger ledger(DynamoDbClient client) {
        return new DynamoLedger(client, table.name(), Admission.MAX_AGE, attempt -> {});
    }

    @Test
    void whatManyThreadsApplyIsWhatOneApplies() throws InterruptedException {
        AccountEvents one = new AccountEvents("account-1");
        DynamoLedger alone = ledger(table.client());
        deliver(alone, events(one));
        deliver(alone, voids(one));
        AccountEvents many = new AccountEvents("account-2");
        Conflicts conflicts = new Conflicts();
        DynamoDbClient client = WatchedClient.of(table.client(), conflicts);

        inParallel(client, events(many), 1);
        inParallel(client, voids(many), 2);

        assertThat(state(one)).hasSizeGreaterThan(50);
        assertThat(AccountDump.difference(state(one), state(many))).isEmpty();
        assertThat(conflicts.count).hasPositiveValue();
    }

    /** How a replica is cut into pages depends on the order of arrival; what is derived from them does not. */
    private Map<String, Map<String, String>> state(AccountEvents account) {
        List<UsageEvent> all = new ArrayList<>(events(account));
        all.addAll(voids(account));
        Map<String, Map<String, String>> state = AccountDump.of(table.client(), table.name(), account.account(), all);
        state.keySet().removeIf(key -> key.contains("| " + Keys.PAGE) || key.contains("| " + Keys.REPLICA));
        return state;
    }

    private static List<UsageEvent> events(AccountEvents a) {
        List<UsageEvent> events = new ArrayList<>();
        events.add(a.created("c", 0, "d", gpus("H100", 1)));
        events.add(a.updated("u", 900, "d", gpus("H200", 2)));
        events.add(a.deleted("x", 2000, "d"));
        events.add(a.created("c2", 2500, "d", gpus("L4", 1)));
        for (int i = 0; i < 60; i++) {
            String replica = "r" + i % 3;
            ShapePart shape = i % 5 == 0 ? ShapePart.NONE : gpus("A100", 1 + i % 4);
            events.add(
                    i % 7 == 6
                            ? a.stopped("e" + i, 60L * i, "d", replica)
                            : a.ready("e" + i, 60L * i, "d", replica, shape));
            events.add(a.tokens("t" + i, 60L * i, "m", i, 0, 1));
        }
        return events;
    }

    private static List<UsageEvent> voids(AccountEvents a) {
        List<UsageEvent> voids = new ArrayList<>();
        for (String target : List.of("x", "u", "e1", "e10", "e20", "e34", "t3", "t4")) {
            voids.add(a.voided("v" + target, 20_000, target));
        }
        return voids;
    }

    /** Everything twice, to different processes. */
    private void inParallel(DynamoDbClient client, List<UsageEvent> events, long seed) throws InterruptedException {
        List<UsageEvent> twice = new ArrayList<>(events);
        twice.addAll(events);
        Collections.shuffle(twice, new Random(seed));
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                List<UsageEvent> share = new ArrayList<>();
                for (int i = thread; i < twice.size(); i += THREADS) {
                    share.add(twice.get(i));
                }
                running.add(threads.submit(() -> deliver(ledger(client), share)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        }
    }

    private static void deliver(DynamoLedger ledger, List<UsageEvent> events) {
        List<UsageEvent> waiting = new ArrayList<>(events);
        for (int delivery = 0; !waiting.isEmpty(); delivery++) {
            assertThat(delivery).as("deliveries").isLessThan(200);
            List<UsageEvent> batch = List.copyOf(waiting.subList(0, Math.min(BATCH, waiting.size())));
            waiting.subList(0, batch.size()).clear();
            waiting.addAll(deferred(batch, ledger.record(batch, NOW, Deadline.NONE)));
        }
    }

    private static List<UsageEvent> deferred(List<UsageEvent> batch, List<Outcome> outcomes) {
        List<UsageEvent> deferred = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            assertThat(outcomes.get(i)).isNotInstanceOf(Outcome.Refused.class);
            if (outcomes.get(i) instanceof Outcome.Deferred) {
                deferred.add(batch.get(i));
            }
        }
        return deferred;
    }

    @Test
    void whatThereIsNoTimeForIsDeferredAndDoneWhenItComesAgain() {
        AccountEvents undisturbed = new AccountEvents("a-0");
        deliver(ledger(table.client()), lateAnnouncement(undisturbed));
        Map<String, Map<String, String>> expected = state(undisturbed, lateAnnouncement(undisturbed));
        int deferrals = 0;
        int calls = 0;
        boolean inTime = false;

        while (!inTime) {
            AccountEvents account = new AccountEvents("a-" + (calls + 1));
            List<UsageEvent> batch = lateAnnouncement(account);
            AtomicInteger left = new AtomicInteger(calls++);
            Deadline hurried = () -> left.getAndDecrement() > 0 ? Duration.ofHours(1) : Duration.ZERO;
            List<UsageEvent> deferred = deferred(batch, ledger(table.client()).record(batch, NOW, hurried));
            inTime = deferred.isEmpty();
            deferrals += deferred.size();
            deliver(ledger(table.client()), deferred);

            assertThat(state(account, batch)).as("time for %d calls", calls).isEqualTo(expected);
        }
        assertThat(deferrals).isGreaterThan(20);
    }

    private static List<UsageEvent> lateAnnouncement(AccountEvents a) {
        return List.of(
                a.ready("r1", 100, "d", "r1", ShapePart.NONE),
                a.ready("r2", 100, "d", "r2", gpus("A100", 1)),
                a.tokens("t", 100, "m", 1, 0, 1),
                a.alive("l", 200, "d", "r1"),
                a.deleted("x", 5000, "d"),
                a.created("c", 0, "d", gpus("H100", 1)));
    }

    private Map<String, Map<String, String>> state(AccountEvents account, List<UsageEvent> events) {
        return AccountDump.of(table.client(), table.name(), account.account(), events);
    }
}
