package dev.ebb.sweeping;

import java.time.Instant;

/**
 * A hard cap that has come to act: until its end Ebb asks for nothing more of the account's by itself.
 *
 * @param amount with its currency, as people read it
 * @param until the end of the period that it counts in
 */
public record ActingCap(String amount, Instant until) {

    /** @throws IllegalArgumentException if the amount is blank */
    public ActingCap {
        if (amount.isBlank()) {
            throw new IllegalArgumentException("amount: must not be blank");
        }
    }

    /** Whether it acts at an instant. */
    public boolean holdsAt(Instant now) {
        return now.isBefore(until);
    }

    /** What holds something back. */
    public String words() {
        return "the hard cap of " + amount;
    }
}
