package dev.ebb.charging.invoicing;

import dev.ebb.metering.AccountHistory;
import dev.ebb.metering.LateEvents;
import dev.ebb.metering.Ledger;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.MeteredUsage;
import java.util.function.Function;

/**
 * Where what was metered is read.
 *
 * @param ledger ends the sessions of replicas that fell silent
 * @param lostRules an account's rule for that
 */
public record UsageSources(
        MeteredUsage usage,
        AccountHistory history,
        LateEvents late,
        Ledger ledger,
        Function<String, LostRule> lostRules) {}
