package dev.ebb.charging.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.AccountCharging;
import dev.ebb.charging.Agreement;
import dev.ebb.charging.budgets.Budget;
import dev.ebb.charging.budgets.CapOutlook;
import dev.ebb.charging.budgets.Scope;
import dev.ebb.charging.invoicing.Billing;
import dev.ebb.charging.invoicing.Draft;
import dev.ebb.charging.invoicing.UsageSources;
import dev.ebb.charging.json.AgreementJson;
import dev.ebb.charging.runs.ChargeQueue;
import dev.ebb.charging.runs.ComputeCharges;
import dev.ebb.charging.runs.Handled;
import dev.ebb.charging.runs.Message;
import dev.ebb.charging.runs.Message.Delivery;
import dev.ebb.charging.runs.Message.Order;
import dev.ebb.charging.runs.Message.Resumption;
import dev.ebb.charging.runs.Message.Unreadable;
import dev.ebb.charging.runs.RunId;
import dev.ebb.charging.runs.RunOutcome;
import dev.ebb.charging.runs.SpendWatch;
import dev.ebb.charging.runs.Tally;
import dev.ebb.metering.ChargeMark;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.dynamodb.ChargeItem;
import dev.ebb.metering.dynamodb.DynamoAccountHistory;
import dev.ebb.metering.dynamodb.DynamoDueAccounts;
import dev.ebb.metering.dynamodb.DynamoLateEvents;
import dev.ebb.metering.dynamodb.DynamoLostRules;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.dynamodb.SeenWrites;
import dev.ebb.metering.dynamodb.Table;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Runs over accounts on a real table, charged by the real billing. */
class ComputeChargesDynamoTests {

    private static final Instant TEN = Instant.parse("2026-11-15T10:00:00Z");
    private static final Instant NOW = TEN.plusSeconds(7);
    private static final RunId RUN = new RunId(TEN);
    private static final RunId NEXT = new RunId(TEN.plus(Duration.ofHours(1)));

    private final LocalTable local = new LocalTable();
    private final Table table = new Table(local.client(), local.name());
    private final DynamoRuns runs = new DynamoRuns(table);
    private final List<Message> queue = new ArrayList<>();
    private AccountCharging charging = DynamoBilling.of(local.client(), local.name(), BilledAccount.GRACE);
    private SpendWatch watch = DynamoSpendWatch.of(local.client(), local.name(), Optional.empty());

    @AfterEach
    void drop() {
        local.close();
    }

    private ComputeCharges charges() {
        ChargeQueue taking = queue::addAll;
        AccountCharging now = charging;
        return new ComputeCharges(new DynamoDueAccounts(table), runs, taking, now, watch);
    }

    private BilledAccount account(String name) {
        return new BilledAccount(local.client(), local.name(), name);
    }

    /** Each used one H100 from 9:00 to 9:30, which costs 2.00. */
    private void used(String... names) {
        account("prices").priced();
        for (String name : names) {
            account(name).ran(TEN.minusSeconds(1200), "r", "llama", 1, "2026-11-15T09:00:00Z", "2026-11-15T09:30:00Z");
        }
    }

    private List<Handled> deliver(Instant now) {
        List<Message> taken = List.copyOf(queue);
        queue.clear();
        return deliver(taken, now, Deadline.NONE);
    }

    private List<Handled> deliver(List<Message> messages, Instant now, Deadline deadline) {
        List<Delivery> deliveries = IntStream.range(0, messages.size())
                .mapToObj(i -> new Delivery("m-" + i, messages.get(i)))
                .toList();
        return charges().handle(deliveries, now, deadline);
    }

    private ChargeMark mark(String account) {
        return ChargeItem.read(table, account, Deadline.NONE);
    }

    private Tally tally(RunId run) {
        return runs.read(run, Deadline.NONE).tally();
    }

    @Test
    void aRunChargesWhoIsDueAndAddsUp() {
        used("acme", "globex");
        account("later").record(NOW, account("later").tokens("t", TEN, 1_000_000));

        List<Handled> planned = charges().plan(RUN, NOW, Deadline.NONE);
        List<Handled> charged = deliver(NOW);

        assertThat(planned).containsExactly(new Handled.Planned(RUN, 2, true));
        assertThat(charged)
                .hasSize(2)
                .allSatisfy(each -> assertThat(
                                ((Handled.Charged) each).charged().draft().total())
                        .isEqualByComparingTo("2.00"));
        assertThat(tally(RUN)).isEqualTo(new Tally(2, 2, 0, 0, 0));
        assertThat(mark("later").dueAt()).contains(TEN.plus(Duration.ofHours(1)));
    }

    @Test
    void anAccountIsDueAgainWhenItsChargeSaysSo() {
        used("acme");
        charges().plan(RUN, NOW, Deadline.NONE);

        Handled.Charged charged = (Handled.Charged) deliver(NOW).getFirst();

        assertThat(charged.charged().nextDue()).isPresent();
        assertThat(mark("acme").dueAt()).isEqualTo(charged.charged().nextDue());
    }

    @Test
    void aWatchThatFailsFailsNoChargeAndTheAccountIsDueInAnHour() {
        account("prices").priced();
        account("acme").record(TEN.minusSeconds(1200), account("acme").tokens("t", TEN.minusSeconds(1800), 1_000_000));
        charges().plan(RUN, NOW, Deadline.NONE);
        watch = watching((account, figures, now, deadline) -> {
            throw new LedgerUnavailableException("too busy, says the test", null);
        });

        Handled.Charged charged = (Handled.Charged) deliver(NOW).getFirst();

        assertThat(charged.seen().failure())
                .hasValueSatisfying(why -> assertThat(why).contains("too busy, says the test"));
        assertThat(tally(RUN)).isEqualTo(new Tally(1, 1, 0, 0, 0));
        // Without that it would be due when its month's invoice is.
        assertThat(charged.charged().nextDue()).contains(Instant.parse("2026-12-04T00:00:00Z"));
        assertThat(mark("acme").dueAt()).contains(TEN.plus(Duration.ofHours(1)));
    }

    @Test
    void whoeverDiesBetweenChargingAndTellingHasTheAccountChargedAndToldAgain() {
        used("acme");
        charges().plan(RUN, NOW, Deadline.NONE);
        List<Message> messages = List.copyOf(queue);
        List<String> told = new ArrayList<>();
        watch = watching((account, figures, now, deadline) -> {
            throw new AssertionError("dies here");
        });

        assertThatThrownBy(() -> deliver(messages, NOW, Deadline.NONE)).hasMessage("dies here");
        watch = watching((account, figures, now, deadline) -> {
            told.add(account);
            return SpendWatch.Alerting.NONE.watch(account, figures, now, deadline);
        });
        deliver(messages, NOW, Deadline.NONE);

        assertThat(told).containsExactly("acme");
        assertThat(tally(RUN)).isEqualTo(new Tally(1, 1, 0, 0, 0));
    }

    @Test
    void anAccountWithACapHasItsOutlookKeptWhenItIsCharged() {
        used("acme");
        DynamoBudgets budgets = new DynamoBudgets(local.client(), local.name());
        budgets.set("acme", Budget.of(new Budget.Draft(new Scope.Account(), "1", null, "20")), NOW, Deadline.NONE);
        charges().plan(RUN, NOW, Deadline.NONE);

        Handled.Charged charged = (Handled.Charged) deliver(NOW).getFirst();

        assertThat(charged.seen().failure()).isEmpty();
        assertThat(charged.seen().outlook()).map(CapOutlook::cap).contains(new BigDecimal("20"));
        assertThat(budgets.kept("acme", Deadline.NONE))
                .hasValueSatisfying(kept -> assertThat(kept.asOf()).isEqualTo(NOW));
    }

    @Test
    void whatIsReservedAccruesWithoutEventsAndIsLookedAtEachHour() {
        used("acme");
        Agreement.Term term = AgreementJson.read("""
                {"from": "2026-11-01T00:00:00Z",
                 "commitments": [{"accelerator": "H100", "gpus": "1", "perGpuHour": "3.00"}]}
                """.getBytes(StandardCharsets.UTF_8));
        account("acme").accounts.addTerm("acme", term, "a test", NOW);
        charges().plan(RUN, NOW, Deadline.NONE);

        deliver(NOW);

        assertThat(mark("acme").dueAt()).contains(TEN.plus(Duration.ofHours(1)));
    }

    private SpendWatch watching(SpendWatch.Alerting alerting) {
        return DynamoSpendWatch.of(local.client(), local.name(), alerting);
    }

    @Test
    void whatIsMarkedWhileAnAccountIsChargedStaysDue() {
        used("acme");
        charges().plan(RUN, NOW, Deadline.NONE);
        AccountCharging real = charging;
        charging = (account, now, deadline) -> {
            AccountCharging.Charged charged = real.charge(account, now, deadline);
            account("acme").record(NOW, account("acme").tokens("late", TEN, 1));
            return charged;
        };

        deliver(NOW);

        assertThat(mark("acme").dueAt()).contains(TEN.plus(Duration.ofHours(1)));
        assertThat(tally(RUN)).isEqualTo(new Tally(1, 1, 0, 0, 0));
    }

    @Test
    void planningARunAgainOrAtOnceCountsNobodyTwice() {
        used("a", "b", "c");

        queue.addAll(List.of(new Order(RUN, "a")));
        deliver(NOW);
        charges().plan(RUN, NOW, Deadline.NONE);
        List<Message> first = List.copyOf(queue);
        queue.clear();
        // The schedule's second delivery came before the first said that it had finished.
        charges().handle(List.of(new Delivery("again", Resumption.start(RUN))), NOW, Deadline.NONE);
        queue.addAll(first);
        deliver(NOW);
        List<Handled> again = charges().plan(RUN, NOW, Deadline.NONE);

        assertThat(tally(RUN)).isEqualTo(new Tally(3, 3, 0, 0, 0));
        assertThat(again).containsExactly(new Handled.Planned(RUN, 0, true));
    }

    @Test
    void twoPlannersAtOnceSendEverybodyAndCountEverybodyOnce() throws InterruptedException {
        used(names(30));
        List<Thread> planners = new ArrayList<>();
        List<List<Message>> sent = List.of(new ArrayList<>(), new ArrayList<>());
        for (List<Message> to : sent) {
            ChargeQueue each = to::addAll;
            planners.add(Thread.ofPlatform()
                    .start(() -> new ComputeCharges(new DynamoDueAccounts(table), runs, each, charging, watch)
                            .plan(RUN, NOW, Deadline.NONE)));
        }
        for (Thread planner : planners) {
            planner.join();
        }

        assertThat(tally(RUN)).isEqualTo(new Tally(30, 0, 0, 0, 30));
        assertThat(sent.stream().flatMap(List::stream).distinct()).hasSize(30);
    }

    @Test
    void whatThereIsNoTimeToPlanIsPlannedByTheMessagesThatGoOn() {
        used(names(12));
        AtomicInteger looks = new AtomicInteger();
        // Enough time for the first pages, then for none.
        Deadline runningOut = () -> looks.incrementAndGet() > 40 ? Duration.ofSeconds(5) : Duration.ofMinutes(1);

        List<Handled> planned = charges().plan(RUN, NOW, runningOut);
        assertThat(planned)
                .singleElement()
                .satisfies(
                        each -> assertThat(((Handled.Planned) each).finished()).isFalse());
        assertThat(queue).filteredOn(Resumption.class::isInstance).hasSize(1);
        List<Handled> handled = new ArrayList<>();
        while (!queue.isEmpty()) {
            handled.addAll(deliver(NOW));
        }

        assertThat(handled).filteredOn(Handled.Charged.class::isInstance).hasSize(12);
        assertThat(tally(RUN)).isEqualTo(new Tally(12, 12, 0, 0, 0));
    }

    @Test
    void anAccountThatCannotBeChargedIsRecordedWithItsReasonAndHoldsUpNobody() {
        used("acme", "broken", "globex");
        charges().plan(RUN, NOW, Deadline.NONE);
        AccountCharging real = charging;
        charging = (account, now, deadline) -> {
            if (account.equals("broken")) {
                throw new IllegalStateException("no price book in XTS");
            }
            return real.charge(account, now, deadline);
        };

        List<Handled> handled = deliver(NOW);

        assertThat(handled).filteredOn(Handled.Charged.class::isInstance).hasSize(2);
        assertThat(handled).filteredOn(Handled.Deferred.class::isInstance).isEmpty();
        assertThat(tally(RUN)).isEqualTo(new Tally(3, 2, 1, 0, 0));
        assertThat(runs.read(RUN, Deadline.NONE).outcomes().get("broken"))
                .isEqualTo(RunOutcome.failed("java.lang.IllegalStateException: no price book in XTS"));
        assertThat(mark("broken").dueAt())
                .as("it is tried again in the next run")
                .contains(TEN);
    }

    @Test
    void whatFailsInPassingGoesBackToTheQueueAndMayBeDoneLater() {
        used("acme");
        charges().plan(RUN, NOW, Deadline.NONE);
        List<Message> messages = List.copyOf(queue);
        AccountCharging real = charging;
        charging = (account, now, deadline) -> {
            throw new LedgerUnavailableException("too busy, says the test", null);
        };

        List<Handled> handled = deliver(messages, NOW, Deadline.NONE);
        Tally deferred = tally(RUN);
        charging = real;
        deliver(messages, NOW, Deadline.NONE);

        assertThat(handled).singleElement().satisfies(each -> assertThat(each).isInstanceOf(Handled.Deferred.class));
        assertThat(deferred).isEqualTo(new Tally(1, 0, 0, 1, 0));
        assertThat(tally(RUN)).isEqualTo(new Tally(1, 1, 0, 0, 0));
    }

    @Test
    void theQueueMayDeliverTwiceAndTheSecondTimeNothingIsCharged() {
        used("acme");
        charges().plan(RUN, NOW, Deadline.NONE);
        List<Message> messages = List.copyOf(queue);

        deliver(messages, NOW, Deadline.NONE);
        List<Handled> again = deliver(messages, NOW, Deadline.NONE);

        assertThat(again).containsExactly(new Handled.Repeated(new Order(RUN, "acme")));
        assertThat(tally(RUN)).isEqualTo(new Tally(1, 1, 0, 0, 0));
    }

    @Test
    void aMessageThatCannotBeReadIsAFailureOfItsOwnAndItsNeighboursAreCharged() {
        used("acme");
        charges().plan(RUN, NOW, Deadline.NONE);
        List<Message> messages = new ArrayList<>(queue);
        messages.addFirst(new Unreadable("account: must be a text, is absent"));

        List<Handled> handled = deliver(messages, NOW, Deadline.NONE);
        deliver(messages, NOW, Deadline.NONE);

        assertThat(handled.getFirst())
                .isEqualTo(new Handled.Failed(RUN.toString(), "message m-0", "account: must be a text, is absent"));
        assertThat(handled.get(1)).isInstanceOf(Handled.Charged.class);
        assertThat(tally(RUN)).isEqualTo(new Tally(2, 1, 1, 0, 0));
    }

    @Test
    void aMissingAccountIsSentAgainByTheNextRunAndTheRunIsClosedWhenItIsDone() {
        used("acme", "globex");
        charges().plan(RUN, NOW, Deadline.NONE);
        // One of the two messages is lost.
        queue.remove(new Order(RUN, "acme"));
        deliver(NOW);

        List<Handled> next = charges().plan(NEXT, NOW.plus(Duration.ofHours(1)), Deadline.NONE);
        assertThat(next.getLast()).isEqualTo(new Handled.Closed(RUN, new Tally(2, 1, 0, 0, 1)));
        assertThat(queue).contains(new Order(NEXT, "acme")).doesNotContain(new Order(RUN, "acme"));
        deliver(NOW.plus(Duration.ofHours(1)));
        List<Handled> third =
                charges().plan(new RunId(TEN.plus(Duration.ofHours(2))), NOW.plus(Duration.ofHours(2)), Deadline.NONE);

        assertThat(third).contains(new Handled.Closed(RUN, new Tally(2, 2, 0, 0, 0)));
        assertThat(runs.openBefore(new RunId(TEN.plus(Duration.ofHours(3))), Deadline.NONE))
                .doesNotContain(RUN, NEXT);
    }

    @Test
    void anAccountThatIsMissingInManyRunsIsSentOnceAnHourAndChargedOnceForAllOfThem() {
        used("large");
        for (int hour = 0; hour < 4; hour++) {
            queue.clear();
            charges()
                    .plan(new RunId(TEN.plus(Duration.ofHours(hour))), NOW.plus(Duration.ofHours(hour)), Deadline.NONE);
            // Whatever takes the message dies of it.
            assertThat(queue).hasSize(1);
        }
        deliver(NOW.plus(Duration.ofHours(3)));
        List<Handled> added =
                charges().plan(new RunId(TEN.plus(Duration.ofHours(4))), NOW.plus(Duration.ofHours(4)), Deadline.NONE);

        assertThat(added)
                .filteredOn(Handled.Closed.class::isInstance)
                .extracting(each -> ((Handled.Closed) each).tally())
                .containsOnly(new Tally(1, 1, 0, 0, 0))
                .hasSize(4);
    }

    @Test
    void aRunWhosePlanningNeverEndedIsPlannedOnAndNotClosed() {
        used("acme", "globex");
        // The planner died before it had planned anybody.
        runs.open(RUN, Deadline.NONE);

        List<Handled> next = charges().plan(NEXT, NOW.plus(Duration.ofHours(1)), Deadline.NONE);
        assertThat(next).endsWith(new Handled.Planned(RUN, 0, false));
        assertThat(queue).contains(Resumption.start(RUN));
        assertThat(runs.openBefore(NEXT, Deadline.NONE)).containsExactly(RUN);
        while (!queue.isEmpty()) {
            deliver(NOW.plus(Duration.ofHours(1)));
        }
        charges().plan(new RunId(TEN.plus(Duration.ofHours(2))), NOW.plus(Duration.ofHours(2)), Deadline.NONE);

        assertThat(runs.openBefore(new RunId(TEN.plus(Duration.ofHours(2))), Deadline.NONE))
                .isEmpty();
    }

    @Test
    void aRunIsPlannedEvenIfTheRunsBeforeCannotBeAddedUp() {
        used("acme");
        charges().plan(RUN, NOW, Deadline.NONE);
        queue.clear();
        Table unread = new Table(
                SeenWrites.of(local.client(), write -> {
                    if (write.partition().equals("RUN " + RUN) && write.sort().equals("HEAD")) {
                        throw new IllegalStateException("a run that cannot be ended, says the test");
                    }
                }),
                local.name());
        runs.record(new Order(RUN, "acme"), RunOutcome.failed("says the test"), Deadline.NONE);

        assertThatThrownBy(() -> new ComputeCharges(
                                new DynamoDueAccounts(table), new DynamoRuns(unread), queue::addAll, charging, watch)
                        .plan(NEXT, NOW.plus(Duration.ofHours(1)), Deadline.NONE))
                .hasMessageContaining("says the test");

        assertThat(queue).containsExactly(new Order(NEXT, "acme"));
    }

    @Test
    void anAccountThatIsTooLargeForTheTimeThereIsIsDeferredWhileItIsRead() {
        used("large");
        for (String other : List.of("b", "c")) {
            account("large")
                    .ran(TEN.minusSeconds(1200), other, other, 1, "2026-11-15T09:00:00Z", "2026-11-15T09:30:00Z");
        }
        AtomicInteger read = new AtomicInteger();
        charging = new Billing(
                new UsageSources(
                        usageCounted(read),
                        new DynamoAccountHistory(local.client(), local.name()),
                        new DynamoLateEvents(local.client(), local.name()),
                        account("large").ledger,
                        new DynamoLostRules(local.client(), local.name())::of),
                account("large").books,
                account("large").accounts,
                account("large").drafts,
                account("large").invoices,
                BilledAccount.GRACE);
        charges().plan(RUN, NOW, Deadline.NONE);

        // The first of three deployments takes all the time, but for what the record needs.
        List<Handled> handled = deliver(
                List.copyOf(queue), NOW, () -> read.get() == 0 ? Duration.ofMinutes(1) : ComputeCharges.RECORD_TIME);

        assertThat(handled)
                .singleElement()
                .satisfies(each -> assertThat(((Handled.Deferred) each).cause()).contains("no time left"));
        assertThat(read).hasValue(1);
        assertThat(tally(RUN)).isEqualTo(new Tally(1, 0, 0, 1, 0));
    }

    private MeteredUsage usageCounted(AtomicInteger read) {
        MeteredUsage real = account("any").usage;
        return (MeteredUsage) Proxy.newProxyInstance(
                MeteredUsage.class.getClassLoader(),
                new Class<?>[] {MeteredUsage.class},
                (proxy, method, arguments) -> {
                    Object answer = method.invoke(real, arguments);
                    return answer instanceof Stream<?> each ? each.peek(ignored -> read.incrementAndGet()) : answer;
                });
    }

    @Test
    void aRecordThatCannotBeWrittenSendsItsMessageBackAndHoldsUpNobody() {
        used("acme", "globex");
        charges().plan(RUN, NOW, Deadline.NONE);
        Table broken = new Table(
                SeenWrites.of(local.client(), write -> {
                    if (write.sort().equals("ORDER acme")) {
                        throw new IllegalStateException("a record that cannot be, says the test");
                    }
                }),
                local.name());

        List<Handled> handled = new ComputeCharges(
                        new DynamoDueAccounts(table), new DynamoRuns(broken), queue::addAll, charging, watch)
                .handle(
                        List.of(
                                new Delivery("m-0", new Order(RUN, "acme")),
                                new Delivery("m-1", new Order(RUN, "globex"))),
                        NOW,
                        Deadline.NONE);

        assertThat(handled.get(0)).isInstanceOf(Handled.Deferred.class);
        assertThat(handled.get(1)).isInstanceOf(Handled.Charged.class);
    }

    /**
     * A lost replica is ended, drafts are kept, an alert is sent, an invoice is made: the template's role allows it, and no
     * more is needed.
     */
    @Test
    void chargingWritesOnlyWhereTheTemplateLetsIt() {
        used("acme");
        BilledAccount acme = account("acme");
        acme.record(
                NOW,
                acme.ready("lost", TEN.minusSeconds(7200), "llama", "lost", 1),
                acme.alive("alive", TEN.minusSeconds(7100), "llama", "lost"));
        new DynamoBudgets(local.client(), local.name())
                .set("acme", Budget.of(new Budget.Draft(new Scope.Account(), "1.00", null, null)), NOW, Deadline.NONE);
        List<SeenWrites.Write> writes = new ArrayList<>();
        DynamoDbClient seen = SeenWrites.of(local.client(), writes::add);
        Table watched = new Table(seen, local.name());
        ComputeCharges charges = new ComputeCharges(
                new DynamoDueAccounts(watched),
                new DynamoRuns(watched),
                queue::addAll,
                DynamoBilling.of(seen, local.name(), BilledAccount.GRACE),
                DynamoSpendWatch.of(seen, local.name(), Optional.of(message -> "receipt")));

        charges.plan(RUN, NOW, Deadline.NONE);
        List<Handled> alerted = charges.handle(List.of(new Delivery("m", new Order(RUN, "acme"))), NOW, Deadline.NONE);
        Instant december = Instant.parse("2026-12-05T00:00:07Z");
        List<Handled> finalised = charges.handle(
                List.of(new Delivery("m", new Order(RunId.of(december), "acme"))), december, Deadline.NONE);

        assertThat(((Handled.Charged) alerted.getFirst()).seen().alerts().sent())
                .isNotEmpty();
        assertThat(((Handled.Charged) finalised.getFirst()).charged().finalised())
                .containsExactly(1L);
        acme.ran(december, "more", "llama", 1, "2026-12-04T00:00:00Z", "2026-12-04T01:00:00Z");
        acme.charge(december);
        DynamoDrafts inParts = new DynamoDrafts(seen, local.name(), 10);
        Draft draft = acme.drafts.get("acme", YearMonth.of(2026, 12)).orElseThrow();
        inParts.store(draft);
        inParts.store(new Draft(draft.statement().withDue(BigDecimal.ZERO), december.plusSeconds(1)));

        assertThat(SeenWrites.partitions(writes, false))
                .contains("ACCOUNT *", "RUN *", "DEPLOYMENT *", "DRAFTS *", "INVOICES *")
                .isSubsetOf(WRITABLE);
        assertThat(SeenWrites.partitions(writes, true)).contains("DRAFTS *").isSubsetOf(DELETABLE);
    }

    /** What {@code ComputeChargesRole} in template.yaml says; a test of the template holds it to the same. */
    private static final Set<String> WRITABLE =
            Set.of("ACCOUNT *", "CAPS", "DEPLOYMENT *", "DRAFTS *", "INVOICES *", "METER *", "PRICES *", "RUN *");

    private static final Set<String> DELETABLE = Set.of("DEPLOYMENT *", "DRAFTS *");

    @Test
    void aSlowAccountUsesUpItsOwnShareOfTheTimeOnly() {
        used("a", "b", "slow");
        Instant[] clock = {NOW};
        Instant end = NOW.plusSeconds(90);
        Deadline deadline = () -> Duration.between(clock[0], end);
        AccountCharging real = charging;
        charging = (account, now, limit) -> {
            if (account.equals("slow")) {
                clock[0] = clock[0].plus(limit.remaining());
                throw new LedgerUnavailableException("no time left", null);
            }
            clock[0] = clock[0].plusSeconds(1);
            return real.charge(account, now, limit);
        };

        List<Handled> handled =
                deliver(List.of(new Order(RUN, "slow"), new Order(RUN, "a"), new Order(RUN, "b")), NOW, deadline);

        assertThat(handled.get(0)).isInstanceOf(Handled.Deferred.class);
        assertThat(handled.get(1)).isInstanceOf(Handled.Charged.class);
        assertThat(handled.get(2)).isInstanceOf(Handled.Charged.class);
        // 90 s for three: 30 s are the slow one's, 5 s of them for its record.
        assertThat(clock[0]).isEqualTo(NOW.plusSeconds(30 - 5 + 1 + 1));
    }

    private static String[] names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "account-" + i).toArray(String[]::new);
    }
}
