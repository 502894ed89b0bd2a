package dev.ebb.charging.invoicing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Period;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** September was invoiced in Paris, October in UTC; the account settled Tokyo from November on. */
class CheckpointTests {

    private static final Period SEPTEMBER = Period.of("2026-09", "Europe/Paris");
    private static final Period OCTOBER = SEPTEMBER.next(ZoneId.of("UTC"));
    private static final Checkpoint BOTH = new Checkpoint(
            Instant.parse("2026-11-04T00:00:00Z"),
            Map.of(),
            List.of(
                    new Checkpoint.Finalised(SEPTEMBER, true, Map.of()),
                    new Checkpoint.Finalised(OCTOBER, true, Map.of())));
    private static final AccountSettings SETTINGS = new AccountSettings(
            "acme",
            new TreeMap<>(Map.of(
                    YearMonth.of(2026, 1), ZoneId.of("Europe/Paris"),
                    YearMonth.of(2026, 10), ZoneId.of("UTC"),
                    YearMonth.of(2026, 11), ZoneId.of("Asia/Tokyo"))),
            Currency.getInstance("USD"),
            null,
            3);

    @Test
    void aMonthsPeriodIsTheOneThatWasInvoiced() {
        assertThat(BOTH.periodOf(YearMonth.of(2026, 9), SETTINGS)).isEqualTo(SEPTEMBER);
        assertThat(BOTH.periodOf(YearMonth.of(2026, 10), SETTINGS)).isEqualTo(OCTOBER);
        assertThat(OCTOBER.from()).isEqualTo("2026-09-30T22:00:00Z");
    }

    @Test
    void aMonthBeforeTheFirstInvoiceEndsWhereTheNextBegins() {
        assertThat(BOTH.periodOf(YearMonth.of(2026, 7), SETTINGS)).isEqualTo(Period.of("2026-07", "Europe/Paris"));
    }

    @Test
    void aMonthThatIsNotInvoicedHasNone() {
        assertThatThrownBy(() -> BOTH.periodOf(YearMonth.of(2026, 11), SETTINGS))
                .hasMessage("month: must be at most that of the last invoice, is 2026-11");
    }
}
