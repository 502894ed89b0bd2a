package dev.ebb.charging.invoicing;

import java.util.List;

/** The credits that accounts were given. */
public interface Credits {

    /** So many grants of an account may have a remainder: an invoice takes from all of them at once. */
    int MAX_OPEN = 50;

    /** All that an account was ever given, in {@linkplain Grant#ORDER their order}. */
    List<Grant> grants(String account);

    /**
     * Gives a credit. Giving the same again changes nothing.
     *
     * @throws IllegalArgumentException if {@link #MAX_OPEN} grants have a remainder already, or another grant has that id
     */
    void give(String account, Grant grant);
}
