package dev.ebb.local;

import dev.ebb.charging.budgets.Budgets;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.dynamodb.DynamoCapRecords;
import dev.ebb.sweeping.sweeps.SweepStore;
import java.time.Duration;
import java.time.Instant;

/** What was to be done and was not: actions that are overdue or failed, and caps that are not kept. */
final class ActionFindings {

    private static final Duration DAY = Duration.ofDays(1);

    /** It is said again each hour, for as long as it is so. */
    private static final Duration SAID_AGAIN = Duration.ofMinutes(65);

    private static final int MOST_INTENTS = 50;

    private final SweepStore store;
    private final DynamoCapRecords caps;
    private final Budgets budgets;
    private final Instant now;
    private final Findings findings;

    ActionFindings(SweepStore store, DynamoCapRecords caps, Budgets budgets, Instant now, Findings findings) {
        this.store = store;
        this.caps = caps;
        this.budgets = budgets;
        this.now = now;
        this.findings = findings;
    }

    void look(DeploymentId id) {
        for (Intent intent : store.intents(id, MOST_INTENTS, Deadline.NONE)) {
            Instant ended = intent.endedAt();
            String action = id + ": " + intent.id().action() + " " + intent.id().mark();
            if (!intent.state().isFinal() && intent.deadline().isBefore(now)) {
                findings.add(
                        "Actions that are overdue",
                        action + " is " + intent.state() + ", and was to be done by " + intent.deadline());
            } else if (intent.state() == Intent.State.FAILED && ended != null && ended.isAfter(now.minus(DAY))) {
                findings.add("Actions that failed in the last day", action + " at " + ended + ": " + intent.outcome());
            }
        }
    }

    void look(String account) {
        boolean isCapped = budgets.of(account, Deadline.NONE).stream().anyMatch(budget -> budget.cap() != null);
        if (!isCapped) {
            return;
        }
        Instant warnedAt = caps.state(account, Deadline.NONE).warnedAt();
        if (warnedAt.isAfter(now.minus(SAID_AGAIN))) {
            findings.add("Hard caps that are not kept", account + ": " + caps.lastSaid(account, Deadline.NONE));
        }
    }
}
