package dev.ebb.charging.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.Commitment;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Period;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statement.ChargedLine;
import dev.ebb.charging.UnitPrice;
import dev.ebb.charging.invoicing.CreditEntry;
import dev.ebb.charging.invoicing.Invoice;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvoiceJsonTests {

    private static final Instant TERM = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant ROW = Instant.parse("2026-01-01T00:00:00Z");
    private static final GpuKind H100 = new GpuKind("H100", "eu");

    /** The row is spelled with an offset; 12.5 % are taken off 8.00. */
    private static final UnitPrice LESS = new UnitPrice(
            ROW, "2026-01-01T02:00:00+02:00", new BigDecimal("7.00000"), "8.00", new UnitPrice.Agreed(TERM, "12.5"));

    private static final UnitPrice OWN = new UnitPrice(
            TERM, "2026-06-01T00:00:00Z", new BigDecimal("3.10"), "3.10", new UnitPrice.Agreed(TERM, null));

    private static ChargedLine line(Line line, String amount) {
        return new ChargedLine(line, new BigDecimal(amount));
    }

    private static Invoice invoice() {
        LineKey key = new LineKey("gpu", "llama", "H100", "eu", "", "2026-01-01T00:00:00Z", TERM.toString());
        List<ChargedLine> lines = List.of(
                line(
                        new Line.Adjustment(
                                YearMonth.of(2026, 9),
                                4L,
                                key,
                                new BigDecimal("-2.50"),
                                List.of(new Line.EventReference("urn:a", "ü", TERM)),
                                7),
                        "-2.50"),
                line(new Line.Adjustment(YearMonth.of(2026, 1), null, key, new BigDecimal("1.00"), List.of()), "1.00"),
                line(new Line.Gpu("llama", H100, LESS, GpuTime.ofMicros(7_200_000_001L), GpuTime.ofMicros(3)), "14.00"),
                line(
                        new Line.Gpu(
                                "mistral",
                                H100,
                                OWN,
                                GpuTime.ofMicros(10),
                                GpuTime.ZERO,
                                new Fraction(BigInteger.TEN, BigInteger.ONE)),
                        "0.00"),
                new ChargedLine(new Line.Gpu("other", H100, null, GpuTime.ofMicros(10), GpuTime.ZERO), null),
                line(
                        new Line.Tokens(
                                "m", Line.Direction.PROMPT, OWN, new BigInteger("9".repeat(30)), BigInteger.TWO),
                        "1.00"),
                line(new Line.Tokens("m", Line.Direction.COMPLETION, OWN, BigInteger.TEN, BigInteger.ZERO), "1.00"));
        Statement statement = new Statement(
                "acme",
                Period.of("2026-11", "Europe/Paris"),
                Currency.getInstance("USD"),
                false,
                lines,
                new BigDecimal("14.50"),
                new BigDecimal("4.50"),
                Instant.parse("2026-12-01T10:00:00Z"));
        return new Invoice(
                7,
                statement,
                List.of(
                        new CreditEntry("g", CreditEntry.Kind.BURNED, new BigDecimal("10.00")),
                        new CreditEntry("h", CreditEntry.Kind.EXPIRED, new BigDecimal("3.00")),
                        new CreditEntry("i", CreditEntry.Kind.RETURNED, new BigDecimal("1.00"), 6L)),
                2,
                List.of(TERM),
                Instant.parse("2026-12-04T00:00:00Z"),
                "a gift");
    }

    @Test
    void whatIsWrittenIsReadAsItWasAndWrittenAgainAsTheSameBytes() {
        Invoice invoice = invoice();

        byte[] json = InvoiceJson.write(invoice);

        assertThat(InvoiceJson.invoice(json)).isEqualTo(invoice);
        assertThat(new String(json, StandardCharsets.UTF_8))
                .as("only where there are any")
                .containsOnlyOnce("\"moreEvents\":7")
                .containsOnlyOnce("moreEvents");
        assertThat(InvoiceJson.write(InvoiceJson.invoice(json))).isEqualTo(json);
        assertThat(InvoiceJson.statement(InvoiceJson.write(invoice.statement())))
                .isEqualTo(invoice.statement());
    }

    @Test
    void aCommitmentIsReadWithItsGpusPriceAndTimes() {
        Line.Committed committed = new Line.Committed(
                new Commitment("H100", "*", 4_500, OWN), GpuTime.ofMicros(14_400), GpuTime.ofMicros(5));
        Statement statement = new Statement(
                "acme",
                Period.of("2026-11", "UTC"),
                Currency.getInstance("USD"),
                true,
                List.of(line(committed, "1.00")),
                new BigDecimal("1.00"));

        Statement read = InvoiceJson.statement(InvoiceJson.write(statement));

        assertThat(read).isEqualTo(statement);
        assertThat(InvoiceJson.write(read)).isEqualTo(InvoiceJson.write(statement));
    }

    /** One GPU for a second, over three that ran: a third of 1,000,000 micro-GPU-seconds has no end as a decimal. */
    @Test
    void whatIsCoveredProRataIsReadExactly() {
        Line.Gpu third = new Line.Gpu(
                "llama",
                H100,
                LESS,
                GpuTime.ofMicros(1_000_000),
                GpuTime.ZERO,
                new Fraction(BigInteger.valueOf(1_000_000), BigInteger.valueOf(3)));
        Statement statement = new Statement(
                "acme",
                Period.of("2026-11", "UTC"),
                Currency.getInstance("USD"),
                true,
                List.of(line(third, "0.00")),
                new BigDecimal("0.00"));

        byte[] json = InvoiceJson.write(statement);

        assertThat(InvoiceJson.statement(json)).isEqualTo(statement);
        assertThat(new String(json, StandardCharsets.UTF_8))
                .contains("\"reservedGpuSeconds\":\"0.333333\",\"reservedExact\":\"1/3\"");
        byte[] wrong = new String(json, StandardCharsets.UTF_8)
                .replace("\"1/3\"", "\"0.3\"")
                .getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> InvoiceJson.statement(wrong))
                .hasMessageContaining("reservedExact: must be a fraction");
    }

    @Test
    void anythingElseIsRefused() {
        assertThatThrownBy(() -> InvoiceJson.invoice("{".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> InvoiceJson.invoice("{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
