package dev.ebb.charging.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Line;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Period;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.invoicing.Invoices;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Dismissal;
import dev.ebb.metering.UsageEvent;
import dev.ebb.metering.dynamodb.DynamoDismissals;
import dev.ebb.metering.dynamodb.TestTable;
import dev.ebb.metering.dynamodb.ThreadTables;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * For ever: all that was invoiced for a period, with the adjustments of the next draft, is its statement computed today,
 * line by line and in total. Histories are random, and so are the moments at which periods are finalised.
 */
class ForEverDynamoTests {

    private static final Instant BEGIN = Instant.parse("2026-08-20T00:00:00Z");
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private static TestTable table = ThreadTables.quick();

    @BeforeContainer
    static void price() {
        new BilledAccount(table.client(), table.name(), "x").priced();
    }

    @AfterContainer
    static void drop() {
        table.close();
    }

    /** What happens next; {@code days} pass before it. */
    private record Step(Kind kind, int days, int ago, int deployment, int amount) {}

    private enum Kind {
        RUN,
        START,
        ALIVE,
        TOKENS,
        VOID,
        CHARGE
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Step> step = Combinators.combine(
                        Arbitraries.of(Kind.values()),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(0, 34 * 24 * 60 * 60),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(1, 4_000_000))
                .as(Step::new);
        return step.list().ofMinSize(12).ofMaxSize(25);
    }

    @Property(tries = 5, shrinking = ShrinkingMode.OFF)
    void whatWasInvoicedAndIsAdjustedIsTodaysStatement(@ForAll("histories") List<Step> steps) {
        History history = new History("acme-" + NUMBERS.incrementAndGet());

        steps.forEach(history::take);
        history.take(new Step(Kind.CHARGE, 40, 0, 0, 1));
        history.take(new Step(Kind.RUN, 1, 34 * 24 * 60 * 60, 0, 1_000_001));
        history.take(new Step(Kind.CHARGE, 0, 0, 0, 1));

        assertThat(history.account.invoices.list(history.account.name)).isNotEmpty();
    }

    private static final class History {
        private final BilledAccount account;
        private final List<String> events = new ArrayList<>();
        private Instant now = BEGIN;
        private int number;

        History(String name) {
            account = new BilledAccount(table.client(), table.name(), name);
            for (int deployment = 0; deployment < 3; deployment++) {
                dismissEvidence(new DeploymentId(name, "d" + deployment));
            }
        }

        /** Heartbeats come as they like here, so they are evidence of nothing. */
        private static void dismissEvidence(DeploymentId id) {
            Duration always = Duration.ofDays(1_000);
            new DynamoDismissals(table.client(), table.name())
                    .keep(new Dismissal(id, null, BEGIN.minus(always), BEGIN.plus(always), "a random history", BEGIN));
        }

        void take(Step step) {
            now = now.plus(Duration.ofDays(step.days())).plusMillis(step.amount() % 3_600_000);
            Instant time = now.minusSeconds(step.ago());
            String deployment = "d" + step.deployment();
            number++;
            String id = "e" + number;
            switch (step.kind()) {
                case RUN -> {
                    Instant end = time.plusMillis(step.amount() * 300L);
                    record(account.ready(id, time, deployment, "r" + number, 1 + step.deployment()));
                    record(account.stopped(id + "s", end.isAfter(now) ? now : end, deployment, "r" + number));
                }
                case START -> {
                    record(account.ready(id, time, deployment, "s" + step.deployment(), 1));
                    record(account.alive(id + "a", time, deployment, "s" + step.deployment()));
                }
                case ALIVE -> record(account.alive(id, now, deployment, "s" + step.deployment()));
                case TOKENS -> record(account.tokens(id, time, step.amount()));
                case VOID -> {
                    if (!events.isEmpty()) {
                        record(account.voided(id, now, events.remove(step.amount() % events.size())));
                    }
                }
                case CHARGE -> {
                    account.billing().charge(account.name, now, Deadline.NONE);
                    check();
                }
            }
        }

        private void record(UsageEvent event) {
            account.record(now, event);
            if (event.usage().hasIdentity()) {
                events.add(event.identity().id());
            }
        }

        private void check() {
            List<Invoices.Header> headers = account.invoices.list(account.name);
            if (headers.isEmpty()) {
                return;
            }
            YearMonth open = headers.getLast().month().plusMonths(1);
            List<Line.Adjustment> adjustments = BilledAccount.adjustments(
                    account.drafts.get(account.name, open).orElseThrow().statement());
            List<Period> periods = new ArrayList<>();
            for (int before = 3; before >= 1; before--) {
                periods.add(Period.of(headers.getFirst().month().minusMonths(before), ZoneId.of("UTC")));
            }
            headers.forEach(header ->
                    periods.add(account.invoice(header.number()).statement().period()));
            for (Period period : periods) {
                Map<LineKey, BigDecimal> charged = new TreeMap<>(
                        account.invoices.invoicedFrom(account.name, 1).of(period.month()));
                adjustments.stream()
                        .filter(line -> line.period().equals(period.month()))
                        .forEach(line -> charged.merge(line.line(), line.amount(), BigDecimal::add));
                charged.values().removeIf(amount -> amount.signum() == 0);
                assertThat(charged).as(period.month() + " at " + now).isEqualTo(today(period, headers));
            }
        }

        /** Today's amounts, rounded beside the adjustments that the period's own invoice carries. */
        private Map<LineKey, BigDecimal> today(Period period, List<Invoices.Header> headers) {
            Tariff tariff = Tariff.of(BilledAccount.BOOK);
            Statement alone = new Statements(account.usage, tariff)
                    .of(account.name, period, now)
                    .statement();
            List<Line> lines = new ArrayList<>();
            alone.lines().forEach(line -> lines.add(line.line()));
            BigDecimal carried = BigDecimal.ZERO;
            for (Invoices.Header header : headers) {
                if (header.month().equals(period.month())) {
                    for (Line.Adjustment line : BilledAccount.adjustments(
                            account.invoice(header.number()).statement())) {
                        lines.add(line);
                        carried = carried.add(line.amount());
                    }
                }
            }
            Statement whole = Statement.of(account.name, period, tariff, lines, true);
            Map<LineKey, BigDecimal> amounts = new TreeMap<>();
            for (Statement.ChargedLine charged : whole.lines()) {
                if (charged.line() instanceof Line.Priced line) {
                    amounts.merge(LineKey.of(line), charged.amount(), BigDecimal::add);
                }
            }
            amounts.values().removeIf(amount -> amount.signum() == 0);
            BigDecimal sum = amounts.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(sum.add(carried)).as("in total").isEqualByComparingTo(whole.total());
            return amounts;
        }
    }
}
