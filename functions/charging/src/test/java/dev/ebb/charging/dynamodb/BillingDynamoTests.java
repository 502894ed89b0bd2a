package dev.ebb.charging.dynamodb;

import static dev.ebb.charging.dynamodb.BilledAccount.adjustments;
import static dev.ebb.charging.dynamodb.BilledAccount.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.AccountCharging.Charged;
import dev.ebb.charging.Agreement;
import dev.ebb.charging.FinalisedPeriodException;
import dev.ebb.charging.Line;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Statement;
import dev.ebb.charging.invoicing.Draft;
import dev.ebb.charging.invoicing.Invoice;
import dev.ebb.charging.json.AgreementJson;
import dev.ebb.charging.json.PriceBookJson;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.LocalTable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From drafts to invoices, and what becomes of usage that is known afterwards, on a real table and ledger. */
class BillingDynamoTests {

    private static final LineKey LLAMA = new LineKey("gpu", "llama", "H100", "global", "", "2026-01-01T00:00:00Z", "");
    private static final LineKey TOKENS = new LineKey("tokens", "m", "", "", "prompt", "2026-01-01T00:00:00Z", "");
    private static final YearMonth AUGUST = YearMonth.of(2026, 8);
    private static final YearMonth SEPTEMBER = YearMonth.of(2026, 9);
    private static final YearMonth OCTOBER = YearMonth.of(2026, 10);

    private final LocalTable table = new LocalTable();
    private final BilledAccount acme = new BilledAccount(table.client(), table.name(), "acme").priced();

    @AfterEach
    void drop() {
        table.close();
    }

    /** 2 GPUs for 5 hours: 10 GPU-hours at 4.00, 40.00. */
    private void fortyInSeptember() {
        acme.ran(at("2026-09-10T06:00:00Z"), "r", "llama", 2, "2026-09-10T00:00:00Z", "2026-09-10T05:00:00Z");
    }

    private void finaliseSeptember() {
        assertThat(acme.charge("2026-10-04T00:00:00Z").finalised()).containsExactly(1L);
    }

    @Test
    void aPeriodBecomesAnInvoiceOnceItsGraceIsOver() {
        fortyInSeptember();

        Charged before = acme.charge("2026-10-03T23:59:59.999Z");
        Charged after = acme.charge("2026-10-04T00:00:00Z");

        assertThat(before.finalised()).isEmpty();
        assertThat(before.draft().period().month()).isEqualTo(OCTOBER);
        assertThat(before.nextDue()).contains(at("2026-10-04T00:00:00Z"));
        assertThat(after.finalised()).containsExactly(1L);
        assertThat(after.nextDue()).isEmpty();
        Invoice invoice = acme.invoice(1);
        assertThat(invoice.statement().total()).isEqualTo("40.00");
        assertThat(invoice.statement().due()).isNull();
        assertThat(invoice.due()).isEqualTo("40.00");
        assertThat(invoice.priceBook()).isEqualTo(1);
        assertThat(invoice.finalisedAt()).isEqualTo(at("2026-10-04T00:00:00Z"));
        assertThat(acme.invoices.list("acme")).singleElement().satisfies(header -> {
            assertThat(header.month()).isEqualTo(SEPTEMBER);
            assertThat(header.total()).isEqualTo("40.00");
            assertThat(header.digest()).matches("[0-9a-f]{64}");
        });
    }

    @Test
    void whatRunsIsChargedAgainAtTheNextFullHour() {
        acme.record(at("2026-09-10T00:00:01Z"), acme.ready("r", at("2026-09-10T00:00:00Z"), "llama", "r", 2));

        Charged charged = acme.charge("2026-09-10T05:30:00Z");

        // 2 GPUs, 5.5 hours: 11 GPU-hours at 4.00
        assertThat(charged.draft().total()).isEqualTo("44.00");
        assertThat(charged.nextDue()).contains(at("2026-09-10T06:00:00Z"));
        assertThat(acme.drafts.get("acme", SEPTEMBER)).contains(new Draft(charged.draft(), at("2026-09-10T05:30:00Z")));
    }

    @Test
    void aDraftNeverTakesThePlaceOfALaterOne() {
        acme.record(at("2026-09-10T00:00:01Z"), acme.ready("r", at("2026-09-10T00:00:00Z"), "llama", "r", 2));
        Charged late = acme.charge("2026-09-10T05:30:00Z");

        acme.charge("2026-09-10T05:00:00Z");

        assertThat(acme.drafts.get("acme", SEPTEMBER).orElseThrow().statement()).isEqualTo(late.draft());
    }

    @Test
    void lateUsageIsAnAdjustmentThatNamesItsInvoiceLineAndEvents() {
        fortyInSeptember();
        finaliseSeptember();

        // 2 GPUs for an hour: 8.00
        acme.ran(at("2026-10-05T00:00:00Z"), "late", "llama", 2, "2026-09-20T10:00:00Z", "2026-09-20T11:00:00Z");
        Statement october = acme.charge("2026-10-05T01:00:00Z").draft();

        assertThat(adjustments(october))
                .containsExactly(new Line.Adjustment(
                        SEPTEMBER,
                        1L,
                        LLAMA,
                        new BigDecimal("8.00"),
                        List.of(
                                new Line.EventReference("urn:test", "late", at("2026-09-20T10:00:00Z")),
                                new Line.EventReference("urn:test", "late-stop", at("2026-09-20T11:00:00Z")))));
        assertThat(october.total()).isEqualTo("8.00");
        assertThat(acme.charge("2026-11-04T00:00:00Z").finalised()).containsExactly(2L);
        assertThat(acme.invoices.invoicedFrom("acme", 1).of(SEPTEMBER)).containsEntry(LLAMA, new BigDecimal("48.00"));
        assertThat(adjustments(acme.charge("2026-11-05T00:00:00Z").draft())).isEmpty();
    }

    @Test
    void aVoidAfterTheInvoiceGivesBackWhatWasCharged() {
        fortyInSeptember();
        // 3 million tokens: 3.00
        acme.record(at("2026-09-12T00:00:00Z"), acme.tokens("t", at("2026-09-11T00:00:00Z"), 3_000_000));
        finaliseSeptember();
        assertThat(acme.invoice(1).statement().total()).isEqualTo("43.00");

        acme.record(at("2026-10-06T00:00:00Z"), acme.voided("v", at("2026-10-06T00:00:00Z"), "t"));
        Statement october = acme.charge("2026-10-06T01:00:00Z").draft();

        assertThat(adjustments(october))
                .containsExactly(new Line.Adjustment(
                        SEPTEMBER,
                        1L,
                        TOKENS,
                        new BigDecimal("-3.00"),
                        List.of(new Line.EventReference("urn:test", "v", at("2026-09-11T00:00:00Z")))));
        assertThat(october.total()).isEqualTo("-3.00");
    }

    @Test
    void usageBeforeTheFirstPeriodIsAnAdjustmentWithoutAnInvoiceAndItsVoidTakesItBack() {
        fortyInSeptember();
        finaliseSeptember();

        // 1 GPU for two hours: 8.00
        acme.ran(at("2026-10-01T00:00:00Z"), "early", "llama", 1, "2026-08-30T10:00:00Z", "2026-08-30T12:00:00Z");
        Statement october = acme.charge("2026-10-05T00:00:00Z").draft();
        assertThat(adjustments(october)).singleElement().satisfies(line -> {
            assertThat(line.period()).isEqualTo(AUGUST);
            assertThat(line.invoice()).isNull();
            assertThat(line.amount()).isEqualTo("8.00");
        });
        acme.charge("2026-11-04T00:00:00Z");
        acme.record(
                at("2026-11-05T00:00:00Z"),
                acme.voided("v1", at("2026-11-05T00:00:00Z"), "early"),
                acme.voided("v2", at("2026-11-05T00:00:00Z"), "early-stop"));

        Statement november = acme.charge("2026-11-05T01:00:00Z").draft();

        assertThat(adjustments(november)).singleElement().satisfies(line -> {
            assertThat(line.period()).isEqualTo(AUGUST);
            assertThat(line.amount()).isEqualTo("-8.00");
        });
    }

    @Test
    void aLostReplicaThatComesBackAfterTheInvoiceIsAdjustedThoughNoEventIsLate() {
        Instant ready = at("2026-09-30T10:00:00Z");
        acme.record(
                ready,
                acme.ready("r", ready, "llama", "r", 2),
                acme.alive("a", at("2026-09-30T11:00:00Z"), "llama", "r"));
        finaliseSeptember();
        // Seen for an hour: 2 GPU-hours at 4.00
        assertThat(acme.invoice(1).statement().total()).isEqualTo("8.00");

        acme.record(at("2026-10-05T00:00:00Z"), acme.alive("b", at("2026-10-05T00:00:00Z"), "llama", "r"));
        Statement october = acme.charge("2026-10-05T00:00:00Z").draft();

        // It ran until midnight, 13 hours more: 26 GPU-hours, 104.00; and 4 days in October: 192 GPU-hours, 768.00
        assertThat(adjustments(october)).singleElement().satisfies(line -> {
            assertThat(line.invoice()).isEqualTo(1);
            assertThat(line.amount()).isEqualTo("104.00");
            assertThat(line.events()).isEmpty();
        });
        assertThat(october.total()).isEqualTo("872.00");
    }

    @Test
    void anIncompleteStatementIsHeldUntilItsPriceIsThere() {
        acme.ran(at("2026-09-10T06:00:00Z"), "r", "llama", 2, "2025-12-31T23:00:00Z", "2026-01-01T01:00:00Z");

        Charged held = acme.charge("2026-02-04T00:00:00Z");
        assertThat(held.finalised()).isEmpty();
        assertThat(held.held())
                .singleElement()
                .asString()
                .contains("2025-12", "no price for accelerator H100 in region global (deployment llama)");

        acme.books.add(
                PriceBookJson.read("""
                        {"currency": "USD", "gpus": [
                          {"accelerator": "H100", "region": "*", "from": "2025-01-01T00:00:00Z", "perGpuHour": "3.00"},
                          {"accelerator": "H100", "region": "*", "from": "2026-01-01T00:00:00Z", "perGpuHour": "4.00"}]}
                        """.getBytes(StandardCharsets.UTF_8)),
                "the price of 2025",
                at("2026-02-04T01:00:00Z"));
        Charged mended = acme.charge("2026-02-04T02:00:00Z");

        assertThat(mended.finalised()).containsExactly(1L, 2L);
        assertThat(acme.invoice(1).statement().total()).isEqualTo("6.00");
        assertThat(acme.invoice(2).statement().total()).isEqualTo("8.00");
    }

    @Test
    void aForgottenPriceCanBeAddedAlthoughAnotherAccountIsFinalised() {
        fortyInSeptember();
        BilledAccount beta = new BilledAccount(table.client(), table.name(), "beta");
        beta.ranUnpriced(at("2026-09-20T12:00:00Z"), "x", "2026-09-20T10:00:00Z", "2026-09-20T11:00:00Z");
        finaliseSeptember();
        assertThat(beta.charge("2026-10-04T00:00:00Z").held()).hasSize(1);

        acme.books.add(
                PriceBookJson.read("""
                        {"currency": "USD", "gpus": [
                          {"accelerator": "H100", "region": "*", "from": "2026-01-01T00:00:00Z", "perGpuHour": "4.00"},
                          {"accelerator": "X", "region": "*", "from": "2026-01-01T00:00:00Z", "perGpuHour": "3.00"}],
                         "models": [{"model": "m", "from": "2026-01-01T00:00:00Z",
                                     "perMillionPromptTokens": "1.00", "perMillionCompletionTokens": "1.00"}]}
                        """.getBytes(StandardCharsets.UTF_8)), "forgotten", at("2026-10-04T01:00:00Z"));

        assertThat(beta.charge("2026-10-04T02:00:00Z").finalised()).containsExactly(1L);
        assertThat(beta.invoice(1).statement().total()).isEqualTo("3.00");
        assertThat(adjustments(acme.charge("2026-10-04T02:00:00Z").draft())).isEmpty();
    }

    @Test
    void whatWasAcceptedWithoutAPriceIsAdjustedOnceItHasOne() {
        fortyInSeptember();
        acme.ranUnpriced(at("2026-09-20T12:00:00Z"), "x", "2026-09-20T10:00:00Z", "2026-09-20T11:00:00Z");
        acme.billing().acceptIncomplete("acme", SEPTEMBER, "unclear", at("2026-10-04T00:00:00Z"), Deadline.NONE);
        assertThat(acme.charge("2026-11-04T00:00:00Z").finalised())
                .as("held no more")
                .containsExactly(2L);

        acme.agreeOnUnpriced(at("2026-09-01T00:00:00Z"), at("2026-11-05T00:00:00Z"));
        Statement november = acme.charge("2026-11-05T00:00:00Z").draft();

        // A GPU-hour at 2.00
        assertThat(adjustments(november)).singleElement().satisfies(line -> {
            assertThat(line.invoice()).isEqualTo(1);
            assertThat(line.amount()).isEqualTo("2.00");
        });
        assertThat(acme.charge("2026-12-04T00:00:00Z").finalised()).containsExactly(3L);
        assertThat(adjustments(acme.charge("2026-12-05T00:00:00Z").draft())).isEmpty();
    }

    @Test
    void aPersonMayAcceptAnIncompleteStatementAndTheInvoiceSaysWhy() {
        acme.ran(at("2026-09-10T06:00:00Z"), "r", "llama", 2, "2025-12-31T23:00:00Z", "2026-01-01T01:00:00Z");

        Charged charged = acme.billing()
                .acceptIncomplete("acme", YearMonth.of(2025, 12), "a gift", at("2026-01-05T00:00:00Z"), Deadline.NONE);

        assertThat(charged.finalised()).containsExactly(1L);
        assertThat(acme.invoice(1).accepted()).isEqualTo("a gift");
        assertThat(acme.invoice(1).statement().complete()).isFalse();
        assertThat(acme.invoice(1).statement().total()).isEqualTo("0.00");
    }

    @Test
    void aPriceBeforeTheEndOfAFinalisedPeriodIsRefused() {
        fortyInSeptember();
        finaliseSeptember();
        byte[] dearer = """
                {"currency": "USD", "gpus": [
                  {"accelerator": "H100", "region": "*", "from": "2026-01-01T00:00:00Z", "perGpuHour": "4.00"},
                  {"accelerator": "H100", "region": "*", "from": "%s", "perGpuHour": "5.00"}],
                 "models": [{"model": "m", "from": "2026-01-01T00:00:00Z",
                             "perMillionPromptTokens": "1.00", "perMillionCompletionTokens": "1.00"}]}
                """.getBytes(StandardCharsets.UTF_8);

        String text = new String(dearer, StandardCharsets.UTF_8);
        assertThatThrownBy(() -> acme.books.add(
                        PriceBookJson.read(
                                text.formatted("2026-09-30T23:45:00Z").getBytes(StandardCharsets.UTF_8)),
                        "dearer",
                        at("2026-10-05T00:00:00Z")))
                .isInstanceOf(FinalisedPeriodException.class);
        assertThat(acme.books.add(
                        PriceBookJson.read(
                                text.formatted("2026-10-01T00:00:00Z").getBytes(StandardCharsets.UTF_8)),
                        "dearer",
                        at("2026-10-05T00:00:00Z")))
                .isEqualTo(2);
        assertThat(adjustments(acme.charge("2026-10-05T00:00:00Z").draft())).isEmpty();
    }

    @Test
    void whatIsReservedIsBilledEachHourAlthoughNothingRuns() {
        Agreement.Term term = AgreementJson.read(("{\"from\":\"2026-09-30T20:00:00Z\",\"commitments\":"
                        + "[{\"accelerator\":\"H100\",\"gpus\":\"1\",\"perGpuHour\":\"3\"}]}")
                .getBytes(StandardCharsets.UTF_8));
        acme.accounts.addTerm("acme", term, "signed", at("2026-09-01T00:00:00Z"));

        assertThat(acme.charge("2026-09-01T01:00:00Z").nextDue())
                .as("it is to come")
                .contains(at("2026-09-30T20:00:00Z"));
        Charged september = acme.charge("2026-09-30T22:30:00Z");
        // A GPU for 2.5 hours at 3.00
        assertThat(september.draft().total()).isEqualTo("7.50");
        assertThat(september.nextDue()).contains(at("2026-09-30T23:00:00Z"));
        assertThat(acme.charge("2026-10-04T00:00:00Z").finalised()).containsExactly(1L);
        // 4 hours
        assertThat(acme.invoice(1).statement().total()).isEqualTo("12.00");
        assertThat(acme.invoice(1).statement().period().month()).isEqualTo(SEPTEMBER);
    }

    @Test
    void anAccountWithoutUsageHasADraftAndNoInvoice() {
        Charged charged = acme.charge("2026-10-05T00:00:00Z");

        assertThat(charged.draft().lines()).isEmpty();
        assertThat(charged.draft().period().month()).isEqualTo(OCTOBER);
        assertThat(charged.nextDue()).isEmpty();
        assertThat(acme.charge("2027-10-05T00:00:00Z").finalised()).isEmpty();
    }
}
