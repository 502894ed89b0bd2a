package dev.ebb.charging.dynamodb;

import dev.ebb.charging.AccountCharging;
import dev.ebb.charging.runs.ChargeQueue;
import dev.ebb.charging.runs.ComputeCharges;
import dev.ebb.charging.runs.Handled;
import dev.ebb.charging.runs.Message;
import dev.ebb.charging.runs.Message.Delivery;
import dev.ebb.charging.runs.RunId;
import dev.ebb.charging.runs.SpendWatch;
import dev.ebb.charging.runs.Tally;
import dev.ebb.metering.ChargeMark;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.ChargeItem;
import dev.ebb.metering.dynamodb.DynamoDueAccounts;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.dynamodb.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Runs over accounts on a real table, charged by the real billing unless a test says otherwise. */
final class ChargedTable implements AutoCloseable {

    static final Instant TEN = Instant.parse("2026-11-15T10:00:00Z");
    static final Instant NOW = TEN.plusSeconds(7);
    static final RunId RUN = new RunId(TEN);
    static final RunId NEXT = new RunId(TEN.plus(Duration.ofHours(1)));

    final LocalTable local = new LocalTable();
    final DynamoRuns runs = new DynamoRuns(new Table(local.client(), local.name()));

    /** What was sent and not taken yet. */
    final List<Message> queue = new ArrayList<>();

    AccountCharging charging = DynamoBilling.of(local.client(), local.name(), BilledAccount.GRACE);
    SpendWatch watch = DynamoSpendWatch.of(local.client(), local.name(), Optional.empty());

    @Override
    public void close() {
        local.close();
    }

    ComputeCharges charges() {
        return charges(runs, queue::addAll);
    }

    ComputeCharges charges(DynamoRuns recorded, ChargeQueue to) {
        DynamoDueAccounts due = new DynamoDueAccounts(new Table(local.client(), local.name()));
        return new ComputeCharges(due, recorded, to, charging, watch);
    }

    BilledAccount account(String name) {
        return new BilledAccount(local.client(), local.name(), name);
    }

    /** Each used one H100 from 9:00 to 9:30, which costs 2.00. */
    void used(String... names) {
        account("prices").priced();
        for (String name : names) {
            account(name).ran(TEN.minusSeconds(1200), "r", "llama", 1, "2026-11-15T09:00:00Z", "2026-11-15T09:30:00Z");
        }
    }

    List<Handled> plan(RunId run, Instant now) {
        return charges().plan(run, now, Deadline.NONE);
    }

    /** Takes all that is in the queue. */
    List<Handled> deliver(Instant now) {
        List<Message> taken = List.copyOf(queue);
        queue.clear();
        return deliver(taken, now, Deadline.NONE);
    }

    List<Handled> deliver(List<Message> messages, Instant now, Deadline deadline) {
        List<Delivery> deliveries = IntStream.range(0, messages.size())
                .mapToObj(i -> new Delivery("m-" + i, messages.get(i)))
                .toList();
        return charges().handle(deliveries, now, deadline);
    }

    ChargeMark mark(String account) {
        return ChargeItem.read(new Table(local.client(), local.name()), account, Deadline.NONE);
    }

    Tally tally(RunId run) {
        return runs.read(run, Deadline.NONE).tally();
    }
}
