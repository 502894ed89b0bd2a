package dev.ebb.charging.invoicing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.Period;
import dev.ebb.charging.Statement;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BurningTests {

    private static final Currency USD = Currency.getInstance("USD");
    private static final Instant CREATED = Instant.parse("2026-09-01T00:00:00Z");
    private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");

    private static Statement statement(String total) {
        return new Statement("acme", Period.of("2026-11", "UTC"), USD, true, List.of(), new BigDecimal(total));
    }

    private static Grant grant(String id, String amount, int priority, @Nullable Instant expires) {
        return Grant.of(id, USD, new BigDecimal(amount), priority, CREATED, expires, "a reason");
    }

    private static CreditEntry burned(String grant, String amount) {
        return new CreditEntry(grant, CreditEntry.Kind.BURNED, new BigDecimal(amount));
    }

    private static Burning burning(Statement statement, List<Grant> grants) {
        return Burning.of(statement, grants, new Invoiced(List.of()));
    }

    @Test
    void creditsAreBurnedByPriorityThenExpiryThenAgeThenId() {
        Grant older = new Grant(
                "z", USD, new BigDecimal("1"), new BigDecimal("1"), 5, CREATED.minusMillis(1), END.plusMillis(1), "x");
        List<Grant> grants = List.of(
                grant("never", "1", 5, null),
                grant("b", "1", 5, END.plusMillis(1)),
                grant("first", "1", 0, null),
                grant("a", "1", 5, END.plusMillis(1)),
                grant("soon", "1", 5, END),
                older);

        Burning burning = burning(statement("5.50"), grants);

        assertThat(burning.entries())
                .containsExactly(
                        burned("first", "1.00"),
                        burned("soon", "1.00"),
                        burned("z", "1.00"),
                        burned("a", "1.00"),
                        burned("b", "1.00"),
                        burned("never", "0.50"));
        assertThat(burning.statement().due()).isEqualTo("0.00");
        assertThat(burning.statement().total()).isEqualTo("5.50");
        assertThat(burning.rest().getLast().remaining()).isEqualTo("0.50");
    }

    private static List<Grant> ones(int count, @Nullable Instant expires, String prefix) {
        return IntStream.range(0, count)
                .mapToObj(i -> grant(prefix + i, "1", 5, expires))
                .toList();
    }

    @Test
    void ofMoreGrantsThanAnInvoiceTouchesTheRestIsForTheNext() {
        Burning first = burning(statement("100.00"), ones(120, null, "g"));
        Burning second = burning(statement("100.00"), first.rest());
        Burning third = burning(statement("100.00"), second.rest());

        assertThat(List.of(first, second)).allSatisfy(burning -> {
            assertThat(burning.entries()).hasSize(50);
            assertThat(burning.statement().due()).isEqualTo("50.00");
        });
        assertThat(third.entries()).hasSize(20);
        assertThat(third.statement().due()).isEqualTo("80.00");
    }

    @Test
    void whatHasExpiredWaitsUntilWhatPaysIsBurned() {
        List<Grant> grants = new ArrayList<>(ones(60, END.minusMillis(1), "old"));
        grants.addAll(ones(10, null, "new"));

        Burning first = burning(statement("100.00"), grants);
        Burning second = burning(statement("100.00"), first.rest());

        assertThat(first.entries())
                .filteredOn(entry -> entry.kind() == CreditEntry.Kind.BURNED)
                .hasSize(10);
        assertThat(first.entries())
                .filteredOn(entry -> entry.kind() == CreditEntry.Kind.EXPIRED)
                .hasSize(40);
        assertThat(first.statement().due()).isEqualTo("90.00");
        assertThat(second.entries()).hasSize(20).allMatch(entry -> entry.kind() == CreditEntry.Kind.EXPIRED);
    }

    @Test
    void whatExpiredBeforeThePeriodsEndIsRecordedAndPaysNothing() {
        Burning burning = burning(statement("5.00"), List.of(grant("old", "3", 0, END.minusMillis(1))));

        assertThat(burning.entries())
                .containsExactly(new CreditEntry("old", CreditEntry.Kind.EXPIRED, new BigDecimal("3.00")));
        assertThat(burning.statement().due()).isEqualTo("5.00");
        assertThat(burning.rest().getFirst().remaining()).isEqualTo("0.00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.00", "-7.00"})
    void nothingIsBurnedForATotalThatIsNotAboveZero(String total) {
        Burning burning = burning(statement(total), List.of(grant("g", "3", 0, null)));

        assertThat(burning.entries()).isEmpty();
        assertThat(burning.statement().due()).isEqualTo(total);
    }

    @Test
    void dueIsThereExactlyIfTheAccountHasAnyGrant() {
        Grant spent = grant("g", "3", 0, null).less(new BigDecimal("3"));

        assertThat(burning(statement("5.00"), List.of()).statement().due()).isNull();
        assertThat(burning(statement("5.00"), List.of(spent)).statement().due()).isEqualTo("5.00");
    }

    @Test
    void aGrantInAnotherCurrencyStaysAsItIs() {
        Grant yen = Grant.of("g", Currency.getInstance("JPY"), new BigDecimal("300"), 0, CREATED, null, "x");

        Burning burning = burning(statement("5.00"), List.of(yen));

        assertThat(burning.entries()).isEmpty();
        assertThat(burning.rest()).containsExactly(yen);
    }

    @Test
    void aGrantKeepsToItsRules() {
        assertThatThrownBy(() -> grant("g", "0", 0, null)).hasMessageContaining("amount: must be above 0");
        assertThatThrownBy(() -> grant("g", "0.001", 0, null)).hasMessageContaining("at most 2 decimals");
        assertThatThrownBy(() -> grant("g", "1", 1001, null)).hasMessageContaining("priority: must be from 0 to 1000");
        assertThatThrownBy(() -> grant("g", "1", -1, null)).hasMessageContaining("priority");
        assertThatThrownBy(() -> grant("a b", "1", 0, null)).hasMessageContaining("id: must match");
        assertThatThrownBy(() -> grant("g", "1", 0, CREATED)).hasMessageContaining("expiresAt: must be after");
        assertThatThrownBy(() -> Grant.of("g", USD, BigDecimal.ONE, 0, CREATED, null, " "))
                .hasMessageContaining("reason: must be of 1 to 500");
    }
}
