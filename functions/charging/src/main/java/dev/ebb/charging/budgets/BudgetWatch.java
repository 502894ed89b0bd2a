package dev.ebb.charging.budgets;

import dev.ebb.charging.budgets.AlertClaims.Claim;
import dev.ebb.metering.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what an account spends with its budgets, and tells of each threshold once a period. An alert is claimed, then
 * published, then marked as sent. Whatever stops that halfway, a later watch goes on with it after {@link #LEASE}, with
 * the same message under the same id.
 */
public final class BudgetWatch {

    /** How long a claim keeps others away: longer than a function may run between claiming and marking. */
    public static final Duration LEASE = Duration.ofMinutes(5);

    /** Less time than this is not enough to publish an alert and to mark it. */
    private static final Duration LEAST_TIME = Duration.ofSeconds(10);

    private final Budgets budgets;
    private final AlertClaims claims;
    private final LiveSpend live;
    private final AlertFormat format;
    private final AlertPublisher publisher;

    /** @param live is asked for what labels spend, if there is a budget for one */
    public BudgetWatch(
            Budgets budgets, AlertClaims claims, LiveSpend live, AlertFormat format, AlertPublisher publisher) {
        this.budgets = budgets;
        this.claims = claims;
        this.live = live;
        this.format = format;
        this.publisher = publisher;
    }

    /**
     * What became of the alerts.
     *
     * @param sent texts of the keys of those that were published and marked
     * @param failed those that were not, and why; a later watch tries them again
     */
    public record Watched(List<String> sent, Map<String, String> failed) {

        /** Copies both. */
        public Watched {
            sent = List.copyOf(sent);
            failed = Map.copyOf(failed);
        }

        /** Together with what became of others. */
        public Watched and(Watched others) {
            List<String> allSent = new ArrayList<>(sent);
            allSent.addAll(others.sent);
            Map<String, String> allFailed = new HashMap<>(failed);
            allFailed.putAll(others.failed);
            return new Watched(allSent, allFailed);
        }
    }

    /**
     * Looks at all budgets of an account. Safe to do at once, too. A period that is over is compared with those that were
     * set before its end: what is set afterwards is not about it.
     *
     * @param figures the account's, as it was just charged
     * @param deadline no new alert begins near it; what is left then is done by a later watch
     * @throws dev.ebb.metering.LedgerUnavailableException if the table can't be reached in time. A topic that can't be
     *     reached throws nothing.
     */
    public Watched watch(String account, AccountFigures figures, Instant now, Deadline deadline) {
        YearMonth previous = figures.spend().period().month().minusMonths(1);
        Map<String, Claim> known = new HashMap<>();
        claims.since(account, previous, deadline)
                .forEach(claim -> known.put(claim.key().text(), claim));
        Run run = new Run(account, now, deadline);
        for (Claim claim : known.values()) {
            if (claim.isAbandoned(now)) {
                run.resume(claim);
            }
        }
        for (Alert alert : alerts(account, figures, deadline)) {
            if (!known.containsKey(alert.key().text())) {
                run.begin(alert);
            }
        }
        return new Watched(run.sent, run.failed);
    }

    private List<Alert> alerts(String account, AccountFigures figures, Deadline deadline) {
        Spend whole = figures.spend();
        List<Budget> all = whole.isOver()
                ? budgets.setBefore(account, whole.period().to(), deadline)
                : budgets.of(account, deadline);
        Set<Label> labels = new LinkedHashSet<>();
        for (Budget budget : all) {
            if (budget.scope() instanceof Scope.Labelled labelled) {
                labels.add(labelled.label());
            }
        }
        Map<Label, LabelFigures> byLabel =
                live.labels(account, labels, whole.period(), figures.tariff(), whole.asOf(), deadline);
        List<Alert> alerts = new ArrayList<>();
        for (Budget budget : all) {
            switch (budget.scope()) {
                case Scope.Account ignored -> add(alerts, account, budget, whole, figures.burning());
                case Scope.Labelled labelled -> {
                    LabelFigures own = byLabel.get(labelled.label());
                    if (own != null) {
                        add(alerts, account, budget, own.spend(), own.burning());
                    }
                }
            }
        }
        return alerts;
    }

    private static void add(List<Alert> alerts, String account, Budget budget, Spend spend, List<Burning> burning) {
        budget.reached(spend).forEach(threshold -> alerts.add(new Alert(account, budget, threshold, spend, burning)));
    }

    private final class Run {
        private final String account;
        private final Instant now;
        private final Deadline deadline;
        private final List<String> sent = new ArrayList<>();
        private final Map<String, String> failed = new HashMap<>();

        Run(String account, Instant now, Deadline deadline) {
            this.account = account;
            this.now = now;
            this.deadline = deadline;
        }

        void begin(Alert alert) {
            if (isTooLate(alert.key())) {
                return;
            }
            Claim claim = new Claim(alert.key(), AlertText.message(alert, format), now.plus(LEASE), null);
            if (claims.claim(account, claim, deadline)) {
                publish(claim);
            }
        }

        void resume(Claim abandoned) {
            if (!isTooLate(abandoned.key()) && claims.takeOver(account, abandoned, now.plus(LEASE), deadline)) {
                publish(abandoned);
            }
        }

        private boolean isTooLate(Alert.Key key) {
            boolean late = deadline.isTooShortFor(LEAST_TIME);
            if (late) {
                failed.put(key.text(), "no time left");
            }
            return late;
        }

        private void publish(Claim claim) {
            String receipt;
            try {
                receipt = publisher.publish(claim.message());
            } catch (AlertPublisher.NotPublishedException failure) {
                failed.put(claim.key().text(), String.valueOf(failure.getMessage()));
                return;
            }
            claims.sent(account, claim.key(), receipt, now, deadline);
            sent.add(claim.key().text());
        }
    }
}
