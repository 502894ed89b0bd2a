package dev.ebb.charging.invoicing;

import dev.ebb.charging.AccountSettings;
import java.util.List;

/** Where invoices are made. */
public interface InvoiceBook extends Invoices {

    /**
     * What an account's next invoice must follow on.
     *
     * @param grants all that it was ever given
     * @param creditRevision rises with every change of its grants
     */
    record Standing(Checkpoint checkpoint, List<Grant> grants, long creditRevision) {

        /** Copies the grants. */
        public Standing {
            grants = List.copyOf(grants);
        }
    }

    /** How an account stands. */
    Standing standing(String account);

    /**
     * Makes an invoice: its number, its content, what it takes from credits, and the checkpoint, all or nothing.
     *
     * @param before what it was computed from; its number is the next
     * @param settings what it was computed from
     * @param after the checkpoint with its period
     * @return whether it was made; not if anything of {@code before} or {@code settings} has changed meanwhile
     */
    boolean add(Invoice invoice, Standing before, AccountSettings settings, Checkpoint after);
}
