package dev.ebb.charging;

import dev.ebb.metering.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Charges one account: drafts its statement, and finalises what is due. */
public interface AccountCharging {

    /**
     * What became of it.
     *
     * @param draft of the current period, as stored
     * @param over statements of the periods that are over, in order: as they were drafted, or finalised, just now
     * @param fleet beside the draft
     * @param tariff that it was computed by
     * @param warnings of the draft
     * @param finalised numbers of the invoices that were made
     * @param held why an invoice that is due was not made; empty if none was held
     * @param overdue how long the invoice of the oldest open period is due; zero if it is not due yet
     * @param differing whether sessions and meters differ
     * @param unexplained whether something ran without a session
     * @param nextDue when it should be charged again although no event arrives; empty if never
     */
    record Charged(
            Statement draft,
            List<Statement> over,
            FleetSummary fleet,
            Tariff tariff,
            List<Warning> warnings,
            List<Long> finalised,
            List<String> held,
            Duration overdue,
            boolean differing,
            boolean unexplained,
            Optional<Instant> nextDue) {

        /** Copies the statements. */
        public Charged {
            over = List.copyOf(over);
        }
    }

    /**
     * Charges it. Safe to do twice, also at once.
     *
     * @param now the present
     * @param deadline no new attempt begins after it
     * @throws dev.ebb.metering.LedgerUnavailableException if the table can't be reached in time; doing it again goes on
     *     where it stopped
     */
    Charged charge(String account, Instant now, Deadline deadline);
}
