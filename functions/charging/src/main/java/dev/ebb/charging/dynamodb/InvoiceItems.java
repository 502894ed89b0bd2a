package dev.ebb.charging.dynamodb;

import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Value;
import java.time.YearMonth;

/** Where in the table invoices, drafts and credits are. */
final class InvoiceItems {

    static final String INVOICE = "INVOICE ";
    static final String GRANT = "GRANT ";

    /** The first of a checkpoint's items, and what the others begin with. */
    static final String CHECKPOINT = "CHECKPOINT";

    private InvoiceItems() {}

    static String partition(String account) {
        return "INVOICES " + account;
    }

    static Key invoice(String account, long number) {
        return new Key(partition(account), INVOICE + Value.padded(number, 6));
    }

    /** What an invoice took from credits. */
    static Key burn(String account, long number) {
        return new Key(partition(account), "BURN " + Value.padded(number, 6));
    }

    /** Apart from invoices: drafts and their parts are deleted, and whoever may do that must not delete invoices. */
    static Key draft(String account, YearMonth month) {
        return new Key("DRAFTS " + account, "DRAFT " + month);
    }

    static Key checkpoint(String account) {
        return new Key(partition(account), CHECKPOINT);
    }

    /** Of one period that is finalised. */
    static Key checkpoint(String account, YearMonth month) {
        return new Key(partition(account), CHECKPOINT + " " + month);
    }

    static Key grant(String account, String id) {
        return new Key(AccountItems.partition(account), GRANT + id);
    }

    /** Counts an account's grants that have a remainder, and their changes. */
    static Key credits(String account) {
        return new Key(AccountItems.partition(account), "CREDITS");
    }
}
