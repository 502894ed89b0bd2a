package dev.ebb.charging.dynamodb;

import dev.ebb.charging.AccountChange;
import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Accounts;
import dev.ebb.charging.Agreement;
import dev.ebb.charging.AgreementChange;
import dev.ebb.charging.FinalisedPeriodException;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBooks;
import dev.ebb.charging.json.AgreementJson;
import dev.ebb.metering.ChargeMark;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.ChargeItem;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Settings and agreements in the table. Each change is one transaction: the item itself, the next revision in
 * {@code SETTINGS}, a check of {@code BILLING}, and an entry of the journal.
 */
public final class DynamoAccounts implements Accounts {

    /** What accounts are billed in that settled nothing. */
    public static final Currency STANDARD_CURRENCY = Currency.getInstance("USD");

    /** The longest term, as compact JSON: it and its entry in the journal are one item each. */
    public static final int MAX_TERM_BYTES = 350_000;

    private static final int MAX_CONTACT = 254;
    /** Something before and after an @ or a ://; whether anybody is there only sending can tell. */
    private static final Pattern CONTACT_FORM =
            Pattern.compile("(?=.{1," + MAX_CONTACT + "}$)[^\\s\\p{Cc}@]+(@|://)[^\\s\\p{Cc}]+");

    private static final String ZONE_FROM = "timeZone ";
    private static final String CURRENCY = "currency";
    private static final String CONTACT = "billingContact";

    private final Table table;
    private final PriceBooks books;

    /** Makes a change out of what is settled at present. */
    private interface Proposal {
        SettingsChange after(AccountSettings settings);
    }

    /** The accounts in this table. */
    public DynamoAccounts(DynamoDbClient client, String table) {
        this(new Table(client, table));
    }

    /** Likewise. */
    public DynamoAccounts(Table table) {
        this.table = table;
        books = new DynamoPriceBooks(table);
    }

    @Override
    public AccountSettings settings(String account) {
        Map<String, AttributeValue> item =
                table.get(AccountItems.settings(account), Deadline.NONE).orElse(Map.of());
        NavigableMap<YearMonth, ZoneId> zones = new TreeMap<>();
        item.forEach((name, value) -> {
            if (name.startsWith(ZONE_FROM)) {
                zones.put(YearMonth.parse(name.substring(ZONE_FROM.length())), ZoneId.of(value.s()));
            }
        });
        return new AccountSettings(
                account,
                zones,
                currency(item),
                Value.textIn(item, CONTACT).orElse(null),
                Value.numberOr(item, AccountItems.REVISION, 0));
    }

    /** What an account is billed in, by the item of its settings. */
    static Currency currency(Map<String, AttributeValue> settings) {
        return Value.textIn(settings, CURRENCY).map(Currency::getInstance).orElse(STANDARD_CURRENCY);
    }

    @Override
    public Agreement agreement(String account) {
        List<Agreement.Term> terms =
                table.query(AccountItems.partition(account), AccountItems.AGREEMENT, Deadline.NONE).stream()
                        .map(item -> AgreementJson.read(
                                item.get(SettingsChange.JSON).s().getBytes(StandardCharsets.UTF_8)))
                        .toList();
        return terms.isEmpty() ? Agreement.NONE : new Agreement(terms);
    }

    /** Every change of its settings and its agreement, in order. */
    public List<AccountChange> changes(String account) {
        return table.query(AccountItems.partition(account), AccountItems.CHANGE, Deadline.NONE).stream()
                .map(item -> new AccountChange(
                        Value.numberOr(item, AccountItems.REVISION, 0),
                        Value.instantIn(item, SettingsChange.AT).orElseThrow(),
                        Value.textIn(item, SettingsChange.WHAT).orElseThrow(),
                        Value.textIn(item, SettingsChange.REASON).orElse(null)))
                .toList();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException as {@link Period#of(YearMonth, ZoneId)} does
     */
    @Override
    public void setTimeZone(String account, YearMonth from, ZoneId timeZone, Instant now) {
        Instant then = Period.of(from, timeZone).to();
        change(account, now, settings -> {
            Instant before = Period.of(from, settings.timeZone(from)).to();
            Instant earliest = before.isBefore(then) ? before : then;
            return new SettingsChange(
                    Map.of(ZONE_FROM + from, Value.text(timeZone.getId())),
                    null,
                    null,
                    mark(account, now),
                    Map.of(),
                    BillingItem.notEnded(from, earliest),
                    "time zone from " + from + ": " + timeZone.getId(),
                    null,
                    "timeZone: must begin with a month that is not finalised, is " + timeZone.getId() + " from "
                            + from);
        });
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if nothing can be rounded to it
     */
    @Override
    public void setCurrency(String account, Currency currency, Instant now) {
        String code = currency.getCurrencyCode();
        if (currency.getDefaultFractionDigits() < 0) {
            throw new IllegalArgumentException(
                    "currency: must be a currency that has a minor unit in ISO 4217, is " + code);
        }
        change(
                account,
                now,
                settings -> new SettingsChange(
                        Map.of(CURRENCY, Value.text(code)),
                        null,
                        null,
                        mark(account, now),
                        Map.of(),
                        Action.Condition.atNumber(BillingItem.INVOICES, 0),
                        "currency: " + code,
                        null,
                        "currency: must be set before the first invoice, is " + code));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the contact is no e-mail address or URL of at most 254 characters, or has spaces or
     *     control characters
     */
    @Override
    public void setBillingContact(String account, String contact, Instant now) {
        if (!CONTACT_FORM.matcher(contact).matches()) {
            throw new IllegalArgumentException("contact: must be an e-mail address or a URL of at most " + MAX_CONTACT
                    + " characters, none of them a space or a control character, is of " + contact.length());
        }
        Map<String, AttributeValue> sets = Map.of(CONTACT, Value.text(contact));
        change(
                account,
                now,
                settings ->
                        new SettingsChange(sets, null, null, null, Map.of(), null, "contact: " + contact, null, ""));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the reason is not of 1 to 500 characters, or the term is longer than
     *     {@link #MAX_TERM_BYTES} or not one that a file could hold
     */
    @Override
    public void addTerm(String account, Agreement.Term term, String reason, Instant now) {
        Reason.require(reason);
        byte[] json = AgreementJson.write(term);
        if (json.length > MAX_TERM_BYTES) {
            throw new IllegalArgumentException(
                    "agreement: must have at most " + MAX_TERM_BYTES + " bytes as compact JSON, is of " + json.length);
        }
        if (!AgreementJson.read(json).equals(term)) {
            throw new IllegalArgumentException("agreement: must be as a file could spell it, is " + term);
        }
        String text = new String(json, StandardCharsets.UTF_8);
        ChargeItem.list(table, account, Deadline.NONE);
        change(account, now, settings -> withTerm(settings, term, text, reason, now));
    }

    /** A term that begins in the past is compared with what has been agreed and listed until now. */
    private SettingsChange withTerm(
            AccountSettings settings, Agreement.Term term, String json, String reason, Instant now) {
        String account = settings.account();
        Optional<Instant> changes = Optional.of(term.from());
        Map<Key, Action.Condition> unchanged = Map.of();
        if (closedUntil(account).filter(term.from()::isBefore).isPresent()) {
            Optional<PriceBooks.Version> version = books.latest(settings.currency());
            PriceBook book = version.map(PriceBooks.Version::book)
                    .orElseGet(() -> new PriceBook(settings.currency(), List.of(), List.of()));
            Agreement before = agreement(account);
            changes = AgreementChange.first(book, before, before.with(term));
            unchanged = Map.of(
                    DynamoPriceBooks.head(settings.currency()),
                    Action.Condition.atNumber(
                            DynamoPriceBooks.NUMBER,
                            version.map(PriceBooks.Version::number).orElse(0L)));
        }
        return new SettingsChange(
                Map.of(),
                term,
                json,
                mark(account, now),
                unchanged,
                changes.map(first -> Watermark.notAfter(BillingItem.CLOSED_UNTIL, first))
                        .orElse(null),
                "agreement: " + json,
                reason,
                "agreement: would change what is billed from " + changes.orElse(term.from()) + " on");
    }

    private Action.Put mark(String account, Instant now) {
        ChargeMark mark = ChargeItem.read(table, account, Deadline.NONE);
        ChargeMark marked = mark.markedFor(ChargeMark.hourFor(now));
        return new Action.Put(ChargeItem.attributes(account, marked), ChargeItem.unchanged(mark));
    }

    private Optional<Instant> closedUntil(String account) {
        return table.get(BillingItem.key(account), Deadline.NONE)
                .flatMap(item -> Value.instantIn(item, BillingItem.CLOSED_UNTIL));
    }

    private void change(String account, Instant now, Proposal proposal) {
        for (int attempt = 0; attempt < Attempts.MAX; attempt++) {
            AccountSettings settings = settings(account);
            SettingsChange change = proposal.after(settings);
            switch (table.write(change.plan(account, now, settings.revision()), Deadline.NONE)) {
                case Table.Written.Committed ignored -> {
                    return;
                }
                case Table.Written.Refused refused -> {
                    boolean settingsMoved = refused.items().containsKey(AccountItems.settings(account));
                    if (!settingsMoved && refused.items().containsKey(BillingItem.key(account))) {
                        throw new FinalisedPeriodException(change.refusal() + billed(account));
                    }
                }
                case Table.Written.Impossible impossible -> throw new IllegalStateException(impossible.reason());
            }
        }
        throw Attempts.exhausted("account " + account);
    }

    /** How far the account's periods are finalised, and what to do instead. */
    private String billed(String account) {
        Map<String, AttributeValue> item =
                table.get(BillingItem.key(account), Deadline.NONE).orElse(Map.of());
        Optional<Instant> until = Value.instantIn(item, BillingItem.CLOSED_UNTIL);
        return ", but " + account + " has " + Value.numberOr(item, BillingItem.INVOICES, 0)
                + " invoices and its periods are finalised"
                + until.map(instant -> " until " + instant).orElse("")
                + Value.textIn(item, BillingItem.LAST_MONTH)
                        .map(last -> ", the last is " + last)
                        .orElse("")
                + ": let it begin later, and give a credit for what is past";
    }

    @Override
    public void close(String account, Instant until) {
        table.update(BillingItem.key(account), Watermark.raise(BillingItem.CLOSED_UNTIL, until), Deadline.NONE);
    }
}
