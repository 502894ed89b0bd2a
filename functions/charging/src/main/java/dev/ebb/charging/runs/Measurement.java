package dev.ebb.charging.runs;

import dev.ebb.charging.AccountCharging;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A value of a metric.
 *
 * @param at what instant it holds for
 */
public record Measurement(Name name, Dimension dimension, String of, BigDecimal value, Instant at) {

    /** What can be told apart: never a deployment, for each value of a dimension costs money every month. */
    public enum Dimension {
        /** An account's id. */
        ACCOUNT,
        /** A function's name. */
        FUNCTION
    }

    /** What is measured: amounts in the account's currency, and counts. */
    public enum Name {
        /** What has accrued in the period, as budgets see it. */
        MONTH_TO_DATE("MonthToDate", false),
        /** What all that is running costs an hour on demand. */
        BURN_RATE("BurnRate", false),
        /** What the period will come to if all goes on as it does, as budgets see it. */
        FORECAST("Forecast", false),
        /** What of the month was paid for minutes without requests. */
        IDLE_COST("IdleCost", false),
        /** Accounts that were charged. */
        STATEMENTS_COMPUTED("StatementsComputed", true),
        /** Accounts that can't be, and messages that can't be read. */
        STATEMENTS_FAILED("StatementsFailed", true),
        /** Statements on which sessions and meters differ. */
        STATEMENTS_DIFFERING("StatementsDiffering", true),
        /** Accounts of which something ran without a session. */
        RUNNING_WITHOUT_SESSION("RunningWithoutSession", true),
        /** Invoices that are due and were not made. */
        INVOICES_HELD("InvoicesHeld", true),
        /** For how many hours the invoice that is due for the longest has been due; 0 if none is. */
        OLDEST_INVOICE_DUE("OldestInvoiceDue", true),
        /** Accounts whose charge went back to the queue and had not come through when the run was added up. */
        ACCOUNTS_DEFERRED("AccountsDeferred", true),
        /** Accounts of which nothing was heard, and what does not add up. */
        ACCOUNTS_MISSING("AccountsMissing", true),
        /** Runs that were planned to their end. */
        RUNS_PLANNED("RunsPlanned", true);

        private final String text;
        private final boolean count;

        Name(String text, boolean count) {
            this.text = text;
            this.count = count;
        }

        /** As the metric is called. */
        public String text() {
            return text;
        }

        /** Whether it counts something. */
        public boolean isCount() {
            return count;
        }
    }

    /**
     * What an invocation is worth telling: an account's spend at its as-of, counts at {@code now}, zeros too where an alarm
     * has to end.
     *
     * @param function the name it is deployed under
     */
    public static List<Measurement> of(List<Handled> handled, String function, Instant now) {
        List<Measurement> measurements = new ArrayList<>();
        long computed = 0;
        long failed = 0;
        long differing = 0;
        long unexplained = 0;
        long held = 0;
        long overdue = 0;
        for (Handled each : handled) {
            switch (each) {
                case Handled.Charged charged -> {
                    computed++;
                    AccountCharging.Charged result = charged.charged();
                    differing += result.differing() ? 1 : 0;
                    unexplained += result.unexplained() ? 1 : 0;
                    held += result.held().size();
                    overdue = Math.max(overdue, result.overdue().toHours());
                    charged.seen()
                            .figures()
                            .ifPresent(figures -> measurements.addAll(
                                    SpendMeasurements.of(charged.order().account(), figures.spend(), result.draft())));
                }
                case Handled.Failed ignored -> failed++;
                case Handled.Closed closed -> {
                    Tally tally = closed.tally();
                    measurements.add(count(Name.ACCOUNTS_DEFERRED, tally.deferred(), function, now));
                    measurements.add(count(Name.ACCOUNTS_MISSING, tally.missing() + tally.difference(), function, now));
                }
                case Handled.Planned planned -> {
                    if (planned.finished()) {
                        measurements.add(count(Name.RUNS_PLANNED, 1, function, now));
                    }
                }
                case Handled.Repeated ignored -> {}
                case Handled.Deferred ignored -> {}
            }
        }
        measurements.add(count(Name.STATEMENTS_COMPUTED, computed, function, now));
        measurements.add(count(Name.STATEMENTS_FAILED, failed, function, now));
        measurements.add(count(Name.STATEMENTS_DIFFERING, differing, function, now));
        measurements.add(count(Name.RUNNING_WITHOUT_SESSION, unexplained, function, now));
        measurements.add(count(Name.INVOICES_HELD, held, function, now));
        measurements.add(count(Name.OLDEST_INVOICE_DUE, overdue, function, now));
        return measurements;
    }

    private static Measurement count(Name name, long count, String function, Instant now) {
        return new Measurement(name, Dimension.FUNCTION, function, BigDecimal.valueOf(count), now);
    }
}
