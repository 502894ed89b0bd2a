package dev.ebb.metering.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * A fault before or after each call that the ledger makes, and then what was not acknowledged once more: nothing is
 * lost, and nothing counted twice.
 */
class FaultDynamoTests {

    /** More attempts than the ledger makes of one call. */
    private static final int EVERY_ATTEMPT = 8;

    private static final int RUNS_A_TABLE = 150;

    /** What goes wrong, from the n-th call on, and how many attempts fail. */
    private enum Fault {
        GONE_BEFORE(true, 1),
        THROTTLED(true, EVERY_ATTEMPT),
        CONFLICT_ONCE(true, 1),
        GONE_AFTER(false, 1),
        TIMEOUT_ONCE(false, 1),
        TIMEOUT(false, EVERY_ATTEMPT);

        private final boolean before;
        private final int times;

        Fault(boolean before, int times) {
            this.before = before;
            this.times = times;
        }

        void strike(String operation) {
            switch (this) {
                case GONE_BEFORE, GONE_AFTER -> throw new FaultRun.Gone();
                case THROTTLED ->
                    throw ProvisionedThroughputExceededException.builder()
                            .message("too busy, says the test")
                            .build();
                case CONFLICT_ONCE -> {
                    if (operation.equals("transactWriteItems")) {
                        throw TransactionCanceledException.builder()
                                .cancellationReasons(CancellationReason.builder()
                                        .code("TransactionConflict")
                                        .build())
                                .build();
                    }
                }
                case TIMEOUT_ONCE, TIMEOUT -> throw SdkClientException.create("no answer, says the test");
            }
        }
    }

    /** Counts calls and strikes at the n-th. */
    private static final class Striker implements WatchedClient.Watch {
        private final Fault fault;
        private final int at;
        private final List<WatchedClient.Call> calls = new ArrayList<>();
        private final Set<String> struck = new HashSet<>();
        private Runnable rival = () -> {};
        private String rivalAdapter = "";

        /** @param at the number of the first call to be struck, from 1; 0 for none */
        Striker(Fault fault, int at) {
            this.fault = fault;
            this.at = at;
        }

        @Override
        public void before(WatchedClient.Call call) {
            if (!rivalAdapter.isEmpty()
                    && call.operation().equals("transactWriteItems")
                    && call.site().startsWith(rivalAdapter + ":")) {
                rivalAdapter = "";
                rival.run();
            }
            calls.add(call);
            if (fault.before) {
                strike(call);
            }
        }

        @Override
        public void after(WatchedClient.Call call) {
            if (!fault.before) {
                strike(call);
            }
        }

        private void strike(WatchedClient.Call call) {
            if (at > 0 && calls.size() >= at && calls.size() < at + fault.times) {
                struck.add(call.site());
                fault.strike(call.operation());
            }
        }
    }

    /**
     * All of them, for which nobody waits; or one before and one after where a story first calls from a place, and one of
     * the two at its later calls from there, each kind in turn.
     */
    private static List<Fault> faultsAt(int call, boolean isFirst) {
        if (Boolean.getBoolean("ebb.thorough")) {
            return List.of(Fault.values());
        }
        Fault before =
                List.of(Fault.GONE_BEFORE, Fault.THROTTLED, Fault.CONFLICT_ONCE).get(call / 2 % 3);
        Fault after =
                List.of(Fault.GONE_AFTER, Fault.TIMEOUT_ONCE, Fault.TIMEOUT).get(call / 2 % 3);
        return isFirst ? List.of(before, after) : List.of(call % 2 == 0 ? before : after);
    }

    private final ThreadTables tables = ThreadTables.quick(RUNS_A_TABLE);
    private final AtomicInteger runs = new AtomicInteger();

    private Map<String, Map<String, String>> run(FaultStory story, Striker striker) {
        if (!story.keeps()) {
            return run(story, striker, tables.next());
        }
        try (TestTable own = ThreadTables.quick()) {
            return run(story, striker, own);
        }
    }

    private Map<String, Map<String, String>> run(FaultStory story, Striker striker, TestTable table) {
        String account = "account-" + runs.getAndIncrement();
        DynamoDbClient watched = WatchedClient.of(table.client(), striker);
        FaultRun run = new FaultRun(table.client(), watched, table.name(), account, striker.at / 3 % 2 == 0);
        FaultStory.Rival rival = story.rival();
        if (rival != null) {
            striker.rivalAdapter = rival.adapter();
            striker.rival = () -> run.rival(rival);
        }
        return run.play(story);
    }

    /**
     * One fault in a story.
     *
     * @param undisturbed the story's calls without a fault
     * @param expected what it comes to then
     */
    private record Strike(
            FaultStory story,
            List<WatchedClient.Call> undisturbed,
            Map<String, Map<String, String>> expected,
            Fault fault,
            int at) {

        String difference(Map<String, Map<String, String>> state) {
            List<String> difference = AccountDump.difference(expected, state);
            WatchedClient.Call struck = undisturbed.get(at - 1);
            return difference.isEmpty()
                    ? ""
                    : story + ", " + fault + " at call " + at + " " + struck.path() + ": " + difference;
        }
    }

    private Stream<Strike> strikes(FaultStory story) {
        Striker none = new Striker(Fault.THROTTLED, 0);
        Map<String, Map<String, String>> expected = run(story, none);
        List<Strike> strikes = new ArrayList<>();
        Set<String> sites = new HashSet<>();
        for (int at = 1; at <= none.calls.size(); at++) {
            boolean isFirst = sites.add(none.calls.get(at - 1).site());
            for (Fault fault : faultsAt(at, isFirst)) {
                strikes.add(new Strike(story, none.calls, expected, fault, at));
            }
        }
        return strikes.stream();
    }

    @Test
    void afterAFaultBeforeOrAfterAnyCallRedeliveryGivesWhatNoFaultGives() {
        Set<String> hitBefore = new ConcurrentSkipListSet<>();
        Set<String> hitAfter = new ConcurrentSkipListSet<>();
        List<Strike> strikes = new ArrayList<>(
                FaultStory.all().parallelStream().flatMap(this::strikes).toList());
        // So that those of the longest story are shared out among the threads.
        Collections.shuffle(strikes, new Random(1));

        List<String> wrong = strikes.parallelStream()
                .map(strike -> {
                    Striker striker = new Striker(strike.fault, strike.at);
                    String difference = strike.difference(run(strike.story, striker));
                    (strike.fault.before ? hitBefore : hitAfter).addAll(striker.struck);
                    return difference;
                })
                .filter(difference -> !difference.isEmpty())
                .toList();

        assertThat(wrong).isEmpty();
        Set<String> sites = CallSites.all();
        assertThat(hitBefore).as("sites with a fault before").containsAll(sites);
        assertThat(hitAfter).as("sites with a fault after").containsAll(sites);
        assertThat(strikes.stream().flatMap(strike -> strike.undisturbed.stream()))
                .extracting(WatchedClient.Call::operation)
                .containsOnly("getItem", "batchGetItem", "query", "putItem", "updateItem", "transactWriteItems");
    }

    @Test
    void everyClassThatAsksTheTableIsKnownToThisTest() throws IOException {
        Path classes = Path.of("target/classes/dev/ebb/metering/dynamodb");
        Set<String> asking = new TreeSet<>();
        try (Stream<Path> files = Files.list(classes)) {
            files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".class"))
                    .map(file -> file.substring(0, file.length() - ".class".length()))
                    .filter(name -> !name.equals("Table") && !name.startsWith("Table$"))
                    .filter(name -> !CallSites.in(name).isEmpty())
                    .forEach(asking::add);
        }

        assertThat(asking)
                .hasSizeGreaterThan(10)
                .allMatch(name -> CallSites.ADAPTERS.contains(name) || CallSites.READERS.contains(name));
    }
}
