package dev.ebb.charging.invoicing;

import java.time.YearMonth;
import java.util.Optional;

/** The latest draft of each period that is not finalised; of one that is, the last that there was. */
public interface Drafts {

    /**
     * Stores a draft in the place of its period's earlier one.
     *
     * @return whether it was stored; not if there is one with a later as-of
     */
    boolean store(Draft draft);

    /** The draft of a month; empty if it was never charged. */
    Optional<Draft> get(String account, YearMonth month);
}
