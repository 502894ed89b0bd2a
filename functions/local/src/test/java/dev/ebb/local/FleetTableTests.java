package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Commitment;
import dev.ebb.charging.FleetSummary;
import dev.ebb.charging.FleetSummary.BootTime;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Insight;
import dev.ebb.charging.Line;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statements.Computed;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.UnitPrice;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetTableTests {

    private static final PriceBook BOOK = new PriceBook(Currency.getInstance("USD"), List.of(), List.of());

    private static UnitPrice price(String amount) {
        return new UnitPrice(
                Instant.parse("2026-11-01T00:00:00Z"), "2026-11-01T00:00:00Z", new BigDecimal(amount), amount);
    }

    private static List<String> table(Fraction committedRate, Line... lines) {
        Statement statement = Statement.of("acme", Period.of("2026-11", "UTC"), Tariff.of(BOOK), List.of(lines), true);
        FleetSummary fleet = new FleetSummary(
                "acme",
                Instant.parse("2026-11-02T00:00:00Z"),
                List.of(),
                GpuTime.ofMicros(57_600_000_000L),
                GpuTime.ZERO,
                BootTime.ZERO,
                committedRate);
        return new FleetTable(BOOK, Style.PLAIN)
                .of(List.of(new Computed(statement, List.of(), fleet, Insight.NONE, false)));
    }

    @Test
    void commitmentsStandAboveWhatTheyCover() {
        Line committed = new Line.Committed(
                new Commitment("H100", "*", 12_000, price("5.00")),
                GpuTime.ofMicros(12 * 3_600_000_000L),
                GpuTime.ofMicros(9 * 3_600_000_000L));
        Line gpu = new Line.Gpu(
                "llama",
                new GpuKind("H100", "eu"),
                price("8.00"),
                GpuTime.ofMicros(16 * 3_600_000_000L),
                GpuTime.ZERO,
                new Fraction(BigInteger.valueOf(9 * 3_600_000_000L), BigInteger.ONE));

        List<String> text = table(Fraction.of(60), gpu, committed);

        // 12 h x 5.00 and (16 - 9) h x 8.00
        assertThat(text)
                .containsSubsequence(
                        "  reserved   accelerator   region   GPU-hours   used   unused   per hour    cost",
                        "  12 GPUs    H100          *            12.00   9.00     3.00       5.00   60.00",
                        "  deployment   accelerator   region   running   GPU-hours   busy    idle   reserved   per hour    cost",
                        "  llama        H100          eu       –             16.00   0.00   16.00       9.00       8.00   56.00",
                        "  owes USD 116.00, burns USD 0.00 an hour and reserves for 60.00 an hour");
    }

    @Test
    void withoutCommitmentsNothingSpeaksOfThem() {
        Line gpu = new Line.Gpu(
                "llama", new GpuKind("H100", "eu"), price("8.00"), GpuTime.ofMicros(3_600_000_000L), GpuTime.ZERO);

        assertThat(table(Fraction.ZERO, gpu)).noneMatch(line -> line.contains("reserve"));
    }
}
