package dev.ebb.charging.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Line;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Period;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statement.ChargedLine;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Invoice after invoice, each adjusting earlier months, paid by credits as far as they reach. */
class GivingBackTests {

    private static final Currency USD = Currency.getInstance("USD");
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    private static final YearMonth FIRST = YearMonth.of(2026, 1);
    private static final LineKey LINE = new LineKey("gpu", "llama", "H100", "global", "", "2026-01-01T00:00:00Z", "");

    /** What an invoice charges for its own month, in cents, and what one earlier month comes to instead. */
    private record Month(int own, int earlier, int comesTo) {}

    private static final class Account {
        private final List<Invoice> invoices = new ArrayList<>();
        private final List<Integer> worth = new ArrayList<>();
        private List<Grant> grants = new ArrayList<>();

        Account(int... cents) {
            for (int i = 0; i < cents.length; i++) {
                grants.add(Grant.of("g" + i, USD, BigDecimal.valueOf(cents[i], 2), i, CREATED, null, "a gift"));
            }
        }

        Invoice next(Month month) {
            int index = invoices.size();
            List<ChargedLine> lines = new ArrayList<>();
            // A month's own usage stands as an adjustment of itself: what a line is of does not matter here.
            lines.add(line(index, month.own()));
            int cents = month.own();
            if (index > 0) {
                int earlier = month.earlier() % index;
                int difference = month.comesTo() - worth.get(earlier);
                lines.add(line(earlier, difference));
                worth.set(earlier, month.comesTo());
                cents += difference;
            }
            worth.add(month.own());
            lines.removeIf(line -> ((Line.Adjustment) line.line()).amount().signum() == 0);
            Period period = Period.of(FIRST.plusMonths(index), ZoneId.of("UTC"));
            Statement statement = new Statement("acme", period, USD, true, lines, BigDecimal.valueOf(cents, 2));
            Burning burning = Burning.of(statement, grants, new Invoiced(invoices));
            grants = burning.rest();
            Invoice invoice =
                    new Invoice(index + 1, burning.statement(), burning.entries(), 1, List.of(), period.to(), null);
            invoices.add(invoice);
            return invoice;
        }

        private static ChargedLine line(int month, int cents) {
            BigDecimal amount = BigDecimal.valueOf(cents, 2);
            return new ChargedLine(
                    new Line.Adjustment(FIRST.plusMonths(month), month + 1L, LINE, amount, List.of()), amount);
        }

        private BigDecimal remaining() {
            return grants.stream().map(Grant::remaining).reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    @Test
    void theGrantThatWasBurnedLastGetsBackFirstAndEachInvoiceIsNamed() {
        Account account = new Account(300, 1000);
        account.next(new Month(500, 0, 0));

        Invoice second = account.next(new Month(0, 0, 100));

        // 5.00 were 3.00 of g0 and 2.00 of g1; 1.00 is left to pay
        assertThat(second.credits())
                .containsExactly(
                        new CreditEntry("g1", CreditEntry.Kind.RETURNED, new BigDecimal("2.00"), 1L),
                        new CreditEntry("g0", CreditEntry.Kind.RETURNED, new BigDecimal("2.00"), 1L));
        assertThat(second.due()).isEqualTo("0.00");
    }

    @Test
    void whatWasPaidInCashOfAnotherMonthIsDueToTheAccount() {
        Account account = new Account(500);
        account.next(new Month(500, 0, 0));
        account.next(new Month(700, 0, 500));

        // The first month was paid by credits, the second was not
        assertThat(account.next(new Month(0, 1, 0)).due()).isEqualTo("-7.00");
        assertThat(account.next(new Month(0, 0, 100)).due()).isEqualTo("0.00");
    }

    @Property(tries = 300)
    void whatIsDueAndWhatCreditsPaidAddUpToTheTotals(@ForAll("months") List<Month> months) {
        Account account = new Account(400, 700);
        BigDecimal due = BigDecimal.ZERO;
        BigDecimal burned = BigDecimal.ZERO;
        BigDecimal total = BigDecimal.ZERO;

        for (Month month : months) {
            Invoice invoice = account.next(month);
            due = due.add(invoice.due());
            total = total.add(invoice.statement().total());
            burned = invoice.credits().stream().map(CreditEntry::taken).reduce(burned, BigDecimal::add);
        }

        assertThat(due.add(burned)).isEqualByComparingTo(total);
        assertThat(account.remaining()).isEqualByComparingTo(new BigDecimal("11.00").subtract(burned));
    }

    @Property(tries = 300)
    void whereCreditsPaidEverythingNothingIsEverDueToTheAccount(@ForAll("months") List<Month> months) {
        Account account = new Account(50_000, 1_000_000);

        for (Month month : months) {
            assertThat(account.next(month).due()).isEqualByComparingTo("0");
        }
    }

    @Provide
    Arbitrary<List<Month>> months() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 1000),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.integers().between(0, 1000))
                .as(Month::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }
}
