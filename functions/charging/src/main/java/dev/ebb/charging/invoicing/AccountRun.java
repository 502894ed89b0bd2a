package dev.ebb.charging.invoicing;

import dev.ebb.charging.AccountCharging;
import dev.ebb.charging.Agreement;
import dev.ebb.charging.FleetSummary;
import dev.ebb.charging.Period;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Warning;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.MeteredUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One account, charged once. */
final class AccountRun {
    private static final Duration LEAST_TIME = Duration.ofSeconds(2);
    private static final int ATTEMPTS = 20;

    private final BillingParts parts;
    private final String account;
    private final Instant now;
    private final Deadline deadline;
    private final @Nullable Acceptance acceptance;
    private final MeteredUsage usage;
    private final List<Long> finalised = new ArrayList<>();
    private final List<String> held = new ArrayList<>();
    private final Map<YearMonth, Statement> over = new TreeMap<>();

    AccountRun(BillingParts parts, String account, Instant now, Deadline deadline, @Nullable Acceptance acceptance) {
        this.parts = parts;
        this.account = account;
        this.now = now;
        this.deadline = deadline;
        this.acceptance = acceptance;
        usage = new TimedUsage(parts.sources().usage(), this::requireTime);
    }

    AccountCharging.Charged charge() {
        int refusals = 0;
        while (true) {
            requireTime();
            Basis basis = Basis.read(parts, account, now, this::requireTime);
            Priced next = Priced.first(basis, statements(basis), parts.invoices(), now);
            draft(next.statement());
            if (!isDue(basis, basis.next()) || !mayBeFinalised(basis, next)) {
                return charged(basis, next);
            }
            if (!finalise(basis) && ++refusals == ATTEMPTS) {
                throw new LedgerUnavailableException("others changed " + account + " all the time", null);
            }
        }
    }

    private void draft(Statement statement) {
        parts.drafts().store(new Draft(statement, now));
        noteIfOver(statement);
    }

    private void noteIfOver(Statement statement) {
        if (!statement.to().isAfter(now)) {
            over.put(statement.period().month(), statement);
        }
    }

    private Statements statements(Basis basis) {
        return new Statements(usage, basis.tariff());
    }

    private void requireTime() {
        if (deadline.isTooShortFor(LEAST_TIME)) {
            throw new LedgerUnavailableException("no time left", null);
        }
    }

    private boolean isDue(Basis basis, Period period) {
        boolean begun = basis.begin().isPresent()
                || !basis.standing().checkpoint().periods().isEmpty();
        return begun && !period.to().plus(parts.grace()).isAfter(now);
    }

    private Duration overdue(Basis basis) {
        Period period = basis.next();
        return isDue(basis, period) ? Duration.between(period.to().plus(parts.grace()), now) : Duration.ZERO;
    }

    private boolean mayBeFinalised(Basis basis, Priced priced) {
        Instant meteredUpTo = priced.statement().meteredUpTo();
        if (meteredUpTo != null) {
            held.add("period " + basis.next().month() + " waits: events are metered up to " + meteredUpTo + " only");
            return false;
        }
        if (priced.statement().complete() || accepted(basis.next()) != null) {
            return true;
        }
        held.add(HeldReason.of(priced.statement(), priced.warnings()));
        return false;
    }

    private @Nullable String accepted(Period period) {
        return acceptance != null && acceptance.month().equals(period.month()) ? acceptance.reason() : null;
    }

    /** What the period is computed from is read again once nothing of it can change; whether the invoice was made. */
    private boolean finalise(Basis before) {
        Period period = before.next();
        parts.accounts().close(account, period.to());
        parts.books().close(before.settings().currency(), period.to());
        Basis basis = Basis.read(parts, account, now, this::requireTime);
        List<Map<GpuKind, GpuTime>> edges = edgesWith(basis, period);
        Priced priced = Priced.first(basis, statements(basis), parts.invoices(), now);
        String accepted = accepted(period);
        boolean complete = priced.statement().complete();
        if (!basis.next().equals(period)
                || !basis.settings().currency().equals(before.settings().currency())
                || priced.statement().meteredUpTo() != null
                || (!complete && accepted == null)) {
            return false;
        }
        Checkpoint checkpoint = basis.standing().checkpoint();
        Invoice invoice = new Invoice(
                checkpoint.invoices() + 1,
                priced.statement(),
                priced.burning().entries(),
                basis.priceBook(),
                basis.tariff().agreement().terms().stream()
                        .map(Agreement.Term::from)
                        .toList(),
                now,
                complete ? null : accepted);
        Set<Long> incomplete = new HashSet<>(priced.incomplete());
        if (!priced.computed().statement().complete()) {
            incomplete.add(invoice.number());
        }
        Checkpoint after = checkpoint.and(period, edges, now, incomplete);
        if (!parts.invoices().add(invoice, basis.standing(), basis.settings(), after)) {
            return false;
        }
        finalised.add(invoice.number());
        noteIfOver(invoice.statement());
        return true;
    }

    /** Read before the statement is computed: what changes in between is found the next time. */
    private List<Map<GpuKind, GpuTime>> edgesWith(Basis basis, Period period) {
        List<Map<GpuKind, GpuTime>> edges = new ArrayList<>(basis.changes().meters());
        if (edges.isEmpty()) {
            edges.add(parts.sources().history().gpuTimeUpTo(account, period.from()));
        }
        edges.add(parts.sources().history().gpuTimeUpTo(account, period.to()));
        return edges;
    }

    /** Drafts what follows the first open period, up to the present; what is over for long waits for the first. */
    private AccountCharging.Charged charged(Basis basis, Priced first) {
        Priced last = first;
        boolean any = !first.statement().lines().isEmpty();
        boolean differing = first.differing();
        boolean unexplained = first.computed().insight().tellsOfUnexplained();
        List<Warning> warnings = new ArrayList<>(first.warnings());
        for (Period period : basis.open().subList(1, basis.open().size())) {
            if (period.to().plus(parts.grace()).isAfter(now)) {
                requireTime();
                last = Priced.later(account, period, last.burning().rest(), statements(basis), now);
                draft(last.statement());
                any |= !last.statement().lines().isEmpty();
                differing |= last.differing();
                unexplained |= last.computed().insight().tellsOfUnexplained();
                warnings.addAll(last.warnings());
            }
        }
        FleetSummary fleet = last.computed().fleet();
        return new AccountCharging.Charged(
                last.statement(),
                List.copyOf(over.values()),
                fleet,
                basis.tariff(),
                warnings.stream().distinct().toList(),
                List.copyOf(finalised),
                List.copyOf(held),
                overdue(basis),
                differing,
                unexplained,
                nextDue(basis, !fleet.running().isEmpty() || unexplained, any));
    }

    private Optional<Instant> nextDue(Basis basis, boolean running, boolean any) {
        Agreement agreement = basis.tariff().agreement();
        boolean reserved =
                agreement.at(now).filter(term -> !term.commitments().isEmpty()).isPresent();
        if (running || reserved || !held.isEmpty()) {
            return Optional.of(now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS));
        }
        Optional<Instant> end = any ? Optional.of(basis.next().to().plus(parts.grace())) : Optional.empty();
        return Basis.earliest(end, agreement.nextCommitment(now));
    }
}
