package dev.ebb.charging.invoicing;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/** The invoices that have been made. */
public interface Invoices {

    /**
     * An invoice at a glance.
     *
     * @param digest SHA-256 of its canonical JSON, in hexadecimal digits
     */
    record Header(
            long number,
            YearMonth month,
            Currency currency,
            BigDecimal total,
            BigDecimal due,
            Instant finalisedAt,
            String digest) {}

    /** All of an account's, by number. */
    List<Header> list(String account);

    /**
     * An invoice.
     *
     * @throws DamagedInvoiceException if it is not what was finalised
     */
    Optional<Invoice> get(String account, long number);

    /**
     * Its canonical JSON, of which the digest is.
     *
     * @throws DamagedInvoiceException if it is not what was finalised
     */
    Optional<byte[]> json(String account, long number);

    /** What these have charged so far, with all of an account's from {@code number} on. */
    default Invoiced invoicedFrom(String account, long number) {
        return new Invoiced(list(account).stream()
                .filter(header -> header.number() >= number)
                .map(header -> get(account, header.number()).orElseThrow())
                .toList());
    }
}
