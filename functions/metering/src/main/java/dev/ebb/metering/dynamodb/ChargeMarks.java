package dev.ebb.metering.dynamodb;

import dev.ebb.metering.ChargeMark;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Marks accounts due for charging before anything of theirs is written. What this process has marked is not read again, so
 * that a mark costs one small write for an account and hour, and usually nothing in the processes that come second.
 */
final class ChargeMarks {

    private static final int MAX_KNOWN = 100_000;
    private static final int ATTEMPTS = 8;

    private final Table table;
    private final Map<String, Instant> known = new ConcurrentHashMap<>();

    ChargeMarks(Table table) {
        this.table = table;
    }

    /** Marks whatever accounts the entries are about. */
    void mark(List<Entry> entries, Instant now, Deadline deadline) {
        Instant hour = ChargeMark.hourFor(now);
        entries.stream()
                .filter(entry -> !(entry.event().usage() instanceof Usage.OwnAnnouncement))
                .map(entry -> entry.event().identity().account())
                .distinct()
                .filter(account -> !hour.equals(known.get(account)))
                .forEach(account -> mark(account, hour, deadline));
    }

    private void mark(String account, Instant hour, Deadline deadline) {
        markFor(table, account, hour, deadline);
        if (known.size() >= MAX_KNOWN) {
            known.clear();
        }
        known.put(account, hour);
    }

    static void markFor(Table table, String account, Instant hour, Deadline deadline) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            ChargeMark before = ChargeItem.read(table, account, deadline);
            ChargeMark after = before.markedFor(hour);
            if (after.equals(before)
                    || table.update(
                            ChargeItem.key(account),
                            new Action.Update(
                                    Map.of(), ChargeItem.attributes(account, after), ChargeItem.unchanged(before)),
                            deadline)) {
                return;
            }
        }
        throw new LedgerUnavailableException("account " + account + " is marked by too many at once", null);
    }
}
