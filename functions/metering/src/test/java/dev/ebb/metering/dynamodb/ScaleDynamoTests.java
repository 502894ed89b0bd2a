package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.AccountEvents.at;
import static dev.ebb.metering.dynamodb.AccountEvents.gpus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.Session;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.UsageEvent;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** Announcements that concern hundreds of replicas, and a replica with thousands of changes. */
class ScaleDynamoTests {

    private static final Instant NOW = at(100_000);
    private static final GpuKind A100 = new GpuKind("A100", "global");
    private static final GpuKind H100 = new GpuKind("H100", "global");

    /** Bytes; DynamoDB takes 400 KB, and every KB costs a write unit. */
    private static final int LARGEST_ITEM = 20_000;

    private final TestTable table = ThreadTables.quick();
    private final DynamoUsage usage = new DynamoUsage(table.client(), table.name());
    private final AccountEvents events = new AccountEvents("acme");

    @AfterEach
    void dropTable() {
        table.close();
    }

    /** Counts transactions, refuses to let too large ones pass, and ends the process after some of them. */
    private static final class Transactions implements WatchedClient.Watch {
        private int count;
        private int goneAfter;
        private int goneEvery;

        @Override
        public void before(WatchedClient.Call call) {
            if (call.request() instanceof TransactWriteItemsRequest request) {
                count++;
                assertThat(request.transactItems()).hasSizeLessThanOrEqualTo(100);
            }
        }

        @Override
        public void after(WatchedClient.Call call) {
            if (call.request() instanceof TransactWriteItemsRequest
                    && (count == goneAfter || (goneEvery > 0 && count % goneEvery == 0))) {
                throw new FaultRun.Gone();
            }
        }
    }

    private final Transactions transactions = new Transactions();
    private final DynamoDbClient client = WatchedClient.of(table.client(), transactions);
    private int crashes;

    /** Delivers, and delivers again when the process is gone. */
    private void deliver(UsageEvent... batch) {
        while (true) {
            DynamoLedger ledger = new DynamoLedger(client, table.name(), Admission.MAX_AGE, attempt -> {});
            try {
                assertThat(ledger.record(List.of(batch), NOW, Deadline.NONE))
                        .noneMatch(
                                outcome -> outcome instanceof Outcome.Deferred || outcome instanceof Outcome.Refused);
                return;
            } catch (FaultRun.Gone gone) {
                crashes++;
                boolean announced = batch.length == 1;
                if (announced) {
                    assertThat(usage().pending()).as("pending after a crash").isTrue();
                }
            }
        }
    }

    private void deliver(List<UsageEvent> all) {
        for (int from = 0; from < all.size(); from += 100) {
            deliver(all.subList(from, Math.min(from + 100, all.size())).toArray(UsageEvent[]::new));
        }
    }

    private DeploymentUsage usage() {
        return usage(7200);
    }

    private DeploymentUsage usage(long second) {
        // As-of lies in the interval, so that what is open then is open.
        return usage.deployment(events.deployment("d"), at(0), at(second + 1), at(second));
    }

    private static GpuTime gpuSeconds(long gpuSeconds) {
        return new GpuTime(BigInteger.valueOf(gpuSeconds * 1_000_000));
    }

    /** By sessions, which must be what the meters say. */
    private static Map<GpuKind, GpuTime> used(DeploymentUsage usage) {
        Map<GpuKind, GpuTime> sums = new TreeMap<>();
        for (DeploymentUsage.ReplicaSession each : usage.sessions()) {
            Session session = each.session();
            long millis = Duration.between(session.start(), session.end()).toMillis();
            GpuTime time = GpuTime.ofMicros(millis * session.shape().count().milliGpus());
            sums.merge(session.shape().gpuKind(), time, GpuTime::plus);
        }
        assertThat(usage.metered()).as("the meters' road").isEqualTo(sums);
        assertThat(usage.pending()).isFalse();
        return sums;
    }

    /** What a fleet goes through: deleted, created late, and both voided. The counts are those of its replicas. */
    private void fleet(int open, int waiting) {
        List<UsageEvent> readies = new ArrayList<>();
        for (int i = 0; i < open; i++) {
            readies.add(events.ready("o" + i, 100, "d", "open-" + i, gpus("A100", 2)));
        }
        for (int i = 0; i < waiting; i++) {
            readies.add(events.ready("w" + i, 200, "d", "waiting-" + i, ShapePart.NONE));
        }
        deliver(readies);
        assertThat(used(usage())).isEqualTo(Map.of(A100, gpuSeconds(2L * open * (7200 - 100))));
        assertThat(usage().notices()).hasSize(waiting);

        deliver(events.deleted("x", 3600, "d"));
        assertThat(used(usage())).isEqualTo(Map.of(A100, gpuSeconds(2L * open * (3600 - 100))));
        assertThat(usage().sessions()).hasSize(open).noneMatch(DeploymentUsage.ReplicaSession::open);

        deliver(events.created("c", 0, "d", gpus("H100", 1)));
        assertThat(used(usage()))
                .isEqualTo(Map.of(
                        A100, gpuSeconds(2L * open * (3600 - 100)), H100, gpuSeconds(1L * waiting * (3600 - 200))));
        assertThat(usage().sessions()).hasSize(open + waiting);
        assertThat(usage().notices()).isEmpty();

        deliver(events.voided("vx", 4000, "x"));
        assertThat(used(usage()))
                .isEqualTo(Map.of(
                        A100, gpuSeconds(2L * open * (7200 - 100)), H100, gpuSeconds(1L * waiting * (7200 - 200))));
        assertThat(usage().sessions()).hasSize(open + waiting).allMatch(DeploymentUsage.ReplicaSession::open);

        deliver(events.voided("vc", 4000, "c"));
        assertThat(used(usage())).isEqualTo(Map.of(A100, gpuSeconds(2L * open * (7200 - 100))));
        assertThat(usage().sessions()).hasSize(open);
        assertThat(usage().notices()).hasSize(waiting);
    }

    @Test
    void aFleetOf300OpenAnd500WaitingReplicasIsDeletedAndCreatedAndBothAreVoided() {
        fleet(300, 500);

        assertThat(crashes).isZero();
    }

    @Test
    void soIsOneOf120WhileTheProcessDiesAgainAndAgain() {
        transactions.goneEvery = 7;

        fleet(60, 60);

        assertThat(crashes).isGreaterThan(1);
    }

    @Test
    void aCrashAfterAnyTransactionOfASmallerFleetChangesNothing() {
        ScaleDynamoTests undisturbed = new ScaleDynamoTests();
        undisturbed.fleet(30, 30);
        undisturbed.dropTable();
        int all = undisturbed.transactions.count;
        assertThat(all).isGreaterThan(8);

        for (int at = 1; at <= all; at++) {
            ScaleDynamoTests disturbed = new ScaleDynamoTests();
            disturbed.transactions.goneAfter = at;

            disturbed.fleet(30, 30);

            assertThat(disturbed.crashes).as("crashes after transaction %d", at).isEqualTo(1);
            disturbed.dropTable();
        }
    }

    private enum Arrival {
        IN_ORDER,
        REVERSED,
        SHUFFLED
    }

    /** Every other ready says no shape, until an announcement gives it one. */
    @ParameterizedTest
    @CsvSource({"IN_ORDER, 2000", "REVERSED, 400", "SHUFFLED, 400"})
    void aReplicaWithThousandsOfShapeChangesDoesNotOutgrowItsItems(Arrival arrival, int changes) {
        List<UsageEvent> readies = new ArrayList<>();
        for (int i = 0; i < changes; i++) {
            ShapePart shape = i % 2 == 0 ? gpus("H100", 1) : ShapePart.NONE;
            readies.add(events.ready("r" + i, 10L * i, "d", "r", shape));
        }
        switch (arrival) {
            case IN_ORDER -> {}
            case REVERSED -> Collections.reverse(readies);
            case SHUFFLED -> Collections.shuffle(readies, new Random(1));
        }
        long end = 36_000;
        GpuTime onOneGpu = gpuSeconds(end);
        GpuTime changing = gpuSeconds(changes / 2 * 10L + (changes / 2 - 1) * 20L + 2L * (end - 10L * (changes - 1)));

        deliver(readies);

        assertThat(used(usage(end))).isEqualTo(Map.of(H100, onOneGpu));
        assertThat(usage(end).notices()).hasSize(changes / 2);

        deliver(events.created("c", -100, "d", gpus("H100", 2)));

        assertThat(used(usage(end))).isEqualTo(Map.of(H100, changing));
        assertThat(usage(end).sessions()).hasSize(changes);
        assertThat(usage(end).notices()).isEmpty();
        assertNoLargeItem();

        deliver(events.voided("vc", 40_000, "c"));

        assertThat(used(usage(end))).isEqualTo(Map.of(H100, onOneGpu));
        assertThat(usage(end).sessions()).hasSize(1);
        assertThat(usage(end).notices()).hasSize(changes / 2);
        assertNoLargeItem();
    }

    private void assertNoLargeItem() {
        for (Map<String, AttributeValue> item : table.client()
                .scanPaginator(scan -> scan.tableName(table.name()))
                .items()) {
            assertThat(size(AttributeValue.fromM(item)))
                    .as("size of %s", Key.of(item))
                    .isLessThan(LARGEST_ITEM);
        }
    }

    /** As DynamoDB reckons: names and texts by their bytes, and a little for each number, list and map. */
    private static int size(AttributeValue value) {
        if (value.hasM()) {
            return 3
                    + value.m().entrySet().stream()
                            .mapToInt(each -> 1 + each.getKey().length() + size(each.getValue()))
                            .sum();
        }
        if (value.hasL()) {
            return 3 + value.l().stream().mapToInt(each -> 1 + size(each)).sum();
        }
        if (value.hasNs()) {
            return value.ns().stream().mapToInt(String::length).sum();
        }
        if (value.s() != null) {
            return value.s().length();
        }
        return value.n() != null ? value.n().length() + 1 : 1;
    }
}
