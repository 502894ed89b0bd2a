package dev.ebb.charging.invoicing;

import dev.ebb.charging.Accounts;
import dev.ebb.charging.PriceBooks;
import java.time.Duration;

/**
 * What charging needs.
 *
 * @param grace how long after a period's end its invoice is made
 */
record BillingParts(
        UsageSources sources,
        PriceBooks books,
        Accounts accounts,
        Drafts drafts,
        InvoiceBook invoices,
        Duration grace) {}
