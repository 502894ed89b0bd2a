package dev.ebb.charging.dynamodb;

import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Period;
import dev.ebb.charging.invoicing.Checkpoint;
import dev.ebb.charging.invoicing.CreditEntry;
import dev.ebb.charging.invoicing.DamagedInvoiceException;
import dev.ebb.charging.invoicing.Grant;
import dev.ebb.charging.invoicing.Invoice;
import dev.ebb.charging.invoicing.InvoiceBook;
import dev.ebb.charging.json.InvoiceJson;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.Sha256;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TransactionPlan;
import dev.ebb.metering.dynamodb.Value;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Invoices in the table. An invoice is made by one transaction, which puts its item, counts it in {@code BILLING}, takes
 * from grants, and moves the checkpoint; it is refused if any of those, or the account's settings, changed meanwhile.
 */
public final class DynamoInvoices implements InvoiceBook {

    private static final String NUMBER = "number";
    private static final String MONTH = "month";
    private static final String CURRENCY = "currency";
    private static final String TOTAL = "total";
    private static final String DUE = "due";
    private static final String FINALISED_AT = "finalisedAt";
    private static final String DIGEST = "digest";
    private static final String ENTRIES = "entries";

    private final Table table;
    private final Contents contents;

    /** The invoices in this table. */
    public DynamoInvoices(DynamoDbClient client, String table) {
        this(new Table(client, table));
    }

    /** Likewise. */
    public DynamoInvoices(Table table) {
        this(table, Contents.PART_BYTES);
    }

    DynamoInvoices(DynamoDbClient client, String table, int partBytes) {
        this(new Table(client, table), partBytes);
    }

    private DynamoInvoices(Table table, int partBytes) {
        this.table = table;
        contents = new Contents(this.table, partBytes);
    }

    @Override
    public List<Header> list(String account) {
        return table.query(InvoiceItems.partition(account), InvoiceItems.INVOICE, Deadline.NONE).stream()
                .map(DynamoInvoices::header)
                .toList();
    }

    private static Header header(Map<String, AttributeValue> item) {
        return new Header(
                Value.numberOr(item, NUMBER, 0),
                YearMonth.parse(item.get(MONTH).s()),
                Currency.getInstance(item.get(CURRENCY).s()),
                new BigDecimal(item.get(TOTAL).s()),
                new BigDecimal(item.get(DUE).s()),
                Value.instantIn(item, FINALISED_AT).orElseThrow(),
                item.get(DIGEST).s());
    }

    @Override
    public Optional<Invoice> get(String account, long number) {
        return json(account, number).map(InvoiceJson::invoice);
    }

    @Override
    public Optional<byte[]> json(String account, long number) {
        Key key = InvoiceItems.invoice(account, number);
        return table.get(key, Deadline.NONE).map(item -> {
            String digest = item.get(DIGEST).s();
            byte[] json = contents.read(key, digest, item, Deadline.NONE)
                    .orElseThrow(() -> new DamagedInvoiceException(
                            "invoice " + number + " of " + account + ": a part of it is missing"));
            String found = Sha256.hex(json);
            if (!found.equals(digest)) {
                throw new DamagedInvoiceException(
                        "invoice " + number + " of " + account + ": its digest must be " + digest + ", is " + found);
            }
            return json;
        });
    }

    @Override
    public Standing standing(String account) {
        Checkpoint checkpoint = CheckpointItem.checkpoint(
                table.query(InvoiceItems.partition(account), InvoiceItems.CHECKPOINT, Deadline.NONE));
        long revision = Value.numberOr(
                table.get(InvoiceItems.credits(account), Deadline.NONE).orElse(Map.of()), GrantItem.REVISION, 0);
        List<Grant> grants = revision == 0 ? List.of() : DynamoCredits.grants(table, account);
        return new Standing(checkpoint, grants, revision);
    }

    @Override
    public boolean add(Invoice invoice, Standing before, AccountSettings settings, Checkpoint after) {
        String account = invoice.account();
        Key key = InvoiceItems.invoice(account, invoice.number());
        byte[] json = InvoiceJson.write(invoice);
        String digest = Sha256.hex(json);
        Map<String, AttributeValue> content = contents.write(key, digest, json, Deadline.NONE);
        Map<String, AttributeValue> item = new HashMap<>(content);
        item.put(NUMBER, Value.number(invoice.number()));
        item.put(MONTH, Value.text(invoice.statement().period().month().toString()));
        item.put(CURRENCY, Value.text(invoice.statement().currency().getCurrencyCode()));
        item.put(TOTAL, Value.text(invoice.statement().total().toPlainString()));
        item.put(DUE, Value.text(invoice.due().toPlainString()));
        item.put(FINALISED_AT, Value.instant(invoice.finalisedAt()));
        item.put(DIGEST, Value.text(digest));
        TransactionPlan plan = new TransactionPlan();
        plan.add(key, new Action.Put(item, Action.Condition.ABSENT));
        plan.add(BillingItem.key(account), counted(invoice));
        plan.add(
                AccountItems.settings(account),
                new Action.Check(Action.Condition.atNumber(AccountItems.REVISION, settings.revision())));
        CheckpointItem.of(account, before.checkpoint(), after)
                .forEach((at, checkpoint) -> plan.add(at, new Action.Put(checkpoint, null)));
        takeCredits(plan, invoice, before);
        switch (table.write(plan, Deadline.NONE)) {
            case Table.Written.Committed ignored -> {
                return true;
            }
            case Table.Written.Refused ignored -> {
                // Parts that were written stay: charging may delete nothing among invoices, and no item names them.
                return false;
            }
            case Table.Written.Impossible impossible ->
                throw new IllegalStateException(
                        "invoice " + invoice.number() + " of " + account + ": " + impossible.reason());
        }
    }

    private static Action.Update counted(Invoice invoice) {
        Period period = invoice.statement().period();
        return new Action.Update(
                Map.of(),
                Map.of(
                        BillingItem.INVOICES, Value.number(invoice.number()),
                        BillingItem.LAST_MONTH, Value.text(period.month().toString()),
                        BillingItem.LAST_TO, Value.instant(period.to()),
                        BillingItem.LAST_ZONE, Value.text(period.timeZone().getId())),
                Action.Condition.atNumber(BillingItem.INVOICES, invoice.number() - 1));
    }

    /** Grants are taken from whole: {@code CREDITS} has the revision that all of them were read at. */
    private static void takeCredits(TransactionPlan plan, Invoice invoice, Standing before) {
        String account = invoice.account();
        Key counts = InvoiceItems.credits(account);
        if (invoice.credits().isEmpty()) {
            plan.add(counts, new Action.Check(Action.Condition.atNumber(GrantItem.REVISION, before.creditRevision())));
            return;
        }
        Map<String, BigDecimal> taken = new HashMap<>();
        invoice.credits().forEach(entry -> taken.merge(entry.grant(), entry.taken(), BigDecimal::add));
        long open = 0;
        for (Grant grant : before.grants()) {
            BigDecimal rest = grant.remaining().subtract(taken.getOrDefault(grant.id(), BigDecimal.ZERO));
            open += rest.signum() > 0 ? 1 : 0;
            if (taken.containsKey(grant.id())) {
                plan.add(
                        InvoiceItems.grant(account, grant.id()),
                        new Action.Update(
                                Map.of(),
                                Map.of(GrantItem.REMAINING, GrantItem.decimal(rest)),
                                Action.Condition.equal(GrantItem.REMAINING, GrantItem.decimal(grant.remaining()))));
            }
        }
        plan.add(counts, DynamoCredits.counting(before.creditRevision(), open));
        List<String> entries =
                invoice.credits().stream().map(DynamoInvoices::text).toList();
        plan.add(
                InvoiceItems.burn(account, invoice.number()),
                new Action.Put(
                        Map.of(NUMBER, Value.number(invoice.number()), ENTRIES, Value.texts(entries)),
                        Action.Condition.ABSENT));
    }

    private static String text(CreditEntry entry) {
        String text = entry.kind() + " " + entry.grant() + " " + entry.amount().toPlainString();
        return entry.invoice() == null ? text : text + " of invoice " + entry.invoice();
    }
}
