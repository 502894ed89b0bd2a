package dev.ebb.charging.invoicing;

import dev.ebb.charging.AccountCharging;
import dev.ebb.charging.Accounts;
import dev.ebb.charging.PriceBooks;
import dev.ebb.metering.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
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

    private final BillingParts parts;

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
        parts = new BillingParts(sources, books, accounts, drafts, invoices, grace);
    }

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
        UsageSources sources = parts.sources();
        sources.ledger().settle(account, now, sources.lostRules().apply(account), deadline);
        return new AccountRun(parts, account, now, deadline, acceptance).charge();
    }
}
