package dev.ebb.charging.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.AccountChange;
import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Agreement;
import dev.ebb.charging.FinalisedPeriodException;
import dev.ebb.charging.json.AgreementJson;
import dev.ebb.metering.ChargeMark;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.ChargeItem;
import dev.ebb.metering.dynamodb.DynamoLostRules;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.Value;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class AccountsDynamoTests {

    private static final String ACME = "acme";
    private static final Instant NOW = Instant.parse("2026-11-15T12:00:00Z");
    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final Currency EUR = Currency.getInstance("EUR");

    private final LocalTable table = new LocalTable();
    private final DynamoAccounts accounts = new DynamoAccounts(table.client(), table.name());

    @AfterEach
    void delete() {
        table.close();
    }

    private static Agreement.Term term(String from, String percentOff) {
        return AgreementJson.read(("{\"from\":\"" + from + "\",\"percentOff\":\"" + percentOff
                        + "\",\"gpus\":[{\"accelerator\":\"H100\",\"region\":\"*\",\"perGpuHour\":5.50}],"
                        + "\"commitments\":[{\"accelerator\":\"H100\",\"gpus\":\"12.5\",\"perGpuHour\":\"4\"}]}")
                .getBytes(StandardCharsets.UTF_8));
    }

    private void bill(Map<String, AttributeValue> attributes) {
        new Table(table.client(), table.name())
                .update(BillingItem.key(ACME), new Action.Update(Map.of(), attributes, null), Deadline.NONE);
    }

    @Test
    void whoSettledNothingIsBilledInDollarsByUtcAndAgreedOnNothing() {
        assertThat(accounts.settings(ACME)).isEqualTo(AccountSettings.standard(ACME, Currency.getInstance("USD")));
        assertThat(accounts.agreement(ACME)).isEqualTo(Agreement.NONE);
        assertThat(accounts.changes(ACME)).isEmpty();
    }

    @Test
    void everyChangeRaisesTheRevisionAndIsKeptInTheJournal() {
        Agreement.Term term = term("2026-12-01T00:00:00Z", "12.5");

        accounts.setTimeZone(ACME, NOVEMBER, PARIS, NOW);
        accounts.setCurrency(ACME, EUR, NOW.plusSeconds(1));
        accounts.setBillingContact(ACME, "billing@acme.example", NOW.plusSeconds(2));
        accounts.addTerm(ACME, term, "signed on Monday", NOW.plusSeconds(3));

        AccountSettings settings = accounts.settings(ACME);
        assertThat(settings.timeZone(NOVEMBER.minusMonths(1))).isEqualTo(ZoneId.of("UTC"));
        assertThat(settings.timeZone(NOVEMBER.plusMonths(1))).isEqualTo(PARIS);
        assertThat(settings.currency()).isEqualTo(EUR);
        assertThat(settings.billingContact()).isEqualTo("billing@acme.example");
        assertThat(settings.revision()).isEqualTo(4);
        assertThat(accounts.agreement(ACME)).isEqualTo(new Agreement(List.of(term)));
        assertThat(accounts.changes(ACME))
                .startsWith(
                        new AccountChange(1, NOW, "time zone from 2026-11: Europe/Paris", null),
                        new AccountChange(2, NOW.plusSeconds(1), "currency: EUR", null),
                        new AccountChange(3, NOW.plusSeconds(2), "contact: billing@acme.example", null))
                .hasSize(4)
                .last()
                .satisfies(change -> {
                    assertThat(change.reason()).isEqualTo("signed on Monday");
                    assertThat(change.what()).contains("12.5", "5.50");
                });
        assertThat(accounts.settings("other").revision()).isZero();
    }

    @Test
    void whatChangesAChargeMakesTheAccountDueAtTheNextFullHour() {
        DynamoLostRules lost = new DynamoLostRules(table.client(), table.name());
        Instant one = Instant.parse("2026-11-15T13:00:00Z");

        accounts.setTimeZone("zone", NOVEMBER, PARIS, NOW);
        accounts.setCurrency("currency", EUR, NOW);
        lost.set("account", Duration.ofMinutes(20), NOW);
        lost.set(new DeploymentId("deployment", "llama"), Duration.ofMinutes(20), NOW);
        accounts.setBillingContact("contact", "billing@acme.example", NOW);

        assertThat(Stream.of("zone", "currency", "account", "deployment"))
                .allSatisfy(account -> assertThat(dueAt(account)).as(account).contains(one));
        assertThat(dueAt("contact")).as("it charges nothing").isEmpty();
    }

    private Optional<Instant> dueAt(String account) {
        return ChargeItem.read(new Table(table.client(), table.name()), account, Deadline.NONE)
                .dueAt();
    }

    @Test
    void whatMeteringKeepsInTheSameItemSurvives() {
        DynamoLostRules lost = new DynamoLostRules(table.client(), table.name());
        lost.set(ACME, Duration.ofMinutes(20), NOW);

        accounts.setTimeZone(ACME, NOVEMBER, PARIS, NOW);
        lost.set(ACME, Duration.ofMinutes(30), NOW);

        assertThat(lost.of(ACME).byAccount()).containsEntry(ACME, Duration.ofMinutes(30));
        assertThat(accounts.settings(ACME).timeZone(NOVEMBER)).isEqualTo(PARIS);
    }

    @Test
    void aTermWithTheSameFirstInstantTakesThePlaceOfTheEarlier() {
        accounts.addTerm(ACME, term("2026-12-01T00:00:00Z", "10"), "first", NOW);
        accounts.addTerm(ACME, term("2027-01-01T00:00:00Z", "30"), "later", NOW);
        accounts.addTerm(ACME, term("2026-12-01T00:00:00Z", "20"), "a mistake", NOW);

        assertThat(accounts.agreement(ACME).terms())
                .containsExactly(term("2026-12-01T00:00:00Z", "20"), term("2027-01-01T00:00:00Z", "30"));
        assertThat(accounts.changes(ACME)).as("what was is not forgotten").hasSize(3);
    }

    @Test
    void aTermThatBeginsInAFinalisedPeriodIsRefused() {
        accounts.close(ACME, Instant.parse("2026-12-01T00:00:00Z"));
        accounts.close(ACME, Instant.parse("2026-11-01T00:00:00Z"));

        assertThatThrownBy(() -> accounts.addTerm(ACME, term("2026-11-30T23:45:00Z", "10"), "late", NOW))
                .isInstanceOf(FinalisedPeriodException.class)
                .hasMessageContainingAll("2026-11-30T23:45:00Z", "until 2026-12-01T00:00:00Z", "a credit");
        assertThat(accounts.settings(ACME).revision()).isZero();

        accounts.addTerm(ACME, term("2026-12-01T00:00:00Z", "10"), "in time", NOW);
        assertThat(accounts.agreement(ACME).terms()).hasSize(1);
    }

    @Test
    void anAccountWithoutEventsThatAgreesOnATermIsListedAndDueAtTheNextFullHour() {
        accounts.addTerm(ACME, term("2026-12-01T00:00:00Z", "10"), "signed", NOW.plusSeconds(1));

        ChargeMark mark = ChargeItem.read(new Table(table.client(), table.name()), ACME, Deadline.NONE);
        assertThat(mark.dueAt()).contains(NOW.plusSeconds(3600));
        assertThat(new DynamoUsage(table.client(), table.name()).accounts()).containsExactly(ACME);
    }

    @Test
    void theTimeZoneOfAFinalisedMonthStays() {
        bill(Map.of(BillingItem.LAST_MONTH, Value.text("2026-11")));

        assertThatThrownBy(() -> accounts.setTimeZone(ACME, NOVEMBER, PARIS, NOW))
                .isInstanceOf(FinalisedPeriodException.class)
                .hasMessageContainingAll("Europe/Paris from 2026-11", "the last is 2026-11");

        accounts.setTimeZone(ACME, NOVEMBER.plusMonths(1), PARIS, NOW);
        assertThat(accounts.settings(ACME).timeZone(NOVEMBER.plusMonths(1))).isEqualTo(PARIS);
    }

    /** November ends at 23:00Z in Paris and at midnight in UTC; whichever is closed, neither may take the other's place. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-11-30T23:00:00Z", "2026-12-01T00:00:00Z"})
    void theTimeZoneOfAMonthThatIsBeingFinalisedStays(String end) {
        accounts.close(ACME, Instant.parse(end));

        assertThatThrownBy(() -> accounts.setTimeZone(ACME, NOVEMBER, PARIS, NOW))
                .isInstanceOf(FinalisedPeriodException.class);
    }

    @Test
    void aTimeZoneWhoseMidnightIsOnNoQuarterHourIsRefused() {
        ZoneId monrovia = ZoneId.of("Africa/Monrovia");

        assertThatThrownBy(() -> accounts.setTimeZone(ACME, YearMonth.of(1971, 5), monrovia, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("quarter-hour");
        assertThatThrownBy(() -> accounts.setTimeZone(ACME, NOVEMBER, ZoneId.of("+01:00"), NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("time zone database");
    }

    @Test
    void theCurrencyStaysFromTheFirstInvoiceOn() {
        accounts.setCurrency(ACME, EUR, NOW);
        bill(Map.of(BillingItem.INVOICES, Value.number(1)));

        assertThatThrownBy(() -> accounts.setCurrency(ACME, Currency.getInstance("USD"), NOW))
                .isInstanceOf(FinalisedPeriodException.class)
                .hasMessageContainingAll("before the first invoice", "1 invoice");
        assertThat(accounts.settings(ACME).currency()).isEqualTo(EUR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "nobody", "a@b\n.example", "a b@c.example", "@", "http://", "ftp:/x y"})
    void aContactThatIsNoAddressIsRefused(String contact) {
        assertThatThrownBy(() -> accounts.setBillingContact(ACME, contact, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("contact: must be an e-mail address or a URL of at most 254 characters");
    }

    @Test
    void aContactIsAnAddressOfAtMost254Characters() {
        String longest = "a@" + "b".repeat(252);

        accounts.setBillingContact(ACME, longest, NOW);
        assertThat(accounts.settings(ACME).billingContact()).isEqualTo(longest);
        accounts.setBillingContact(ACME, "https://acme.example/hooks?x=1", NOW);
        assertThatThrownBy(() -> accounts.setBillingContact(ACME, longest + "b", NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTermWhileAPeriodIsClosedIsRefusedOrReadByWhoeverClosedIt() {
        List<String> outcomes = new ArrayList<>();
        for (int call = 1; call <= 5; call++) {
            for (boolean before : List.of(true, false)) {
                String account = ACME + outcomes.size();
                List<Integer> read = new ArrayList<>();
                Interruptions interrupted = new Interruptions(table.client(), call, before, () -> {
                    accounts.close(account, Instant.parse("2026-12-01T00:00:00Z"));
                    read.add(accounts.agreement(account).terms().size());
                });

                boolean added = succeeds(new DynamoAccounts(interrupted.client(), table.name()), account);

                assertThat(interrupted.calls()).contains("getItem", "transactWriteItems");
                assertThat(read).containsExactly(added ? 1 : 0);
                assertThat(accounts.agreement(account).terms()).hasSize(added ? 1 : 0);
                outcomes.add(added ? "read" : "refused");
            }
        }
        assertThat(outcomes)
                .containsExactly(
                        "refused", "refused", "refused", "refused", "refused", "refused", "refused", "refused",
                        "refused", "read");
    }

    private static boolean succeeds(DynamoAccounts adder, String account) {
        try {
            adder.addTerm(account, term("2026-11-01T00:00:00Z", "10"), "cheaper", NOW);
            return true;
        } catch (FinalisedPeriodException refused) {
            return false;
        }
    }

    @Test
    void twoChangesAtOnceAreBothMade() {
        Interruptions interrupted = new Interruptions(
                table.client(), 2, true, () -> accounts.setBillingContact(ACME, "a@acme.example", NOW));

        new DynamoAccounts(interrupted.client(), table.name()).setCurrency(ACME, EUR, NOW);

        assertThat(accounts.settings(ACME).revision()).isEqualTo(2);
        assertThat(accounts.settings(ACME).billingContact()).isEqualTo("a@acme.example");
        assertThat(accounts.settings(ACME).currency()).isEqualTo(EUR);
        assertThat(accounts.changes(ACME)).hasSize(2);
    }

    @Test
    void aCrashBeforeOrAfterAnyCallLeavesTheWholeChangeOrNothing() {
        for (int call = 1; call <= 5; call++) {
            for (boolean before : List.of(true, false)) {
                String account = "crash-" + call + before;
                Interruptions crash = new Interruptions(table.client(), call, before, () -> {
                    throw new PriceBooksDynamoTests.Gone();
                });
                DynamoAccounts dying = new DynamoAccounts(crash.client(), table.name());

                assertThatThrownBy(() -> dying.addTerm(account, term("2026-12-01T00:00:00Z", "10"), "x", NOW))
                        .isInstanceOf(PriceBooksDynamoTests.Gone.class);

                int done = call == 5 && !before ? 1 : 0;
                assertThat(accounts.agreement(account).terms()).hasSize(done);
                assertThat(accounts.changes(account)).hasSize(done);
                assertThat(accounts.settings(account).revision()).isEqualTo(done);
            }
        }
    }
}
