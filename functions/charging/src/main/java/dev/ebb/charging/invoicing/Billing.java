package dev.ebb.charging.invoicing;

import dev.ebb.charging.AccountCharging;
import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Accounts;
import dev.ebb.charging.Agreement;
import dev.ebb.charging.FleetSummary;
import dev.ebb.charging.Line;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBooks;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.Warning;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.LateEvents;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Charges accounts: drafts the statements of the periods that are not finalised, and makes an invoice of each that is over
 * for long enough, in order.
 */
public final class Billing implements AccountCharging {

    /** How long after a period's end its invoice is made, unless told. */
    public static final Duration STANDARD_GRACE = Duration.ofDays(3);

    /** The shortest: what comes later than that after its time is in the journal of late events. */
    public static final Duration SHORTEST_GRACE = Duration.ofDays(1);

    /**
     * So long after its clock was read, a late event may take to stand in the journal: what is read of it begins so much
     * before the last invoice.
     */
    static final Duration WRITING = Duration.ofMinutes(30);

    private static final Duration LEAST_TIME = Duration.ofSeconds(2);
    private static final int ATTEMPTS = 20;

    private final UsageSources sources;
    private final PriceBooks books;
    private final Accounts accounts;
    private final Drafts drafts;
    private final InvoiceBook invoices;
    private final Duration grace;

    /**
     * @param grace how long after a period's end its invoice is made
     * @throws IllegalArgumentException if the grace is shorter than {@link #SHORTEST_GRACE}
     */
    public Billing(
            UsageSources sources,
            PriceBooks books,
            Accounts accounts,
            Drafts drafts,
            InvoiceBook invoices,
            Duration grace) {
        if (grace.compareTo(SHORTEST_GRACE) < 0) {
            throw new IllegalArgumentException("grace: must be at least " + SHORTEST_GRACE + ", is " + grace);
        }
        this.sources = sources;
        this.books = books;
        this.accounts = accounts;
        this.drafts = drafts;
        this.invoices = invoices;
        this.grace = grace;
    }

    /** A person's word that a period's statement becomes an invoice although it is incomplete. */
    private record Acceptance(YearMonth month, String reason) {}

    @Override
    public Charged charge(String account, Instant now, Deadline deadline) {
        return charge(account, now, deadline, null);
    }

    /**
     * Charges it, and makes the invoice of that month also if its statement is incomplete.
     *
     * @param reason why, which the invoice keeps
     */
    public Charged acceptIncomplete(String account, YearMonth month, String reason, Instant now, Deadline deadline) {
        return charge(account, now, deadline, new Acceptance(month, reason));
    }

    private Charged charge(String account, Instant now, Deadline deadline, @Nullable Acceptance acceptance) {
        sources.ledger().settle(account, now, sources.lostRules().apply(account), deadline);
        return new Run(account, now, deadline, acceptance).charge();
    }

    /**
     * What a statement is computed from, as it stood at one time.
     *
     * @param begin of all that is billed: the first usage, or the first commitment if that is earlier
     */
    private record Basis(
            AccountSettings settings,
            InvoiceBook.Standing standing,
            Changes changes,
            Tariff tariff,
            long priceBook,
            Optional<Instant> begin,
            List<Period> open) {

        Period next() {
            return open.getFirst();
        }
    }

    /** A period's statement, with adjustments and what credits pay. */
    private record Priced(
            Statements.Computed computed,
            List<Warning> warnings,
            Set<Long> incomplete,
            boolean differing,
            Burning burning) {

        Statement statement() {
            return burning.statement();
        }
    }

    /** One account, charged once. */
    private final class Run {
        private final String account;
        private final Instant now;
        private final Deadline deadline;
        private final @Nullable Acceptance acceptance;
        private final MeteredUsage usage;
        private final List<Long> finalised = new ArrayList<>();
        private final List<String> held = new ArrayList<>();
        private final Map<YearMonth, Statement> over = new TreeMap<>();

        Run(String account, Instant now, Deadline deadline, @Nullable Acceptance acceptance) {
            this.account = account;
            this.now = now;
            this.deadline = deadline;
            this.acceptance = acceptance;
            usage = new TimedUsage(sources.usage(), this::requireTime);
        }

        Charged charge() {
            int refusals = 0;
            while (true) {
                requireTime();
                Basis basis = basis();
                Priced next = price(basis, basis.next(), basis.standing().grants(), true);
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
            drafts.store(new Draft(statement, now));
            noteIfOver(statement);
        }

        private void noteIfOver(Statement statement) {
            if (!statement.to().isAfter(now)) {
                over.put(statement.period().month(), statement);
            }
        }

        private void requireTime() {
            if (deadline.isTooShortFor(LEAST_TIME)) {
                throw new LedgerUnavailableException("no time left", null);
            }
        }

        private boolean isDue(Basis basis, Period period) {
            boolean begun = basis.begin().isPresent()
                    || !basis.standing().checkpoint().periods().isEmpty();
            return begun && !period.to().plus(grace).isAfter(now);
        }

        private boolean mayBeFinalised(Basis basis, Priced priced) {
            if (priced.statement().complete() || accepted(basis.next()) != null) {
                return true;
            }
            held.add("period " + basis.next().month() + " is incomplete" + why(priced));
            return false;
        }

        private static String why(Priced priced) {
            List<String> reasons = new ArrayList<>();
            if (priced.statement().lines().stream().anyMatch(line -> line.amount() == null)) {
                reasons.add("usage without a price");
            }
            priced.warnings().stream().map(Warning::reason).limit(10).forEach(reasons::add);
            return reasons.isEmpty() ? "" : ": " + String.join("; ", reasons);
        }

        private @Nullable String accepted(Period period) {
            return acceptance != null && acceptance.month().equals(period.month()) ? acceptance.reason() : null;
        }

        /** What the period is computed from is read again once nothing of it can change; whether the invoice was made. */
        private boolean finalise(Basis before) {
            Period period = before.next();
            accounts.close(account, period.to());
            books.close(before.settings().currency(), period.to());
            Basis basis = basis();
            List<Map<GpuKind, GpuTime>> edges = edgesWith(basis, period);
            Priced priced = price(basis, basis.next(), basis.standing().grants(), true);
            String accepted = accepted(period);
            boolean complete = priced.statement().complete();
            if (!basis.next().equals(period)
                    || !basis.settings().currency().equals(before.settings().currency())
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
            if (!invoices.add(invoice, basis.standing(), basis.settings(), after)) {
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
                edges.add(sources.history().gpuTimeUpTo(account, period.from()));
            }
            edges.add(sources.history().gpuTimeUpTo(account, period.to()));
            return edges;
        }

        private Basis basis() {
            AccountSettings settings = accounts.settings(account);
            InvoiceBook.Standing standing = invoices.standing(account);
            Checkpoint checkpoint = standing.checkpoint();
            List<Map<GpuKind, GpuTime>> meters =
                    Changes.metersAt(checkpoint, to -> sources.history().gpuTimeUpTo(account, to));
            Changes changes = new Changes(
                    checkpoint,
                    meters,
                    late(checkpoint, settings),
                    sources.history().firstUsage(account));
            Optional<PriceBooks.Version> version = books.latest(settings.currency());
            PriceBook book = version.map(PriceBooks.Version::book)
                    .orElseGet(() -> new PriceBook(settings.currency(), List.of(), List.of()));
            Agreement agreement = accounts.agreement(account);
            Optional<Instant> begin = earliest(changes.firstUsage(), agreement.firstCommitment());
            return new Basis(
                    settings,
                    standing,
                    changes,
                    new Tariff(book, agreement),
                    version.map(PriceBooks.Version::number).orElse(0L),
                    begin,
                    OpenPeriods.of(checkpoint.last(), begin, settings, now));
        }

        private LateBuckets late(Checkpoint checkpoint, AccountSettings settings) {
            if (checkpoint.periods().isEmpty()) {
                return LateBuckets.NONE;
            }
            Instant from = checkpoint.lateFrom().minus(WRITING);
            try (Stream<LateEvents.LateEvent> events = sources.late().lateSince(account, from)) {
                return LateBuckets.of(events.peek(event -> requireTime()), checkpoint, settings);
            }
        }

        private static Optional<Instant> earliest(Optional<Instant> one, Optional<Instant> other) {
            return Stream.concat(one.stream(), other.stream()).min(Instant::compareTo);
        }

        private Priced price(Basis basis, Period period, List<Grant> grants, boolean adjusted) {
            Statements statements = new Statements(usage, basis.tariff());
            Statements.Computed computed = statements.of(account, period, now);
            Statement own = computed.statement();
            if (!adjusted) {
                return new Priced(
                        computed,
                        computed.warnings(),
                        Set.of(),
                        computed.differing(),
                        Burning.of(own, grants, new Invoiced(List.of())));
            }
            Adjustments adjustments = Adjustments.of(
                    basis.changes(),
                    basis.settings(),
                    basis.tariff(),
                    invoices,
                    other -> statements.of(account, other, now));
            List<Line> lines = new ArrayList<>(adjustments.lines());
            own.lines().forEach(charged -> lines.add(charged.line()));
            boolean complete = own.complete() && adjustments.complete();
            Statement statement = Statement.of(account, period, basis.tariff(), lines, complete);
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

        /** Drafts what follows the first open period, up to the present; what is over for long waits for the first. */
        private Charged charged(Basis basis, Priced first) {
            Priced last = first;
            boolean any = !first.statement().lines().isEmpty();
            boolean differing = first.differing();
            List<Warning> warnings = new ArrayList<>(first.warnings());
            for (Period period : basis.open().subList(1, basis.open().size())) {
                if (period.to().plus(grace).isAfter(now)) {
                    requireTime();
                    last = price(basis, period, last.burning().rest(), false);
                    draft(last.statement());
                    any |= !last.statement().lines().isEmpty();
                    differing |= last.differing();
                    warnings.addAll(last.warnings());
                }
            }
            FleetSummary fleet = last.computed().fleet();
            return new Charged(
                    last.statement(),
                    List.copyOf(over.values()),
                    fleet,
                    basis.tariff(),
                    warnings.stream().distinct().toList(),
                    List.copyOf(finalised),
                    List.copyOf(held),
                    differing,
                    nextDue(basis, !fleet.running().isEmpty(), any));
        }

        private Optional<Instant> nextDue(Basis basis, boolean running, boolean any) {
            Agreement agreement = basis.tariff().agreement();
            boolean reserved = agreement
                    .at(now)
                    .filter(term -> !term.commitments().isEmpty())
                    .isPresent();
            if (running || reserved || !held.isEmpty()) {
                return Optional.of(now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS));
            }
            Optional<Instant> end = any ? Optional.of(basis.next().to().plus(grace)) : Optional.empty();
            return earliest(end, agreement.nextCommitment(now));
        }
    }
}
