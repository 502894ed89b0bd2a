package dev.ebb.charging;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Currency;

/** What accounts have settled and agreed. Every change raises {@link AccountSettings#revision()}. */
public interface Accounts {

    /** The account's settings; the standard ones if it settled nothing. */
    AccountSettings settings(String account);

    /** What it agreed on; {@link Agreement#NONE} if nothing. */
    Agreement agreement(String account);

    /**
     * Sets the time zone of the periods from a month on. The account is charged by it at the next full hour.
     *
     * @throws FinalisedPeriodException if that month's period, or a later one, is finalised
     */
    void setTimeZone(String account, YearMonth from, ZoneId timeZone, Instant now);

    /**
     * Sets the currency, likewise.
     *
     * @throws FinalisedPeriodException if the account has an invoice already
     */
    void setCurrency(String account, Currency currency, Instant now);

    /** Sets who gets the invoices; nothing is charged for that. */
    void setBillingContact(String account, String contact, Instant now);

    /**
     * Adds a term to its agreement; one with the same first instant takes the place of the earlier. The account is charged
     * at the next full hour, also if there is no event of it.
     *
     * @throws FinalisedPeriodException if the term would change a price, or what is reserved, before the end of a finalised
     *     period; a price where there was none changes nothing
     */
    void addTerm(String account, Agreement.Term term, String reason, Instant now);

    /**
     * Forbids every change before {@code until}, for ever. Whoever finalises a period does this first, and reads the
     * settings and the agreement afterwards.
     */
    void close(String account, Instant until);
}
