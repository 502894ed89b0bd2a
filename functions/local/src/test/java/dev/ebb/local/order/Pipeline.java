package dev.ebb.local.order;

import java.time.Instant;
import java.util.List;

/** The real way from deliveries to statements: what the proofs of this package are about. */
interface Pipeline {

    /**
     * Delivers events and computes what is owed.
     *
     * @param batches CloudEvents as JSON, in the order of delivery; history has no age limit
     * @param pricesJson a price book
     * @param asOf no event is later; a replica is lost after ten minutes of silence
     * @param periods months such as 2026-11
     * @param zone the time zone of all accounts
     * @return the {@code statements} array as JSON, of the accounts in {@code batches} and no others: what earlier runs
     *     left in the same table stays out
     */
    String statements(List<List<String>> batches, String pricesJson, Instant asOf, List<String> periods, String zone);
}
