package dev.ebb.charging.runs;

import dev.ebb.charging.runs.Message.Order;
import dev.ebb.charging.runs.Message.Resumption;
import dev.ebb.charging.runs.RunOutcome.Kind;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DueAccounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sends the accounts that are due to the queue, and ends the runs before. */
final class Planning {

    /** As many as fit into one transaction with their count. */
    static final int PAGE = 99;

    /** More than a page takes, with the message that goes on after it. */
    static final Duration PAGE_TIME = Duration.ofSeconds(15);

    private final DueAccounts accounts;
    private final Runs runs;
    private final ChargeQueue queue;

    Planning(DueAccounts accounts, Runs runs, ChargeQueue queue) {
        this.accounts = accounts;
        this.runs = runs;
        this.queue = queue;
    }

    /** Plans from a place on; what there is no time for is left to a message. */
    Handled.Planned plan(Resumption from, Deadline deadline) {
        RunId run = from.run();
        if (!runs.open(run, deadline)) {
            return new Handled.Planned(run, 0, true);
        }
        long sent = 0;
        Optional<DueAccounts.Place> after = from.after();
        for (int part = from.part(); part < accounts.parts(); part++) {
            do {
                if (deadline.isTooShortFor(PAGE_TIME)) {
                    queue.send(List.of(new Resumption(run, part, after)));
                    return new Handled.Planned(run, sent, false);
                }
                DueAccounts.Page page = accounts.due(part, after, run.hour(), PAGE, deadline);
                if (!page.accounts().isEmpty()) {
                    List<String> open = runs.plan(run, part, page.accounts(), deadline);
                    queue.send(open.stream()
                            .map(account -> new Order(run, account))
                            .toList());
                    sent += open.size();
                }
                after = page.next();
            } while (after.isPresent());
        }
        runs.planned(run, deadline);
        return new Handled.Planned(run, sent, true);
    }

    /**
     * Adds up the runs before, the latest first. One that is not planned to its end is planned on, and one that misses
     * accounts stays open; those are sent again, each in one run only: what charges it once does for all of them.
     */
    List<Handled> closeBefore(RunId run, Instant now, Deadline deadline) {
        Set<String> sent = new HashSet<>();
        Set<String> charged = new HashSet<>();
        note(runs.read(run, deadline), sent, charged);
        List<Handled> handled = new ArrayList<>();
        for (RunId before : runs.openBefore(run, deadline).reversed()) {
            if (deadline.isTooShortFor(PAGE_TIME)) {
                break;
            }
            handled.addFirst(addUp(before, sent, charged, now, deadline));
        }
        return handled;
    }

    private Handled addUp(RunId run, Set<String> sent, Set<String> charged, Instant now, Deadline deadline) {
        Runs.Outcomes record = runs.read(run, deadline);
        if (!record.finished()) {
            queue.send(List.of(Resumption.start(run)));
            note(record, sent, charged);
            return new Handled.Planned(run, 0, false);
        }
        List<String> missing = missing(record);
        List<String> done = missing.stream().filter(charged::contains).toList();
        done.forEach(account -> runs.record(new Order(run, account), RunOutcome.DONE, deadline));
        if (!done.isEmpty()) {
            record = runs.read(run, deadline);
            missing = missing(record);
        }
        Tally tally = record.tally();
        if (tally.missing() == 0) {
            runs.close(run, tally, now, deadline);
        }
        List<Message> again = missing.stream()
                .filter(account -> !sent.contains(account))
                .map(account -> (Message) new Order(run, account))
                .toList();
        if (!again.isEmpty()) {
            queue.send(again);
        }
        note(record, sent, charged);
        return new Handled.Closed(run, tally);
    }

    private static List<String> missing(Runs.Outcomes record) {
        return record.outcomes().entrySet().stream()
                .filter(entry -> entry.getValue().kind() == Kind.PLANNED)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Who has an order in a run, and who was charged in it. */
    private static void note(Runs.Outcomes record, Set<String> sent, Set<String> charged) {
        record.outcomes().forEach((account, outcome) -> {
            switch (outcome.kind()) {
                case PLANNED, DEFERRED -> sent.add(account);
                case DONE -> charged.add(account);
                case FAILED -> {}
            }
        });
    }
}
