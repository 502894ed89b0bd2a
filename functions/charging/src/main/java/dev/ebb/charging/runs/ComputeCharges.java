package dev.ebb.charging.runs;

import dev.ebb.charging.AccountCharging;
import dev.ebb.charging.runs.Message.Delivery;
import dev.ebb.charging.runs.Message.Order;
import dev.ebb.charging.runs.Message.Resumption;
import dev.ebb.charging.runs.Message.Unreadable;
import dev.ebb.charging.runs.RunOutcome.Kind;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DueAccounts;
import dev.ebb.metering.LedgerUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans runs, charges the accounts that they send, and looks at their budgets. */
public final class ComputeCharges {

    /** Kept from a charge for the record of what became of it. */
    public static final Duration RECORD_TIME = Duration.ofSeconds(5);

    private final DueAccounts accounts;
    private final Runs runs;
    private final AccountCharging charging;
    private final SpendWatch watch;
    private final Planning planning;

    /** Of these parts. */
    public ComputeCharges(
            DueAccounts accounts, Runs runs, ChargeQueue queue, AccountCharging charging, SpendWatch watch) {
        this.accounts = accounts;
        this.runs = runs;
        this.charging = charging;
        this.watch = watch;
        this.planning = new Planning(accounts, runs, queue);
    }

    /**
     * Plans a run, and then ends those before: what holds that up holds up nobody's charge. Doing it again goes on where it stopped.
     *
     * @throws LedgerUnavailableException if the table can't be reached in time
     * @throws QueueUnavailableException if the queue takes no messages
     */
    public List<Handled> plan(RunId run, Instant now, Deadline deadline) {
        List<Handled> handled = new ArrayList<>();
        handled.add(planning.plan(Resumption.start(run), deadline));
        handled.addAll(planning.closeBefore(run, now, deadline));
        return handled;
    }

    /**
     * Handles a batch of messages, each for itself: what fails is recorded, what fails in passing is to be delivered again.
     * Each has its share of the time that is left, so that a slow one does not use up its neighbours'.
     *
     * @return what became of each message, in their order
     */
    public List<Handled> handle(List<Delivery> deliveries, Instant now, Deadline deadline) {
        List<Handled> handled = new ArrayList<>();
        for (int i = 0; i < deliveries.size(); i++) {
            int others = deliveries.size() - i - 1;
            Duration reserved = deadline.remaining().dividedBy(others + 1L).multipliedBy(others);
            handled.add(
                    handle(deliveries.get(i), now, () -> deadline.remaining().minus(reserved)));
        }
        return handled;
    }

    private Handled handle(Delivery delivery, Instant now, Deadline deadline) {
        try {
            return switch (delivery.message()) {
                case Order order -> charge(order, now, deadline);
                case Resumption resumption -> planning.plan(resumption, deadline);
                case Unreadable unreadable -> {
                    RunId run = RunId.of(now);
                    runs.reject(run, delivery.id(), unreadable.reason(), deadline);
                    yield new Handled.Failed(run.toString(), "message " + delivery.id(), unreadable.reason());
                }
            };
        } catch (RuntimeException failure) {
            // Not the account's: the table, the queue, or the record of the run. The queue gives up on what never
            // passes.
            String cause = failure.toString();
            if (delivery.message() instanceof Order order) {
                cause += recordDeferred(order, cause, deadline);
            }
            return new Handled.Deferred(delivery.id(), cause);
        }
    }

    private Handled charge(Order order, Instant now, Deadline deadline) {
        RunOutcome before = runs.outcome(order, accounts.part(order.account()), deadline);
        if (before.kind() == Kind.DONE) {
            return new Handled.Repeated(order);
        }
        AccountCharging.Charged charged;
        try {
            charged = charging.charge(
                    order.account(), now, () -> deadline.remaining().minus(RECORD_TIME));
        } catch (LedgerUnavailableException passing) {
            throw passing;
        } catch (RuntimeException failure) {
            runs.record(order, RunOutcome.failed(failure.toString()), deadline);
            return new Handled.Failed(order.run().toString(), "account " + order.account(), failure.toString());
        }
        // Before it counts as done: whoever dies in between has its message delivered again, and no alert is lost.
        SpendWatch.Seen seen = watch.watch(order.account(), charged, now, deadline);
        runs.done(order, now, nextDue(charged, seen, now), deadline);
        return new Handled.Charged(order, charged, seen);
    }

    private static Optional<Instant> nextDue(AccountCharging.Charged charged, SpendWatch.Seen seen, Instant now) {
        if (!seen.again()) {
            return charged.nextDue();
        }
        Instant nextRun = now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        return Optional.of(charged.nextDue().filter(nextRun::isAfter).orElse(nextRun));
    }

    /** A table that can't be written says nothing of this either: then the account counts as missing. */
    private String recordDeferred(Order order, String cause, Deadline deadline) {
        try {
            runs.record(order, RunOutcome.deferred(cause), deadline);
            return "";
        } catch (RuntimeException unavailable) {
            return "; not recorded: " + unavailable.getMessage();
        }
    }
}
