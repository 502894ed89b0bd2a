package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Period;
import dev.ebb.charging.Statement;
import dev.ebb.charging.explaining.Explanation;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An adjustment of many events, in words. */
class ExplanationTextTests {

    private static String text(long moreEvents) {
        Instant time = Instant.parse("2026-09-20T10:00:00Z");
        BigDecimal amount = new BigDecimal("8.00");
        List<Line.EventReference> events = List.of(new Line.EventReference("urn:test", "late", time));
        Line.Adjustment adjustment = new Line.Adjustment(
                YearMonth.of(2026, 9),
                1L,
                new LineKey("gpu", "llama", "H100", "global", "", "", ""),
                amount,
                events,
                moreEvents);
        Statement october = new Statement(
                "acme",
                Period.of("2026-10", "UTC"),
                Currency.getInstance("USD"),
                true,
                List.of(new Statement.ChargedLine(adjustment, amount)),
                amount);
        return ExplanationText.of(new Explanation(
                october,
                1,
                Instant.parse("2026-10-05T00:00:00Z"),
                new Explanation.Corrected(null, List.of(), amount, events, moreEvents),
                null,
                Fraction.of(amount)));
    }

    @Test
    void eventsThatAreNotNamedAreCounted() {
        assertThat(text(2_900).lines())
                .containsSequence("  2026-09-20T10:00:00Z   became known late: urn:test late", "  and 2900 more");
    }

    @Test
    void nothingIsSaidOfMoreWhereThereIsNone() {
        assertThat(text(0)).contains("became known late").doesNotContain("more");
    }
}
