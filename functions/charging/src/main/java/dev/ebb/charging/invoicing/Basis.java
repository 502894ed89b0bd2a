package dev.ebb.charging.invoicing;

import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Agreement;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBooks;
import dev.ebb.charging.Tariff;
import dev.ebb.metering.AccountHistory;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.LateEvents;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a statement is computed from, as it stood at one time.
 *
 * @param begin of all that is billed: the first usage, or the first commitment if that is earlier
 */
record Basis(
        AccountSettings settings,
        InvoiceBook.Standing standing,
        Changes changes,
        Tariff tariff,
        long priceBook,
        Optional<Instant> begin,
        List<Period> open) {

    Period next() {
        return open.getFirst();
    }

    /**
     * Reads it.
     *
     * @param now the present
     * @param requireTime throws if there is no time left; asked before each late event
     */
    static Basis read(BillingParts parts, String account, Instant now, Runnable requireTime) {
        AccountHistory history = parts.sources().history();
        AccountSettings settings = parts.accounts().settings(account);
        InvoiceBook.Standing standing = parts.invoices().standing(account);
        Checkpoint checkpoint = standing.checkpoint();
        List<Map<GpuKind, GpuTime>> meters = Changes.metersAt(checkpoint, to -> history.gpuTimeUpTo(account, to));
        Changes changes = new Changes(
                checkpoint,
                meters,
                late(parts.sources().late(), checkpoint, settings, requireTime),
                history.firstUsage(account));
        Optional<PriceBooks.Version> version = parts.books().latest(settings.currency());
        PriceBook book = version.map(PriceBooks.Version::book)
                .orElseGet(() -> new PriceBook(settings.currency(), List.of(), List.of()));
        Agreement agreement = parts.accounts().agreement(account);
        Optional<Instant> begin = OpenPeriods.begin(changes.firstUsage(), agreement);
        return new Basis(
                settings,
                standing,
                changes,
                new Tariff(book, agreement),
                version.map(PriceBooks.Version::number).orElse(0L),
                begin,
                OpenPeriods.of(checkpoint.last(), begin, settings, now));
    }

    private static LateBuckets late(
            LateEvents late, Checkpoint checkpoint, AccountSettings settings, Runnable requireTime) {
        if (checkpoint.periods().isEmpty()) {
            return LateBuckets.NONE;
        }
        Instant from = checkpoint.lateFrom().minus(Billing.WRITING);
        try (Stream<LateEvents.LateEvent> events = late.lateSince(settings.account(), from)) {
            return LateBuckets.of(events.peek(event -> requireTime.run()), checkpoint, settings);
        }
    }

    /** The earlier of two instants, or the one that there is. */
    static Optional<Instant> earliest(Optional<Instant> one, Optional<Instant> other) {
        return Stream.concat(one.stream(), other.stream()).min(Instant::compareTo);
    }
}
