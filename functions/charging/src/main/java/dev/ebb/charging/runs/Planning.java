package dev.ebb.charging.runs;

import dev.ebb.charging.runs.Message.Order;
import dev.ebb.charging.runs.Message.Resumption;
import dev.ebb.charging.runs.RunOutcome.Kind;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DueAccounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /** Adds up the runs before; of one that misses accounts, those are sent again, and it stays open. */
    List<Handled.Closed> closeBefore(RunId run, Instant now, Deadline deadline) {
        List<Handled.Closed> closed = new ArrayList<>();
        for (RunId before : runs.openBefore(run, deadline)) {
            Runs.Outcomes record = runs.read(before, deadline);
            Tally tally = record.tally();
            if (tally.missing() == 0) {
                runs.close(before, tally, now, deadline);
            } else {
                queue.send(record.outcomes().entrySet().stream()
                        .filter(entry -> entry.getValue().kind() == Kind.PLANNED)
                        .map(Map.Entry::getKey)
                        .sorted()
                        .map(account -> new Order(before, account))
                        .toList());
            }
            closed.add(new Handled.Closed(before, tally));
        }
        return closed;
    }
}
