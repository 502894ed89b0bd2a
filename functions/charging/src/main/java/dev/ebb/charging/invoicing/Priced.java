package dev.ebb.charging.invoicing;

import dev.ebb.charging.Line;
import dev.ebb.charging.Period;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Warning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A period's statement, with adjustments and what credits pay. */
record Priced(
        Statements.Computed computed,
        List<Warning> warnings,
        Set<Long> incomplete,
        boolean differing,
        Burning burning) {

    Statement statement() {
        return burning.statement();
    }

    /** One that follows on another, before that is finalised: it has no adjustments yet. */
    static Priced later(String account, Period period, List<Grant> grants, Statements statements, Instant now) {
        Statements.Computed computed = statements.of(account, period, now);
        return new Priced(
                computed,
                computed.warnings(),
                Set.of(),
                computed.differing(),
                Burning.of(computed.statement(), grants, new Invoiced(List.of())));
    }

    /** That of the first open period, which carries the adjustments of all before. */
    static Priced first(Basis basis, Statements statements, Invoices invoices, Instant now) {
        String account = basis.settings().account();
        List<Grant> grants = basis.standing().grants();
        Statements.Computed computed = statements.of(account, basis.next(), now);
        Statement own = computed.statement();
        Adjustments adjustments = Adjustments.of(
                basis.changes(),
                basis.settings(),
                basis.tariff(),
                invoices,
                other -> statements.of(account, other, now));
        List<Line> lines = new ArrayList<>(adjustments.lines());
        own.lines().forEach(charged -> lines.add(charged.line()));
        boolean complete = own.complete() && adjustments.complete();
        Statement statement = Statement.of(account, basis.next(), basis.tariff(), lines, complete)
                .withMeteredUpTo(own.meteredUpTo());
        Invoiced invoiced = statement.total().signum() < 0 && !grants.isEmpty()
                ? invoices.invoicedFrom(account, 1)
                : new Invoiced(List.of());
        List<Warning> warnings = new ArrayList<>(computed.warnings());
        warnings.addAll(adjustments.warnings());
        return new Priced(
                computed,
                warnings,
                adjustments.incomplete(),
                computed.differing() || adjustments.differing(),
                Burning.of(statement, grants, invoiced));
    }
}
