package dev.ebb.metering;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The accounts that are due for charging, in as many parts as they are spread over; nothing else is read. */
public interface DueAccounts {

    /**
     * A page of them, the longest due first.
     *
     * @param next where the next page begins; empty if this is the last
     */
    record Page(List<String> accounts, Optional<Place> next) {}

    /** A place in a part: after this account, due at that instant. */
    record Place(Instant dueAt, String account) {}

    /** How many parts there are. */
    int parts();

    /** Which part an account belongs to, from 0. */
    int part(String account);

    /**
     * Reads a page. What was marked moments ago may be missing: far less than {@link ChargeMark#MARGIN} ago.
     *
     * @param part its number, from 0
     * @param after where the page begins; empty for the first
     * @param until the latest instant at which an account is due that is wanted
     * @param limit the most accounts
     * @throws LedgerUnavailableException if it can't be read in time
     */
    Page due(int part, Optional<Place> after, Instant until, int limit, Deadline deadline);
}
