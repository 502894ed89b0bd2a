package dev.ebb.charging.dynamodb;

import static dev.ebb.charging.dynamodb.ChargedTable.NOW;
import static dev.ebb.charging.dynamodb.ChargedTable.RUN;
import static dev.ebb.charging.dynamodb.ChargedTable.TEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.AccountCharging;
import dev.ebb.charging.Agreement;
import dev.ebb.charging.budgets.Budget;
import dev.ebb.charging.budgets.CapOutlook;
import dev.ebb.charging.budgets.Scope;
import dev.ebb.charging.invoicing.Billing;
import dev.ebb.charging.invoicing.UsageSources;
import dev.ebb.charging.json.AgreementJson;
import dev.ebb.charging.runs.ComputeCharges;
import dev.ebb.charging.runs.Handled;
import dev.ebb.charging.runs.Message;
import dev.ebb.charging.runs.Message.Order;
import dev.ebb.charging.runs.SpendWatch;
import dev.ebb.charging.runs.Tally;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.dynamodb.DynamoAccountHistory;
import dev.ebb.metering.dynamodb.DynamoLateEvents;
import dev.ebb.metering.dynamodb.DynamoLostRules;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What charging an account from the queue does, and what keeps it from being charged. */
class ComputeChargesDynamoTests {

    private final ChargedTable table = new ChargedTable();

    @AfterEach
    void drop() {
        table.close();
    }

    @Test
    void anAccountIsDueAgainWhenItsChargeSaysSo() {
        table.used("acme");
        table.plan(RUN, NOW);

        Handled.Charged charged = (Handled.Charged) table.deliver(NOW).getFirst();

        assertThat(charged.charged().nextDue()).isPresent();
        assertThat(table.mark("acme").dueAt()).isEqualTo(charged.charged().nextDue());
    }

    @Test
    void aWatchThatFailsFailsNoChargeAndTheAccountIsDueInAnHour() {
        table.account("prices").priced();
        table.account("acme")
                .record(TEN.minusSeconds(1200), table.account("acme").tokens("t", TEN.minusSeconds(1800), 1_000_000));
        table.plan(RUN, NOW);
        table.watch = watching((account, figures, now, deadline) -> {
            throw new LedgerUnavailableException("too busy, says the test", null);
        });

        Handled.Charged charged = (Handled.Charged) table.deliver(NOW).getFirst();

        assertThat(charged.seen().failure())
                .hasValueSatisfying(why -> assertThat(why).contains("too busy, says the test"));
        assertThat(table.tally(RUN)).isEqualTo(new Tally(1, 1, 0, 0, 0));
        // Without that it would be due when its month's invoice is.
        assertThat(charged.charged().nextDue()).contains(Instant.parse("2026-12-04T00:00:00Z"));
        assertThat(table.mark("acme").dueAt()).contains(TEN.plus(Duration.ofHours(1)));
    }

    @Test
    void whoeverDiesBetweenChargingAndTellingHasTheAccountChargedAndToldAgain() {
        table.used("acme");
        table.plan(RUN, NOW);
        List<Message> messages = List.copyOf(table.queue);
        List<String> told = new ArrayList<>();
        table.watch = watching((account, figures, now, deadline) -> {
            throw new AssertionError("dies here");
        });

        assertThatThrownBy(() -> table.deliver(messages, NOW, Deadline.NONE)).hasMessage("dies here");
        table.watch = watching((account, figures, now, deadline) -> {
            told.add(account);
            return SpendWatch.Alerting.NONE.watch(account, figures, now, deadline);
        });
        table.deliver(messages, NOW, Deadline.NONE);

        assertThat(told).containsExactly("acme");
        assertThat(table.tally(RUN)).isEqualTo(new Tally(1, 1, 0, 0, 0));
    }

    @Test
    void anAccountWithACapHasItsOutlookKeptWhenItIsCharged() {
        table.used("acme");
        DynamoBudgets budgets = new DynamoBudgets(table.local.client(), table.local.name());
        budgets.set("acme", Budget.of(new Budget.Draft(new Scope.Account(), "1", null, "20")), NOW, Deadline.NONE);
        table.plan(RUN, NOW);

        Handled.Charged charged = (Handled.Charged) table.deliver(NOW).getFirst();

        assertThat(charged.seen().failure()).isEmpty();
        assertThat(charged.seen().outlook()).map(CapOutlook::cap).contains(new BigDecimal("20"));
        assertThat(budgets.kept("acme", Deadline.NONE))
                .hasValueSatisfying(kept -> assertThat(kept.asOf()).isEqualTo(NOW));
    }

    @Test
    void whatIsReservedAccruesWithoutEventsAndIsLookedAtEachHour() {
        table.used("acme");
        Agreement.Term term = AgreementJson.read("""
                {"from": "2026-11-01T00:00:00Z",
                 "commitments": [{"accelerator": "H100", "gpus": "1", "perGpuHour": "3.00"}]}
                """.getBytes(StandardCharsets.UTF_8));
        table.account("acme").accounts.addTerm("acme", term, "a test", NOW);
        table.plan(RUN, NOW);

        table.deliver(NOW);

        assertThat(table.mark("acme").dueAt()).contains(TEN.plus(Duration.ofHours(1)));
    }

    @Test
    void whatIsMarkedWhileAnAccountIsChargedStaysDue() {
        table.used("acme");
        table.plan(RUN, NOW);
        AccountCharging real = table.charging;
        table.charging = (account, now, deadline) -> {
            AccountCharging.Charged charged = real.charge(account, now, deadline);
            table.account("acme").record(NOW, table.account("acme").tokens("late", TEN, 1));
            return charged;
        };

        table.deliver(NOW);

        assertThat(table.mark("acme").dueAt()).contains(TEN.plus(Duration.ofHours(1)));
        assertThat(table.tally(RUN)).isEqualTo(new Tally(1, 1, 0, 0, 0));
    }

    @Test
    void whatFailsInPassingGoesBackToTheQueueAndMayBeDoneLater() {
        table.used("acme");
        table.plan(RUN, NOW);
        List<Message> messages = List.copyOf(table.queue);
        AccountCharging real = table.charging;
        table.charging = (account, now, deadline) -> {
            throw new LedgerUnavailableException("too busy, says the test", null);
        };

        List<Handled> handled = table.deliver(messages, NOW, Deadline.NONE);
        Tally deferred = table.tally(RUN);
        table.charging = real;
        table.deliver(messages, NOW, Deadline.NONE);

        assertThat(handled).singleElement().satisfies(each -> assertThat(each).isInstanceOf(Handled.Deferred.class));
        assertThat(deferred).isEqualTo(new Tally(1, 0, 0, 1, 0));
        assertThat(table.tally(RUN)).isEqualTo(new Tally(1, 1, 0, 0, 0));
    }

    @Test
    void anAccountThatIsTooLargeForTheTimeThereIsIsDeferredWhileItIsRead() {
        table.used("large");
        for (String other : List.of("b", "c")) {
            table.account("large")
                    .ran(TEN.minusSeconds(1200), other, other, 1, "2026-11-15T09:00:00Z", "2026-11-15T09:30:00Z");
        }
        AtomicInteger read = new AtomicInteger();
        table.charging = new Billing(
                new UsageSources(
                        usageCounted(read),
                        new DynamoAccountHistory(table.local.client(), table.local.name()),
                        new DynamoLateEvents(table.local.client(), table.local.name()),
                        table.account("large").ledger,
                        new DynamoLostRules(table.local.client(), table.local.name())::of),
                table.account("large").books,
                table.account("large").accounts,
                table.account("large").drafts,
                table.account("large").invoices,
                BilledAccount.GRACE);
        table.plan(RUN, NOW);

        // The first of three deployments takes all the time, but for what the record needs.
        List<Handled> handled = table.deliver(
                List.copyOf(table.queue),
                NOW,
                () -> read.get() == 0 ? Duration.ofMinutes(1) : ComputeCharges.RECORD_TIME);

        assertThat(handled)
                .singleElement()
                .satisfies(each -> assertThat(((Handled.Deferred) each).cause()).contains("no time left"));
        assertThat(read).hasValue(1);
        assertThat(table.tally(RUN)).isEqualTo(new Tally(1, 0, 0, 1, 0));
    }

    @Test
    void aSlowAccountUsesUpItsOwnShareOfTheTimeOnly() {
        table.used("a", "b", "slow");
        Instant[] clock = {NOW};
        Instant end = NOW.plusSeconds(90);
        Deadline deadline = () -> Duration.between(clock[0], end);
        AccountCharging real = table.charging;
        table.charging = (account, now, limit) -> {
            if (account.equals("slow")) {
                clock[0] = clock[0].plus(limit.remaining());
                throw new LedgerUnavailableException("no time left", null);
            }
            clock[0] = clock[0].plusSeconds(1);
            return real.charge(account, now, limit);
        };

        List<Handled> handled =
                table.deliver(List.of(new Order(RUN, "slow"), new Order(RUN, "a"), new Order(RUN, "b")), NOW, deadline);

        assertThat(handled.get(0)).isInstanceOf(Handled.Deferred.class);
        assertThat(handled.get(1)).isInstanceOf(Handled.Charged.class);
        assertThat(handled.get(2)).isInstanceOf(Handled.Charged.class);
        // 90 s for three: 30 s are the slow one's, 5 s of them for its record.
        assertThat(clock[0]).isEqualTo(NOW.plusSeconds(30 - 5 + 1 + 1));
    }

    private SpendWatch watching(SpendWatch.Alerting alerting) {
        return DynamoSpendWatch.of(table.local.client(), table.local.name(), alerting);
    }

    private MeteredUsage usageCounted(AtomicInteger read) {
        MeteredUsage real = table.account("any").usage;
        return (MeteredUsage) Proxy.newProxyInstance(
                MeteredUsage.class.getClassLoader(),
                new Class<?>[] {MeteredUsage.class},
                (proxy, method, arguments) -> {
                    Object answer = method.invoke(real, arguments);
                    return answer instanceof Stream<?> each ? each.peek(ignored -> read.incrementAndGet()) : answer;
                });
    }
}
