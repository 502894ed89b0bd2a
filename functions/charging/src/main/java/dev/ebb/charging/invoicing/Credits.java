package dev.ebb.charging.invoicing;

import java.util.List;

/** The credits that accounts were given. */
public interface Credits {

    /**
     * So many grants of an account may have a remainder for another to be given. What is given back may make it more: an
     * invoice touches {@link Burning#MOST_TOUCHED} of them.
     */
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
