package dev.ebb.charging.runs;

import dev.ebb.metering.DueAccounts;
import dev.ebb.metering.Names;
import java.util.Optional;

/** What the queue of charges brings. */
public sealed interface Message {

    /** A message as it was delivered. */
    record Delivery(String id, Message message) {}

    /** Charge this account, as part of that run. */
    record Order(RunId run, String account) implements Message {

        /**
         * Checks the account.
         *
         * @throws IllegalArgumentException if it cannot be one's id
         */
        public Order {
            requireAccount(account);
        }
    }

    /** Go on planning a run for which there was not enough time. */
    record Resumption(RunId run, int part, Optional<DueAccounts.Place> after) implements Message {

        /**
         * Checks part and account.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Resumption {
            if (part < 0) {
                throw new IllegalArgumentException("part: must be at least 0, is " + part);
            }
            after.ifPresent(place -> requireAccount(place.account()));
        }

        /** From the beginning. */
        public static Resumption start(RunId run) {
            return new Resumption(run, 0, Optional.empty());
        }
    }

    /** Nothing that could be done. */
    record Unreadable(String reason) implements Message {}

    private static void requireAccount(String account) {
        if (!Names.ID.matcher(account).matches()) {
            throw new IllegalArgumentException("account: must match " + Names.ID + ", is \"" + account + "\"");
        }
    }
}
