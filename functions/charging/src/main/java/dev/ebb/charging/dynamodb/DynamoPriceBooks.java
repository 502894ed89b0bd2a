package dev.ebb.charging.dynamodb;

import dev.ebb.charging.FinalisedPeriodException;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBooks;
import dev.ebb.charging.PriceChange;
import dev.ebb.charging.json.PriceBookJson;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TransactionPlan;
import dev.ebb.metering.dynamodb.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Price books in the table: the partition {@code PRICES USD} has {@code HEAD} with the number of the latest version,
 * {@code VERSION 000001} with further {@code PART}s for each, and {@code CLOSED} with the watermark.
 */
public final class DynamoPriceBooks implements PriceBooks {

    /** The longest book, as compact JSON: a version is one transaction, and DynamoDB takes 4 MB in one. */
    public static final int MAX_BYTES = 3_000_000;

    /** Below DynamoDB's 400 KB, with room for what stands beside it. */
    private static final int PART_BYTES = 350_000;

    private static final int MAX_NUMBER = 999_999;
    static final String NUMBER = "number";
    private static final String UNTIL = "until";
    private static final String ADDED_AT = "addedAt";
    private static final String REASON = "reason";
    private static final String JSON = "json";

    private final Table table;

    /** The books in this table. */
    public DynamoPriceBooks(DynamoDbClient client, String table) {
        this(new Table(client, table));
    }

    /** Likewise. */
    public DynamoPriceBooks(Table table) {
        this.table = table;
    }

    @Override
    public Optional<Version> latest(Currency currency) {
        long number = latestNumber(currency);
        return number == 0
                ? Optional.empty()
                : Optional.of(versions(currency, sort(number)).getLast());
    }

    private long latestNumber(Currency currency) {
        return table.get(head(currency), Deadline.NONE)
                .map(item -> Value.numberOr(item, NUMBER, 0))
                .orElse(0L);
    }

    @Override
    public List<Version> all(Currency currency) {
        return versions(currency, "VERSION ");
    }

    private List<Version> versions(Currency currency, String prefix) {
        List<Version> versions = new ArrayList<>();
        List<Map<String, AttributeValue>> parts = new ArrayList<>();
        for (Map<String, AttributeValue> item : table.query(partition(currency), prefix, Deadline.NONE)) {
            if (item.containsKey(NUMBER) && !parts.isEmpty()) {
                versions.add(version(parts));
                parts.clear();
            }
            parts.add(item);
        }
        if (!parts.isEmpty()) {
            versions.add(version(parts));
        }
        return versions;
    }

    private static Version version(List<Map<String, AttributeValue>> parts) {
        Map<String, AttributeValue> first = parts.getFirst();
        StringBuilder json = new StringBuilder();
        parts.forEach(part -> json.append(part.get(JSON).s()));
        return new Version(
                Value.numberOr(first, NUMBER, 0),
                Value.instantIn(first, ADDED_AT).orElseThrow(),
                Value.textIn(first, REASON).orElseThrow(),
                PriceBookJson.read(json.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Whoever is overtaken by another version while this one is added is refused: it would be replaced unseen.
     *
     * @throws IllegalArgumentException if another version was added meanwhile, if the reason is not of 1 to 500 characters, or the book is longer than
     *     {@link #MAX_BYTES} or not one that a file could hold
     * @throws LedgerUnavailableException if the table can't be reached in time; whether the version was added is then
     *     not known, nor who was marked: adding it again marks all
     */
    @Override
    public long add(PriceBook book, String reason, Instant now) {
        Reason.require(reason);
        List<String> parts = parts(book);
        long replaced = -1;
        for (int attempt = 0; attempt < Attempts.MAX; attempt++) {
            Optional<Version> latest = latest(book.currency());
            long found = latest.map(Version::number).orElse(0L);
            if (attempt > 0 && found != replaced) {
                throw new IllegalArgumentException("prices: must replace the version that they were compared with, but "
                        + "somebody added version " + found + " meanwhile: look at that one, and add these again");
            }
            replaced = found;
            long number = found + 1;
            if (number > MAX_NUMBER) {
                throw new IllegalStateException("price book: must have at most " + MAX_NUMBER + " versions");
            }
            PriceBook before =
                    latest.map(Version::book).orElseGet(() -> new PriceBook(book.currency(), List.of(), List.of()));
            Optional<PriceChange> change = PriceChange.first(before, book);
            requireOpen(book.currency(), change);
            Version version = new Version(number, now, reason, book);
            switch (table.write(plan(version, parts, change), Deadline.NONE)) {
                case Table.Written.Committed ignored -> {
                    new AccountsIn(table, book.currency()).mark(now);
                    return number;
                }
                case Table.Written.Refused ignored -> {}
                case Table.Written.Impossible impossible -> throw new IllegalStateException(impossible.reason());
            }
        }
        throw Attempts.exhausted("price book");
    }

    /** Says early and in words what the transaction would refuse too. */
    private void requireOpen(Currency currency, Optional<PriceChange> change) {
        Instant until = table.get(closed(currency), Deadline.NONE)
                .flatMap(item -> Value.instantIn(item, UNTIL))
                .orElse(Instant.MIN);
        change.filter(first -> first.at().isBefore(until)).ifPresent(first -> {
            throw new FinalisedPeriodException("price book: " + first.row() + ": would change from " + first.before()
                    + " to " + first.after() + " at " + first.at() + ", but periods are finalised until " + until
                    + ": let a new row begin then or later, and give a credit for what is past; or agree on an own rate with"
                    + " the accounts whose periods are open still");
        });
    }

    private static TransactionPlan plan(Version version, List<String> parts, Optional<PriceChange> change) {
        Currency currency = version.book().currency();
        TransactionPlan plan = new TransactionPlan();
        plan.add(
                head(currency),
                new Action.Update(
                        Map.of(),
                        Map.of(NUMBER, Value.number(version.number())),
                        Action.Condition.atNumber(NUMBER, version.number() - 1)));
        plan.add(
                new Key(partition(currency), sort(version.number())),
                new Action.Put(
                        Map.of(
                                NUMBER, Value.number(version.number()),
                                ADDED_AT, Value.instant(version.addedAt()),
                                REASON, Value.text(version.reason()),
                                JSON, Value.text(parts.getFirst())),
                        Action.Condition.ABSENT));
        for (int part = 2; part <= parts.size(); part++) {
            plan.add(
                    new Key(partition(currency), sort(version.number()) + " PART " + Value.padded(part, 2)),
                    new Action.Put(Map.of(JSON, Value.text(parts.get(part - 1))), Action.Condition.ABSENT));
        }
        change.ifPresent(first -> plan.add(closed(currency), new Action.Check(Watermark.notAfter(UNTIL, first.at()))));
        return plan;
    }

    private static List<String> parts(PriceBook book) {
        byte[] json = PriceBookJson.write(book);
        if (json.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "price book: must have at most " + MAX_BYTES + " bytes as compact JSON, is of " + json.length);
        }
        if (!PriceBookJson.read(json).equals(book)) {
            throw new IllegalArgumentException("price book: must be as a file could spell it, is " + book);
        }
        // Identifiers and decimals are ASCII, so a character is a byte.
        String text = new String(json, StandardCharsets.US_ASCII);
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < text.length(); from += PART_BYTES) {
            parts.add(text.substring(from, Math.min(from + PART_BYTES, text.length())));
        }
        return parts;
    }

    @Override
    public void close(Currency currency, Instant until) {
        table.update(closed(currency), Watermark.raise(UNTIL, until), Deadline.NONE);
    }

    private static String partition(Currency currency) {
        return "PRICES " + currency.getCurrencyCode();
    }

    static Key head(Currency currency) {
        return new Key(partition(currency), "HEAD");
    }

    private static Key closed(Currency currency) {
        return new Key(partition(currency), "CLOSED");
    }

    private static String sort(long number) {
        return "VERSION " + Value.padded(number, 6);
    }
}
