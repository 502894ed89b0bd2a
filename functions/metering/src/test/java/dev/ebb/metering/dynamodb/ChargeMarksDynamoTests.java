package dev.ebb.metering.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.ChargeMark;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DueAccounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChargeMarksDynamoTests {

    private static final Instant NOW = AccountEvents.at(30_000);
    private static final Instant HOUR = ChargeMark.hourFor(NOW);

    private final LocalTable table = new LocalTable();
    private final Table items = new Table(table.client(), table.name());
    private final List<WatchedClient.Call> calls = new ArrayList<>();

    @AfterAll
    void drop() {
        table.close();
    }

    private DynamoLedger ledger() {
        WatchedClient.Watch watch = new WatchedClient.Watch() {
            @Override
            public void before(WatchedClient.Call call) {
                calls.add(call);
            }

            @Override
            public void after(WatchedClient.Call call) {}
        };
        return new DynamoLedger(WatchedClient.of(table.client(), watch), table.name());
    }

    private List<String> calls(String operation) {
        return calls.stream()
                .filter(call -> call.operation().equals(operation))
                .map(WatchedClient.Call::site)
                .filter(site -> site.startsWith("ChargeMarks"))
                .toList();
    }

    @Test
    void anAccountIsDueFromItsFirstEventOnAndTheProcessRemembersThatForTheHour() {
        AccountEvents events = new AccountEvents("remembered");
        DynamoLedger ledger = ledger();
        calls.clear();

        ledger.record(List.of(events.ready("a", 100, "d", "r", AccountEvents.gpus("H100", 1))), NOW, Deadline.NONE);
        ledger.record(List.of(events.stopped("b", 200, "d", "r")), NOW.plusSeconds(1), Deadline.NONE);

        assertThat(ChargeItem.read(items, "remembered", Deadline.NONE)).isEqualTo(ChargeMark.NONE.markedFor(HOUR));
        assertThat(calls("updateItem")).hasSize(1);
        ledger.record(
                List.of(events.ready("c", 300, "d", "r", AccountEvents.gpus("H100", 1))),
                NOW.plus(Duration.ofHours(1)),
                Deadline.NONE);
        assertThat(ChargeItem.read(items, "remembered", Deadline.NONE))
                .isEqualTo(new ChargeMark(Optional.of(HOUR), Optional.of(HOUR.plus(Duration.ofHours(1)))));
    }

    @Test
    void aMarkStandsBeforeAnythingThatItIsFor() {
        AccountEvents events = new AccountEvents("before");
        DynamoLedger ledger = ledger();
        calls.clear();

        ledger.record(List.of(events.ready("a", 100, "d", "r", AccountEvents.gpus("H100", 1))), NOW, Deadline.NONE);

        List<String> operations =
                calls.stream().map(WatchedClient.Call::operation).toList();
        int mark = operations.indexOf("updateItem");
        assertThat(calls.get(mark).site()).startsWith("ChargeMarks");
        assertThat(operations.indexOf("transactWriteItems")).isGreaterThan(mark);
    }

    @Test
    void aSecondProcessReadsTheMarkAndWritesNothing() {
        AccountEvents events = new AccountEvents("second");
        ledger().record(List.of(events.ready("a", 100, "d", "r", AccountEvents.gpus("H100", 1))), NOW, Deadline.NONE);
        calls.clear();

        ledger().record(List.of(events.stopped("b", 200, "d", "r")), NOW, Deadline.NONE);

        assertThat(calls("getItem")).hasSize(1);
        assertThat(calls("updateItem")).isEmpty();
    }

    @Test
    void theIndexGivesAllThatIsDuePageByPageAndNothingElse() {
        List<String> accounts =
                IntStream.range(0, 100).mapToObj(i -> "paged-" + i).toList();
        for (int i = 0; i < accounts.size(); i++) {
            Instant due = HOUR.plus(Duration.ofHours(i % 2)).minus(Duration.ofDays(700));
            TransactionPlan plan = new TransactionPlan();
            plan.add(
                    ChargeItem.key(accounts.get(i)),
                    new Action.Put(ChargeItem.attributes(accounts.get(i), ChargeMark.NONE.markedFor(due)), null));
            items.write(plan, Deadline.NONE);
        }

        List<String> due = new ArrayList<>();
        DueAccounts index = new DynamoDueAccounts(items);
        for (int shard = 0; shard < index.parts(); shard++) {
            Optional<DueAccounts.Place> after = Optional.empty();
            do {
                DueAccounts.Page page = index.due(shard, after, HOUR.minus(Duration.ofDays(700)), 2, Deadline.NONE);
                assertThat(page.accounts()).hasSizeLessThanOrEqualTo(2);
                due.addAll(page.accounts());
                after = page.next();
            } while (after.isPresent());
        }

        assertThat(due)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 50).mapToObj(i -> "paged-" + 2 * i).toList());
    }
}
