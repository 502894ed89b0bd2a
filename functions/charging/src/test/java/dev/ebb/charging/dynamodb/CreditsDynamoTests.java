package dev.ebb.charging.dynamodb;

import static dev.ebb.charging.dynamodb.BilledAccount.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.Statement;
import dev.ebb.charging.invoicing.CreditEntry;
import dev.ebb.charging.invoicing.Credits;
import dev.ebb.charging.invoicing.Grant;
import dev.ebb.charging.json.StatementJson;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TransactionPlan;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Currency;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Credits from the day that they are given until an invoice takes the last of them. */
class CreditsDynamoTests {

    private final LocalTable table = new LocalTable();
    private final BilledAccount acme = new BilledAccount(table.client(), table.name(), "acme").priced();

    @AfterEach
    void drop() {
        table.close();
    }

    private static Grant grant(String id, String amount, @Nullable Instant expires) {
        return Grant.of(
                id,
                Currency.getInstance("USD"),
                new BigDecimal(amount),
                1,
                at("2026-08-01T00:00:00Z"),
                expires,
                "welcome");
    }

    private void fortyEachInSeptemberAndOctober() {
        acme.ran(at("2026-09-10T06:00:00Z"), "r", "llama", 2, "2026-09-10T00:00:00Z", "2026-09-10T05:00:00Z");
        acme.ran(at("2026-10-10T06:00:00Z"), "q", "llama", 2, "2026-10-10T00:00:00Z", "2026-10-10T05:00:00Z");
    }

    @Test
    void aGrantPaysInvoicesUntilItIsBurnedAndWhatExpiresIsGone() {
        fortyEachInSeptemberAndOctober();
        acme.credits.give("acme", grant("fifty", "50", null));
        acme.credits.give("acme", grant("old", "5", at("2026-09-30T23:59:59.999Z")));

        acme.charge("2026-11-04T00:00:00Z");

        assertThat(acme.invoice(1).credits())
                .containsExactly(
                        new CreditEntry("old", CreditEntry.Kind.EXPIRED, new BigDecimal("5.00")),
                        new CreditEntry("fifty", CreditEntry.Kind.BURNED, new BigDecimal("40.00")));
        assertThat(acme.invoice(1).due()).isEqualTo("0.00");
        assertThat(acme.invoice(2).credits())
                .containsExactly(new CreditEntry("fifty", CreditEntry.Kind.BURNED, new BigDecimal("10.00")));
        assertThat(acme.invoice(2).due()).isEqualTo("30.00");
        assertThat(acme.credits.grants("acme"))
                .allMatch(grant -> grant.remaining().signum() == 0);
    }

    @Test
    void draftsSayWhatWillBeDueAndOnlyForAccountsWithAGrant() {
        fortyEachInSeptemberAndOctober();
        Statement without = acme.charge("2026-10-03T00:00:00Z").draft();
        acme.credits.give("acme", grant("fifty", "50", null));

        // In October's draft is what September's leaves: 10.00 of 50.00
        Statement with = acme.charge("2026-10-03T00:00:00Z").draft();
        Statement october = acme.charge("2026-10-11T00:00:00Z").draft();

        assertThat(new String(StatementJson.write(without), StandardCharsets.UTF_8))
                .doesNotContain("\"due\"");
        assertThat(new String(StatementJson.write(with), StandardCharsets.UTF_8))
                .contains("\"due\" : \"0.00\"");
        assertThat(october.due()).isEqualTo("30.00");
    }

    @Test
    void whatCreditsPaidGoesBackToThemAndOnlyTheRestIsDueToTheAccount() {
        fortyEachInSeptemberAndOctober();
        acme.credits.give("acme", grant("fifteen", "15", at("2026-10-15T00:00:00Z")));
        acme.charge("2026-11-04T00:00:00Z");
        assertThat(acme.invoice(1).due()).isEqualTo("25.00");

        acme.record(
                at("2026-11-05T00:00:00Z"),
                acme.voided("v", at("2026-11-05T00:00:00Z"), "r"),
                acme.voided("w", at("2026-11-05T00:00:00Z"), "r-stop"));
        acme.charge("2026-12-04T00:00:00Z");

        // September came to 40.00, of which credits paid 15.00, and comes to nothing now
        assertThat(acme.invoice(3).statement().total()).isEqualTo("-40.00");
        assertThat(acme.invoice(3).credits())
                .containsExactly(new CreditEntry("fifteen", CreditEntry.Kind.RETURNED, new BigDecimal("15.00"), 1L));
        assertThat(acme.invoice(3).due()).isEqualTo("-25.00");
        assertThat(acme.credits.grants("acme")).singleElement().satisfies(grant -> {
            assertThat(grant.remaining()).isEqualTo("15.00");
            assertThat(grant.expiresAt()).isEqualTo(at("2026-10-15T00:00:00Z"));
        });
    }

    @Test
    void whatMoneyPaidIsNotReturnedToAGrantAfterAnAdjustmentLinksTwoMonths() {
        acme.credits.give("acme", grant("hundred", "100", null));
        acme.record(at("2026-10-10T06:00:00Z"), acme.tokens("o", at("2026-10-10T00:00:00Z"), 100_000_000));
        acme.charge("2026-11-04T00:00:00Z");
        acme.record(at("2026-11-05T00:00:00Z"), acme.tokens("late", at("2026-10-31T00:00:00Z"), 1_000_000));
        acme.record(
                at("2026-11-20T00:00:00Z"),
                acme.tokens("n", at("2026-11-19T00:00:00Z"), 150_000_000),
                acme.tokens("wrong", at("2026-11-19T00:00:00Z"), 50_000_000));
        acme.charge("2026-12-04T00:00:00Z");
        acme.record(at("2026-12-05T00:00:00Z"), acme.voided("v", at("2026-12-05T00:00:00Z"), "wrong"));
        acme.charge("2027-01-04T00:00:00Z");

        assertThat(acme.invoice(1).due()).isEqualTo("0.00");
        assertThat(acme.invoice(2).due()).isEqualTo("201.00");
        assertThat(acme.invoice(3).credits()).isEmpty();
        assertThat(acme.invoice(3).due()).isEqualTo("-50.00");
    }

    @Test
    void givingTheSameAgainChangesNothingAndAnotherUnderItsNameIsRefused() {
        acme.credits.give("acme", grant("g", "5", null));
        acme.credits.give("acme", grant("g", "5", null));

        assertThat(acme.credits.grants("acme")).hasSize(1);
        assertThatThrownBy(() -> acme.credits.give("acme", grant("g", "6", null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("id: must not be used again");
    }

    @Test
    void fiftyGrantsAreBurnedAtOnceAndAFiftyFirstIsRefused() {
        fortyEachInSeptemberAndOctober();
        for (int i = 0; i < Credits.MAX_OPEN; i++) {
            acme.credits.give("acme", grant("g" + i, "0.50", null));
        }
        assertThatThrownBy(() -> acme.credits.give("acme", grant("more", "1", null)))
                .hasMessageContaining("at most 50 with a remainder");

        acme.charge("2026-10-04T00:00:00Z");

        assertThat(acme.invoice(1).credits()).hasSize(50);
        assertThat(acme.invoice(1).due()).isEqualTo("15.00");
        acme.credits.give("acme", grant("more", "1", null));
        assertThat(acme.credits.grants("acme")).hasSize(51);
    }

    /** What is given back to older grants may make them more than may be given: 130 of 1.00 are there, and 40.00 is owed. */
    @Test
    void anInvoiceIsMadeHoweverManyGrantsThereAre() {
        fortyEachInSeptemberAndOctober();
        Table items = new Table(table.client(), table.name());
        acme.credits.give("acme", grant("first", "1", at("2026-09-01T00:00:00Z")));
        for (int i = 1; i < 130; i++) {
            Grant one = grant("g" + i, "1", i < 60 ? at("2026-09-02T00:00:00Z") : null);
            TransactionPlan plan = new TransactionPlan();
            plan.add(InvoiceItems.grant("acme", one.id()), new Action.Put(GrantItem.of(one), null));
            items.write(plan, Deadline.NONE);
        }

        acme.charge("2026-10-04T00:00:00Z");
        acme.charge("2026-11-04T00:00:00Z");

        // 40 of the 70 that pay, and ten of the 60 that have expired; then 30, and twenty; 30 more have expired.
        assertThat(acme.invoice(1).due()).isEqualTo("0.00");
        assertThat(acme.invoice(1).credits()).hasSize(50);
        assertThat(acme.invoice(2).due()).isEqualTo("10.00");
        assertThat(acme.invoice(2).credits()).hasSize(50);
        assertThat(acme.credits.grants("acme"))
                .filteredOn(grant -> grant.remaining().signum() > 0)
                .hasSize(30);
    }
}
