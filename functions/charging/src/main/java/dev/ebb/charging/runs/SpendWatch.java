package dev.ebb.charging.runs;

import dev.ebb.charging.AccountCharging.Charged;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Statement;
import dev.ebb.charging.budgets.AccountFigures;
import dev.ebb.charging.budgets.BudgetWatch.Watched;
import dev.ebb.charging.budgets.CapOutlook;
import dev.ebb.charging.budgets.CapOutlooks;
import dev.ebb.charging.budgets.CapWatch;
import dev.ebb.charging.budgets.LiveSpend;
import dev.ebb.metering.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what an account spends that was just charged, has it compared with its budgets, and keeps the outlook on its hard
 * cap. Every period that is over and was charged with it is compared too: what was used after the last run of a month is
 * seen in the runs that follow. Fails nothing.
 */
public final class SpendWatch {

    /** Kept for recording that the account was charged. */
    private static final Duration RECORDING = Duration.ofSeconds(2);

    private static final Watched NOBODY_TOLD = new Watched(List.of(), Map.of());

    private final LiveSpend live;
    private final Alerting alerting;
    private final CapWatch caps;
    private final CapOutlooks outlooks;

    /** Tells of budgets that are reached, as {@link dev.ebb.charging.budgets.BudgetWatch#watch} does. */
    @FunctionalInterface
    public interface Alerting {

        /** Tells nobody, and claims nothing: what is reached is told as soon as somebody can be. */
        Alerting NONE = (account, figures, now, deadline) -> NOBODY_TOLD;

        /** Looks at all budgets of an account. */
        Watched watch(String account, AccountFigures figures, Instant now, Deadline deadline);
    }

    /**
     * What came of it.
     *
     * @param figures what the account spends; empty if that could not be read
     * @param alerts what became of them
     * @param outlook on its hard cap; empty if it has none, or that could not be seen
     * @param failure why not all was looked at; empty if it was
     */
    public record Seen(
            Optional<AccountFigures> figures, Watched alerts, Optional<CapOutlook> outlook, Optional<String> failure) {

        /**
         * Whether the account must be looked at again in an hour although no event arrives: an alert is still to be sent,
         * or what is reserved goes on to accrue.
         */
        boolean again() {
            return failure.isPresent()
                    || !alerts.failed().isEmpty()
                    || figures.stream()
                            .anyMatch(each -> each.spend().committedRest().compareTo(Fraction.ZERO) > 0);
        }
    }

    /** Of these parts. */
    public SpendWatch(LiveSpend live, Alerting alerting, CapWatch caps, CapOutlooks outlooks) {
        this.live = live;
        this.alerting = alerting;
        this.caps = caps;
        this.outlooks = outlooks;
    }

    /** Whatever goes wrong is in the answer: an account that was charged stays charged. */
    Seen watch(String account, Charged charged, Instant now, Deadline deadline) {
        Deadline own = () -> deadline.remaining().minus(RECORDING);
        Optional<AccountFigures> figures = Optional.empty();
        Watched alerts = NOBODY_TOLD;
        try {
            AccountFigures read = live.charged(account, charged, now, own);
            figures = Optional.of(read);
            alerts = alerting.watch(account, read, now, own);
            for (Statement over : charged.over()) {
                AccountFigures then = AccountFigures.over(charged.tariff(), over, now);
                alerts = alerts.and(alerting.watch(account, then, now, own));
            }
            Optional<CapOutlook> outlook = caps.outlook(account, read, CapWatch.NOBODY_KNOWS, own);
            outlook.ifPresent(each -> outlooks.keep(each, own));
            return new Seen(figures, alerts, outlook, Optional.empty());
        } catch (RuntimeException failure) {
            return new Seen(figures, alerts, Optional.empty(), Optional.of(failure.toString()));
        }
    }
}
