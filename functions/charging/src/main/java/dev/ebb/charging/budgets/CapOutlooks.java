package dev.ebb.charging.budgets;

import dev.ebb.metering.Deadline;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The outlooks on hard caps that charging leaves with accounts. */
public interface CapOutlooks {

    /** How many victims are kept: more than a person reads. */
    int MAX_VICTIMS = 100;

    /**
     * An outlook as it is kept.
     *
     * @param cap the amount, likewise the following rounded to the currency's minor unit, up
     * @param victims names of deployments in the order in which they would be stopped, at most {@value #MAX_VICTIMS}
     */
    record Kept(
            Instant asOf,
            String currency,
            String cap,
            String accrued,
            String burn,
            String ceiling,
            Optional<Instant> reachedAt,
            Optional<Instant> ceilingReachedAt,
            Optional<Instant> actsAt,
            boolean unpriced,
            List<String> victims) {

        /** Copies the victims. */
        public Kept {
            victims = List.copyOf(victims);
        }
    }

    /** Keeps it in the place of an earlier one. False if there is a later one, or the cap is not that any more. */
    boolean keep(CapOutlook outlook, Deadline deadline);

    /** The one that was kept; empty if the account has no cap, or was not charged since it has. */
    Optional<Kept> kept(String account, Deadline deadline);
}
