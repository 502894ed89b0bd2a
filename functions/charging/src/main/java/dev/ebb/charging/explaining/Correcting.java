package dev.ebb.charging.explaining;

import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Allotment;
import dev.ebb.charging.Line;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Period;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.invoicing.Invoice;
import dev.ebb.charging.invoicing.Invoiced;
import dev.ebb.charging.invoicing.Invoices;
import dev.ebb.charging.invoicing.OpenPeriods;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where an adjustment's earlier charges are found.
 *
 * @param settings of the account, whose time zone holds for months before its first invoice
 */
public record Correcting(Invoices invoices, AccountSettings settings) {

    /**
     * Explains an adjustment.
     *
     * @param month of the statement that it is on: an invoice of that month, and later ones, do not precede it
     * @param today computes a period's statement as of today
     */
    Explanation.Corrected of(
            Line.Adjustment adjustment, YearMonth month, Tariff tariff, Function<Period, Statement> today) {
        String account = settings.account();
        List<Invoice> before = invoices.list(account).stream()
                .filter(header -> header.month().isBefore(month))
                .map(header -> invoices.get(account, header.number()).orElseThrow())
                .toList();
        List<Explanation.Charge> charges = new ArrayList<>();
        for (Invoice invoice : before) {
            BigDecimal amount =
                    new Invoiced(List.of(invoice)).of(adjustment.period()).get(adjustment.line());
            if (amount != null) {
                charges.add(new Explanation.Charge(invoice.number(), amount));
            }
        }
        Period period = period(adjustment, before);
        Statement rounded = new Invoiced(before).rounded(today.apply(period), adjustment.invoice(), tariff);
        Explanation.Corrected found = new Explanation.Corrected(
                share(rounded, adjustment.line()),
                charges,
                BigDecimal.ZERO,
                adjustment.events(),
                adjustment.moreEvents());
        return found.with(adjustment.amount().subtract(found.difference()));
    }

    private Period period(Line.Adjustment adjustment, List<Invoice> before) {
        Long number = adjustment.invoice();
        Period period = before.stream()
                .filter(invoice -> number == null || invoice.number() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("line: its invoice must be there"))
                .statement()
                .period();
        return OpenPeriods.backTo(adjustment.period(), period, settings);
    }

    private static Allotment.@Nullable Share share(Statement statement, LineKey wanted) {
        for (int number = 1; number <= statement.lines().size(); number++) {
            if (statement.lines().get(number - 1).line() instanceof Line.Priced line
                    && LineKey.of(line).equals(wanted)) {
                return Explaining.share(statement, number, Explaining.allotment(statement));
            }
        }
        return null;
    }
}
