package dev.ebb.charging.dynamodb;

import static dev.ebb.charging.dynamodb.BilledAccount.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ebb.charging.invoicing.Billing;
import dev.ebb.charging.invoicing.DamagedInvoiceException;
import dev.ebb.charging.invoicing.Draft;
import dev.ebb.charging.invoicing.Grant;
import dev.ebb.charging.invoicing.Invoice;
import dev.ebb.charging.invoicing.Invoices;
import dev.ebb.charging.json.InvoiceJson;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.dynamodb.TestTable;
import dev.ebb.metering.dynamodb.ThreadTables;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.YearMonth;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Whatever happens while an invoice is made, there is one of it, and its number is the next. */
class FinalisationDynamoTests {

    private static final YearMonth SEPTEMBER = YearMonth.of(2026, 9);
    private static final String NOW = "2026-10-04T00:00:00Z";

    private final TestTable table = ThreadTables.quick();

    @AfterEach
    void drop() {
        table.close();
    }

    /** The process is gone: nothing in it may catch this. */
    private static final class Gone extends Error {
        private static final long serialVersionUID = 1;
    }

    private BilledAccount used(String name) {
        BilledAccount account = new BilledAccount(table.client(), table.name(), name);
        // 2 GPUs for 5 hours at 4.00: 40.00
        account.ran(at("2026-09-10T06:00:00Z"), "r", "llama", 2, "2026-09-10T00:00:00Z", "2026-09-10T05:00:00Z");
        Currency usd = Currency.getInstance("USD");
        account.credits.give(
                name,
                Grant.of("welcome", usd, new BigDecimal("41.00"), 1, at("2026-09-01T00:00:00Z"), null, "welcome"));
        return account;
    }

    private static void assertFinalised(BilledAccount account, String what) {
        List<Invoices.Header> headers = account.invoices.list(account.name);
        assertThat(headers).as(what).extracting(Invoices.Header::number).containsExactly(1L);
        assertThat(headers)
                .as(what)
                .extracting(each -> each.total().toPlainString())
                .containsExactly("40.00");
        assertThat(headers)
                .as(what)
                .extracting(each -> each.due().toPlainString())
                .containsExactly("0.00");
        assertThat(account.credits.grants(account.name))
                .as(what)
                .extracting(each -> each.remaining().toPlainString())
                .containsExactly("1.00");
        assertThat(account.invoice(1).statement().total()).isEqualTo("40.00");
    }

    /** How many calls it takes to charge such an account, and to finalise September. */
    private int calls() {
        new BilledAccount(table.client(), table.name(), "x").priced();
        used("first").charge(NOW);
        Interruptions none = new Interruptions(table.client(), 0, true, () -> {});
        used("plain");
        DynamoBilling.of(none.client(), table.name(), BilledAccount.GRACE).charge("plain", at(NOW), Deadline.NONE);
        assertThat(none.calls()).contains("transactWriteItems", "updateItem", "getItem", "query");
        return none.calls().size();
    }

    private void crash(int call, boolean before) {
        String name = "crash" + call + before;
        BilledAccount account = used(name);
        Interruptions crash = new Interruptions(table.client(), call, before, () -> {
            throw new Gone();
        });
        Billing dying = DynamoBilling.of(crash.client(), table.name(), BilledAccount.GRACE);
        Throwable end = catchThrowable(() -> dying.charge(name, at(NOW), Deadline.NONE));
        if (before || end != null) {
            // A call that the table refuses, such as to raise what is as high already, has no effect to crash after.
            assertThat(end).as("a crash at call " + call).isInstanceOf(Gone.class);
        }

        account.charge("2026-10-04T00:01:00Z");

        assertFinalised(account, "a crash at call " + call + ", before: " + before);
    }

    @Test
    void aCrashBeforeOrAfterACallIsResumedWithoutASecondNumberOrAGap() {
        int calls = calls();
        for (int call = calls; call >= 1; call -= 3) {
            crash(call, call % 2 == 0);
        }
    }

    @Test
    @Tag("thorough")
    void aCrashBeforeAndAfterEveryCallIsResumedWithoutASecondNumberOrAGap() {
        int calls = calls();
        for (int call = 1; call <= calls; call++) {
            crash(call, true);
            crash(call, false);
        }
    }

    private void rival(int call) {
        String name = "two" + call;
        BilledAccount account = used(name);
        Interruptions rival =
                new Interruptions(table.client(), call, true, () -> account.charge("2026-10-04T00:00:01Z"));

        DynamoBilling.of(rival.client(), table.name(), BilledAccount.GRACE).charge(name, at(NOW), Deadline.NONE);

        assertFinalised(account, "a rival before call " + call);
    }

    @Test
    void twoWhoFinaliseAtOnceMakeOneInvoice() {
        int calls = calls();
        for (int call = calls; call >= 1; call -= 8) {
            rival(call);
        }
    }

    @Test
    @Tag("thorough")
    void twoWhoFinaliseAtOnceMakeOneInvoiceWheneverTheyMeet() {
        int calls = calls();
        for (int call = 1; call <= calls; call++) {
            rival(call);
        }
    }

    private void eventBefore(int call) {
        String name = "late" + call;
        BilledAccount account = used(name);
        Interruptions event = new Interruptions(
                table.client(),
                call,
                true,
                () -> account.record(
                        at("2026-10-03T23:59:00Z"), account.tokens("t", at("2026-09-30T23:00:00Z"), 5_000_000)));
        DynamoBilling.of(event.client(), table.name(), BilledAccount.GRACE).charge(name, at(NOW), Deadline.NONE);

        account.charge("2026-11-04T00:00:00Z");

        BigDecimal invoiced = account.invoices.invoicedFrom(name, 1).of(SEPTEMBER).values().stream()
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        // 40.00, and 5 million tokens at 1.00
        assertThat(invoiced).as("an event before call " + call).isEqualTo("45.00");
    }

    @Test
    void whatIsAcceptedWhileTheInvoiceIsMadeIsInItOrInAnAdjustment() {
        int calls = calls();
        for (int call = calls; call >= 1; call -= 8) {
            eventBefore(call);
        }
    }

    @Test
    @Tag("thorough")
    void whatIsAcceptedAtAnyTimeIsInAnInvoiceOrInAnAdjustment() {
        int calls = calls();
        for (int call = 1; call <= calls; call++) {
            eventBefore(call);
        }
    }

    private void unpricedBefore(int call) {
        String name = "odd" + call;
        BilledAccount account = used(name);
        Interruptions event = new Interruptions(
                table.client(),
                call,
                true,
                () -> account.ranUnpriced(
                        at("2026-10-03T23:59:00Z"), "x", "2026-09-20T10:00:00Z", "2026-09-20T11:00:00Z"));
        DynamoBilling.of(event.client(), table.name(), BilledAccount.GRACE).charge(name, at(NOW), Deadline.NONE);

        account.agreeOnUnpriced(at("2026-09-01T00:00:00Z"), at("2026-10-04T00:30:00Z"));
        account.charge("2026-10-04T01:00:00Z");
        account.charge("2026-11-04T00:00:00Z");

        BigDecimal invoiced = account.invoices.invoicedFrom(name, 1).of(SEPTEMBER).values().stream()
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        // 40.00, and a GPU-hour at 2.00
        assertThat(invoiced).as("unpriced usage before call " + call).isEqualTo("42.00");
    }

    /** Also where the period was closed for it already, and could not be finalised. */
    @Test
    void unpricedUsageThatComesWhileTheInvoiceIsMadeCanStillBePriced() {
        int calls = calls();
        for (int call = calls; call >= 1; call -= 8) {
            unpricedBefore(call);
        }
    }

    @Test
    @Tag("thorough")
    void unpricedUsageThatComesAtAnyTimeCanStillBePriced() {
        int calls = calls();
        for (int call = 1; call <= calls; call++) {
            unpricedBefore(call);
        }
    }

    @Test
    void anInvoiceThatIsTooLongForAnItemIsKeptInPartsAndIsReadBack() {
        BilledAccount account = used("acme").priced();
        DynamoInvoices parted = new DynamoInvoices(table.client(), table.name(), 100);
        DynamoDrafts drafts = new DynamoDrafts(table.client(), table.name(), 100);
        account.charge("2026-10-04T00:00:00Z");
        Invoice first = account.invoice(1);
        Invoice second = new Invoice(2, first.statement(), List.of(), 1, List.of(), at("2026-11-04T00:00:00Z"), null);

        assertThat(parted.add(
                        second,
                        parted.standing("acme"),
                        account.accounts.settings("acme"),
                        parted.standing("acme").checkpoint()))
                .isTrue();
        assertThat(parted.get("acme", 2)).contains(second);
        assertThat(parted.json("acme", 2).orElseThrow()).isEqualTo(InvoiceJson.write(second));
        Draft draft = new Draft(first.statement(), at("2026-12-01T00:00:00Z"));
        assertThat(drafts.store(draft)).isTrue();
        assertThat(drafts.get("acme", SEPTEMBER)).contains(draft);
        Draft empty = new Draft(first.statement().withDue(BigDecimal.ZERO), at("2026-12-02T00:00:00Z"));
        assertThat(drafts.store(empty)).isTrue();
        assertThat(drafts.store(draft)).isFalse();
        assertThat(drafts.get("acme", SEPTEMBER)).contains(empty);
        long parts = table.client()
                .query(query -> query.tableName(table.name())
                        .keyConditionExpression("pk = :p AND begins_with(sk, :s)")
                        .expressionAttributeValues(Map.of(
                                ":p", AttributeValue.fromS("DRAFTS acme"),
                                ":s", AttributeValue.fromS("PART DRAFT"))))
                .count();
        assertThat(parts).isEqualTo(Math.ceilDiv(InvoiceJson.write(empty.statement()).length, 100));
    }

    @Test
    void anInvoiceThatSomebodyChangedIsNotRead() {
        BilledAccount account = used("acme").priced();
        account.charge("2026-10-04T00:00:00Z");
        String changed = new String(account.invoices.json("acme", 1).orElseThrow(), StandardCharsets.UTF_8)
                .replace("40.00", "04.00");
        table.client()
                .updateItem(update -> update.tableName(table.name())
                        .key(InvoiceItems.invoice("acme", 1).attributes())
                        .updateExpression("SET json = :j")
                        .expressionAttributeValues(Map.of(":j", AttributeValue.fromS(changed))));

        assertThatThrownBy(() -> account.invoices.get("acme", 1))
                .isInstanceOf(DamagedInvoiceException.class)
                .hasMessageContaining("invoice 1 of acme");
    }

    @Test
    void withoutTimeNothingIsBegun() {
        BilledAccount account = used("acme").priced();

        assertThatThrownBy(() -> account.billing().charge("acme", at("2026-10-04T00:00:00Z"), () -> Duration.ZERO))
                .isInstanceOf(LedgerUnavailableException.class);
        assertThat(account.invoices.list("acme")).isEmpty();
    }
}
