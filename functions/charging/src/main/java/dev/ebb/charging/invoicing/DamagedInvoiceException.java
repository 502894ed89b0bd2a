package dev.ebb.charging.invoicing;

/** A stored invoice is not what was finalised: its digest is another, or a part of it is missing. */
public final class DamagedInvoiceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message which invoice, and what is wrong with it */
    public DamagedInvoiceException(String message) {
        super(message);
    }
}
