package dev.ebb.metering.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

    /** One before and one after, each kind in turn; or all of them, which takes minutes, with -Debb.faults=all. */
    private static List<Fault> faultsAt(int call) {
        if ("all".equals(System.getProperty("ebb.faults"))) {
            return List.of(Fault.values());
        }
        Fault before =
                List.of(Fault.GONE_BEFORE, Fault.THROTTLED, Fault.CONFLICT_ONCE).get(call % 3);
        Fault after =
                List.of(Fault.GONE_AFTER, Fault.TIMEOUT_ONCE, Fault.TIMEOUT).get(call % 3);
        return List.of(before, after);
    }

    private int runs;
    private LocalTable table = new LocalTable();

    private Map<String, Map<String, String>> run(FaultStory story, Striker striker, boolean again) {
        if (runs % RUNS_A_TABLE == 0 || story.keeps()) {
            table.close();
            table = new LocalTable();
        }
        String account = "account-" + runs++;
        DynamoDbClient watched = WatchedClient.of(table.client(), striker);
        FaultRun run = new FaultRun(table.client(), watched, table.name(), account, striker.at / 3 % 2 == 0);
        FaultStory.Rival rival = story.rival();
        if (rival != null) {
            striker.rivalAdapter = rival.adapter();
            striker.rival = () -> run.rival(rival);
        }
        Map<String, Map<String, String>> state = run.play(story);
        if (again) {
            run.deliverAgain(story);
        }
        return state;
    }

    @Test
    void afterAFaultBeforeOrAfterAnyCallRedeliveryGivesWhatNoFaultGives() {
        Set<String> operations = new TreeSet<>();
        Set<String> hitBefore = new TreeSet<>();
        Set<String> hitAfter = new TreeSet<>();
        List<String> wrong = new ArrayList<>();
        for (FaultStory story : FaultStory.all()) {
            Striker none = new Striker(Fault.THROTTLED, 0);
            Map<String, Map<String, String>> expected = run(story, none, false);
            none.calls.forEach(call -> operations.add(call.operation()));
            int calls = none.calls.size();
            for (int at = 1; at <= calls; at++) {
                for (Fault fault : faultsAt(at)) {
                    Striker striker = new Striker(fault, at);
                    Map<String, Map<String, String>> state = run(story, striker, false);
                    List<String> difference = AccountDump.difference(expected, state);
                    if (!difference.isEmpty()) {
                        wrong.add(story + ", " + fault + " at call " + at + " "
                                + none.calls.get(at - 1).path() + ": " + difference);
                    }
                    (fault.before ? hitBefore : hitAfter).addAll(striker.struck);
                }
            }
        }
        table.close();
        assertThat(wrong).isEmpty();

        Set<String> sites = CallSites.all();
        assertThat(hitBefore).as("sites with a fault before").containsAll(sites);
        assertThat(hitAfter).as("sites with a fault after").containsAll(sites);
        assertThat(operations)
                .containsExactlyInAnyOrder(
                        "getItem", "batchGetItem", "query", "putItem", "updateItem", "transactWriteItems");
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
