package dev.ebb.charging.dynamodb;

import static dev.ebb.charging.dynamodb.ChargedTable.NEXT;
import static dev.ebb.charging.dynamodb.ChargedTable.NOW;
import static dev.ebb.charging.dynamodb.ChargedTable.RUN;
import static dev.ebb.charging.dynamodb.ChargedTable.TEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.AccountCharging;
import dev.ebb.charging.runs.Handled;
import dev.ebb.charging.runs.Message;
import dev.ebb.charging.runs.Message.Delivery;
import dev.ebb.charging.runs.Message.Order;
import dev.ebb.charging.runs.Message.Unreadable;
import dev.ebb.charging.runs.RunId;
import dev.ebb.charging.runs.RunOutcome;
import dev.ebb.charging.runs.Tally;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.SeenWrites;
import dev.ebb.metering.dynamodb.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What became of a run: each account is counted once, and the run is closed when none is missing. */
class RunTallyDynamoTests {

    private final ChargedTable table = new ChargedTable();

    @AfterEach
    void drop() {
        table.close();
    }

    @Test
    void aRunChargesWhoIsDueAndAddsUp() {
        table.used("acme", "globex");
        table.account("later").record(NOW, table.account("later").tokens("t", TEN, 1_000_000));

        List<Handled> planned = table.plan(RUN, NOW);
        List<Handled> charged = table.deliver(NOW);

        assertThat(planned).containsExactly(new Handled.Planned(RUN, 2, true));
        assertThat(charged)
                .hasSize(2)
                .allSatisfy(each -> assertThat(
                                ((Handled.Charged) each).charged().draft().total())
                        .isEqualByComparingTo("2.00"));
        assertThat(table.tally(RUN)).isEqualTo(new Tally(2, 2, 0, 0, 0));
        assertThat(table.mark("later").dueAt()).contains(TEN.plus(Duration.ofHours(1)));
    }

    @Test
    void anAccountThatCannotBeChargedIsRecordedWithItsReasonAndHoldsUpNobody() {
        table.used("acme", "broken", "globex");
        table.plan(RUN, NOW);
        AccountCharging real = table.charging;
        table.charging = (account, now, deadline) -> {
            if (account.equals("broken")) {
                throw new IllegalStateException("no price book in XTS");
            }
            return real.charge(account, now, deadline);
        };

        List<Handled> handled = table.deliver(NOW);

        assertThat(handled).filteredOn(Handled.Charged.class::isInstance).hasSize(2);
        assertThat(handled).filteredOn(Handled.Deferred.class::isInstance).isEmpty();
        assertThat(table.tally(RUN)).isEqualTo(new Tally(3, 2, 1, 0, 0));
        assertThat(table.runs.read(RUN, Deadline.NONE).outcomes().get("broken"))
                .isEqualTo(RunOutcome.failed("java.lang.IllegalStateException: no price book in XTS"));
        assertThat(table.mark("broken").dueAt())
                .as("it is tried again in the next run")
                .contains(TEN);
    }

    @Test
    void theQueueMayDeliverTwiceAndTheSecondTimeNothingIsCharged() {
        table.used("acme");
        table.plan(RUN, NOW);
        List<Message> messages = List.copyOf(table.queue);

        table.deliver(messages, NOW, Deadline.NONE);
        List<Handled> again = table.deliver(messages, NOW, Deadline.NONE);

        assertThat(again).containsExactly(new Handled.Repeated(new Order(RUN, "acme")));
        assertThat(table.tally(RUN)).isEqualTo(new Tally(1, 1, 0, 0, 0));
    }

    @Test
    void aMessageThatCannotBeReadIsAFailureOfItsOwnAndItsNeighboursAreCharged() {
        table.used("acme");
        table.plan(RUN, NOW);
        List<Message> messages = new ArrayList<>(table.queue);
        messages.addFirst(new Unreadable("account: must be a text, is absent"));

        List<Handled> handled = table.deliver(messages, NOW, Deadline.NONE);
        table.deliver(messages, NOW, Deadline.NONE);

        assertThat(handled.getFirst())
                .isEqualTo(new Handled.Failed(RUN.toString(), "message m-0", "account: must be a text, is absent"));
        assertThat(handled.get(1)).isInstanceOf(Handled.Charged.class);
        assertThat(table.tally(RUN)).isEqualTo(new Tally(2, 1, 1, 0, 0));
    }

    @Test
    void aRecordThatCannotBeWrittenSendsItsMessageBackAndHoldsUpNobody() {
        table.used("acme", "globex");
        table.plan(RUN, NOW);
        Table broken = new Table(
                SeenWrites.of(table.local.client(), write -> {
                    if (write.sort().equals("ORDER acme")) {
                        throw new IllegalStateException("a record that cannot be, says the test");
                    }
                }),
                table.local.name());

        List<Handled> handled = table.charges(new DynamoRuns(broken), table.queue::addAll)
                .handle(
                        List.of(
                                new Delivery("m-0", new Order(RUN, "acme")),
                                new Delivery("m-1", new Order(RUN, "globex"))),
                        NOW,
                        Deadline.NONE);

        assertThat(handled.get(0)).isInstanceOf(Handled.Deferred.class);
        assertThat(handled.get(1)).isInstanceOf(Handled.Charged.class);
    }

    @Test
    void aMissingAccountIsSentAgainByTheNextRunAndTheRunIsClosedWhenItIsDone() {
        table.used("acme", "globex");
        table.plan(RUN, NOW);
        // One of the two messages is lost.
        table.queue.remove(new Order(RUN, "acme"));
        table.deliver(NOW);

        List<Handled> next = table.plan(NEXT, NOW.plus(Duration.ofHours(1)));
        assertThat(next.getLast()).isEqualTo(new Handled.Closed(RUN, new Tally(2, 1, 0, 0, 1)));
        assertThat(table.queue).contains(new Order(NEXT, "acme")).doesNotContain(new Order(RUN, "acme"));
        table.deliver(NOW.plus(Duration.ofHours(1)));
        List<Handled> third = table.plan(new RunId(TEN.plus(Duration.ofHours(2))), NOW.plus(Duration.ofHours(2)));

        assertThat(third).contains(new Handled.Closed(RUN, new Tally(2, 2, 0, 0, 0)));
        assertThat(table.runs.openBefore(new RunId(TEN.plus(Duration.ofHours(3))), Deadline.NONE))
                .doesNotContain(RUN, NEXT);
    }

    @Test
    void anAccountThatIsMissingInManyRunsIsSentOnceAnHourAndChargedOnceForAllOfThem() {
        table.used("large");
        for (int hour = 0; hour < 4; hour++) {
            table.queue.clear();
            table.plan(new RunId(TEN.plus(Duration.ofHours(hour))), NOW.plus(Duration.ofHours(hour)));
            // Whatever takes the message dies of it.
            assertThat(table.queue).hasSize(1);
        }
        table.deliver(NOW.plus(Duration.ofHours(3)));
        List<Handled> added = table.plan(new RunId(TEN.plus(Duration.ofHours(4))), NOW.plus(Duration.ofHours(4)));

        assertThat(added)
                .filteredOn(Handled.Closed.class::isInstance)
                .extracting(each -> ((Handled.Closed) each).tally())
                .containsOnly(new Tally(1, 1, 0, 0, 0))
                .hasSize(4);
    }
}
