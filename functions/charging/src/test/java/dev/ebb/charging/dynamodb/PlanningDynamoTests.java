package dev.ebb.charging.dynamodb;

import static dev.ebb.charging.dynamodb.ChargedTable.NEXT;
import static dev.ebb.charging.dynamodb.ChargedTable.NOW;
import static dev.ebb.charging.dynamodb.ChargedTable.RUN;
import static dev.ebb.charging.dynamodb.ChargedTable.TEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.runs.Handled;
import dev.ebb.charging.runs.Message;
import dev.ebb.charging.runs.Message.Delivery;
import dev.ebb.charging.runs.Message.Order;
import dev.ebb.charging.runs.Message.Resumption;
import dev.ebb.charging.runs.RunId;
import dev.ebb.charging.runs.RunOutcome;
import dev.ebb.charging.runs.Tally;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.SeenWrites;
import dev.ebb.metering.dynamodb.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is sent to the queue, however often, by however many and in however little time a run is planned. */
class PlanningDynamoTests {

    private final ChargedTable table = new ChargedTable();

    @AfterEach
    void drop() {
        table.close();
    }

    @Test
    void planningARunAgainOrAtOnceCountsNobodyTwice() {
        table.used("a", "b", "c");

        table.queue.addAll(List.of(new Order(RUN, "a")));
        table.deliver(NOW);
        table.plan(RUN, NOW);
        List<Message> first = List.copyOf(table.queue);
        table.queue.clear();
        // The schedule's second delivery came before the first said that it had finished.
        table.charges().handle(List.of(new Delivery("again", Resumption.start(RUN))), NOW, Deadline.NONE);
        table.queue.addAll(first);
        table.deliver(NOW);
        List<Handled> again = table.plan(RUN, NOW);

        assertThat(table.tally(RUN)).isEqualTo(new Tally(3, 3, 0, 0, 0));
        assertThat(again).containsExactly(new Handled.Planned(RUN, 0, true));
    }

    @Test
    void twoPlannersAtOnceSendEverybodyAndCountEverybodyOnce() throws InterruptedException {
        table.used(names(30));
        List<Thread> planners = new ArrayList<>();
        List<List<Message>> sent = List.of(new ArrayList<>(), new ArrayList<>());
        for (List<Message> to : sent) {
            planners.add(Thread.ofPlatform()
                    .start(() -> table.charges(table.runs, to::addAll).plan(RUN, NOW, Deadline.NONE)));
        }
        for (Thread planner : planners) {
            planner.join();
        }

        assertThat(table.tally(RUN)).isEqualTo(new Tally(30, 0, 0, 0, 30));
        assertThat(sent.stream().flatMap(List::stream).distinct()).hasSize(30);
    }

    @Test
    void whatThereIsNoTimeToPlanIsPlannedByTheMessagesThatGoOn() {
        table.used(names(12));
        AtomicInteger looks = new AtomicInteger();
        // Enough time for the first pages, then for none.
        Deadline runningOut = () -> looks.incrementAndGet() > 40 ? Duration.ofSeconds(5) : Duration.ofMinutes(1);

        List<Handled> planned = table.charges().plan(RUN, NOW, runningOut);
        assertThat(planned)
                .singleElement()
                .satisfies(
                        each -> assertThat(((Handled.Planned) each).finished()).isFalse());
        assertThat(table.queue).filteredOn(Resumption.class::isInstance).hasSize(1);
        List<Handled> handled = new ArrayList<>();
        while (!table.queue.isEmpty()) {
            handled.addAll(table.deliver(NOW));
        }

        assertThat(handled).filteredOn(Handled.Charged.class::isInstance).hasSize(12);
        assertThat(table.tally(RUN)).isEqualTo(new Tally(12, 12, 0, 0, 0));
    }

    @Test
    void aRunWhosePlanningNeverEndedIsPlannedOnAndNotClosed() {
        table.used("acme", "globex");
        // The planner died before it had planned anybody.
        table.runs.open(RUN, Deadline.NONE);

        List<Handled> next = table.plan(NEXT, NOW.plus(Duration.ofHours(1)));
        assertThat(next).endsWith(new Handled.Planned(RUN, 0, false));
        assertThat(table.queue).contains(Resumption.start(RUN));
        assertThat(table.runs.openBefore(NEXT, Deadline.NONE)).containsExactly(RUN);
        while (!table.queue.isEmpty()) {
            table.deliver(NOW.plus(Duration.ofHours(1)));
        }
        table.plan(new RunId(TEN.plus(Duration.ofHours(2))), NOW.plus(Duration.ofHours(2)));

        assertThat(table.runs.openBefore(new RunId(TEN.plus(Duration.ofHours(2))), Deadline.NONE))
                .isEmpty();
    }

    @Test
    void aRunIsPlannedEvenIfTheRunsBeforeCannotBeAddedUp() {
        table.used("acme");
        table.plan(RUN, NOW);
        table.queue.clear();
        Table unread = new Table(
                SeenWrites.of(table.local.client(), write -> {
                    if (write.partition().equals("RUN " + RUN) && write.sort().equals("HEAD")) {
                        throw new IllegalStateException("a run that cannot be ended, says the test");
                    }
                }),
                table.local.name());
        table.runs.record(new Order(RUN, "acme"), RunOutcome.failed("says the test"), Deadline.NONE);

        assertThatThrownBy(() -> table.charges(new DynamoRuns(unread), table.queue::addAll)
                        .plan(NEXT, NOW.plus(Duration.ofHours(1)), Deadline.NONE))
                .hasMessageContaining("says the test");

        assertThat(table.queue).containsExactly(new Order(NEXT, "acme"));
    }

    private static String[] names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "account-" + i).toArray(String[]::new);
    }
}
