package dev.ebb.charging.exports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Agreement;
import dev.ebb.charging.Commitment;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statement.ChargedLine;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.UnitPrice;
import dev.ebb.charging.exports.DatedStatement.Row;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DatingTests {

    private static final Period NOVEMBER = Period.of("2026-11", "UTC");
    private static final Instant LATER = Instant.parse("2027-01-01T00:00:00Z");

    static UnitPrice price(String from, String amount) {
        return new UnitPrice(Instant.parse(from), from, new BigDecimal(amount), amount);
    }

    static Tariff tariff(String... fromsAndPrices) {
        List<PriceBook.GpuPrice> rows = new ArrayList<>();
        for (int i = 0; i < fromsAndPrices.length; i += 2) {
            rows.add(new PriceBook.GpuPrice("H100", "*", price(fromsAndPrices[i], fromsAndPrices[i + 1])));
        }
        UnitPrice token = price("2026-01-01T00:00:00Z", "0.37");
        return Tariff.of(new PriceBook(
                Currency.getInstance("USD"), rows, List.of(new PriceBook.ModelPrice("llama", token, null, token))));
    }

    private static BigDecimal sum(List<Row> rows) {
        return rows.stream().map(Row::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Test
    void aSessionOverThreeDaysIsThreeRows() {
        // 10 minutes, 24 h and 10 minutes of 1 GPU at 1.00: 1/6, 24 and 1/6, in all 24 1/3, rounded 24.33.
        KnownUsage usage = new KnownUsage()
                .session(
                        "m",
                        "H100",
                        "eu",
                        1000,
                        Instant.parse("2026-11-02T23:50:00Z"),
                        Instant.parse("2026-11-04T00:10:00Z"));
        Dating dating = new Dating(usage, tariff("2026-01-01T00:00:00Z", "1.00"), "acme", NOVEMBER, LATER);

        List<Row> rows = dating.byDay(dating.computed().statement()).rows();

        assertThat(rows)
                .extracting(row -> row.span().day().toString())
                .containsExactly("2026-11-02", "2026-11-03", "2026-11-04");
        assertThat(rows)
                .extracting(Row::amount)
                .as("0.16 2/3 and 0.16 2/3: the first of equals gets the minor unit that is missing")
                .containsExactly(new BigDecimal("0.17"), new BigDecimal("24.00"), new BigDecimal("0.16"));
        assertThat(usage.reads()).as("deployments, one deployment, tokens").isEqualTo(3);
    }

    @Test
    void aLongDayIsChargedForAllItsHours() {
        KnownUsage usage =
                new KnownUsage().session("m", "H100", "eu", 1000, Instant.parse("2026-10-01T00:00:00Z"), LATER);
        Dating dating = new Dating(
                usage, tariff("2026-01-01T00:00:00Z", "1.00"), "acme", Period.of("2026-10", "Europe/Paris"), LATER);

        List<Row> rows = dating.byDay(dating.computed().statement()).rows();

        assertThat(rows.get(24).amount()).isEqualTo("25.00");
        assertThat(rows.get(23).amount()).isEqualTo("24.00");
    }

    @Test
    void busyMinutesAreThoseOfTheirDay() {
        // Active are the minutes 00:30 to 01:30 of the period's first day.
        KnownUsage usage = new KnownUsage()
                .session(
                        "m",
                        "H100",
                        "eu",
                        1000,
                        Instant.parse("2026-11-01T01:00:00Z"),
                        Instant.parse("2026-11-02T02:00:00Z"));
        Dating dating = new Dating(usage, tariff("2026-01-01T00:00:00Z", "1.00"), "acme", NOVEMBER, LATER);

        assertThat(dating.byDay(dating.computed().statement()).rows())
                .extracting(row -> ((Line.Gpu) row.line()).busy())
                .containsExactly(GpuTime.ofMicros(1_800_000_000L), GpuTime.ZERO);
    }

    @Test
    void aDraftEndsNow() {
        KnownUsage usage = new KnownUsage()
                .session("m", "H100", "eu", 1000, Instant.parse("2026-11-01T00:00:00Z"), LATER)
                .tokens("llama", Instant.parse("2026-11-02T00:00:00Z"), 1_000_000, 0);
        Instant midnight = Instant.parse("2026-11-02T00:00:00Z");
        Dating dating = new Dating(usage, tariff("2026-01-01T00:00:00Z", "1.00"), "acme", NOVEMBER, midnight);

        List<Row> rows = dating.byDay(dating.computed().statement()).rows();

        assertThat(rows)
                .extracting(Row::amount)
                .as("24 h of GPU, and the quarter-hour of tokens that has just begun")
                .containsExactly(new BigDecimal("24.00"), new BigDecimal("0.37"));
        assertThat(rows.getLast().span().day()).isEqualTo("2026-11-02");
    }

    @Test
    void anAdjustmentIsOneRow() {
        Line.Adjustment adjustment = new Line.Adjustment(
                YearMonth.parse("2026-10"),
                7L,
                new LineKey("gpu", "m", "H100", "eu", "", "2026-01-01T00:00:00Z", ""),
                new BigDecimal("-1.50"),
                List.of());
        Statement statement = Statement.of("acme", NOVEMBER, tariff(), List.of(adjustment), true);

        DatedStatement dated = DatedStatement.of(statement, List.of());

        assertThat(dated.rows()).singleElement().satisfies(row -> {
            assertThat(row.amount()).isEqualTo("-1.50");
            assertThat(row.span().from()).isEqualTo(NOVEMBER.from());
            assertThat(row.span().to()).isEqualTo(NOVEMBER.to());
        });
    }

    @Test
    void whatWasInvoicedOtherwiseStaysWhole() {
        KnownUsage usage = new KnownUsage()
                .session(
                        "m",
                        "H100",
                        "eu",
                        1000,
                        Instant.parse("2026-11-02T12:00:00Z"),
                        Instant.parse("2026-11-04T12:00:00Z"))
                .tokens("llama", Instant.parse("2026-11-02T00:00:00Z"), 1_000_000, 0);
        Tariff tariff = tariff("2026-01-01T00:00:00Z", "1.00");
        Dating dating = new Dating(usage, tariff, "acme", NOVEMBER, LATER);
        Line.Gpu today =
                (Line.Gpu) dating.computed().statement().lines().getFirst().line();
        Line invoicedGpu = new Line.Gpu(
                "m", new GpuKind("H100", "eu"), today.price(), GpuTime.ofMicros(3_600_000_000L), GpuTime.ZERO);
        Line tokens = dating.computed().statement().lines().getLast().line();
        Statement invoiced = Statement.of("acme", NOVEMBER, tariff, List.of(invoicedGpu, tokens), true);

        List<Row> rows = dating.byDay(invoiced).rows();

        assertThat(rows).hasSize(2);
        assertThat(rows.getFirst().line()).isEqualTo(invoicedGpu);
        assertThat(rows.getFirst().span().to()).isEqualTo(NOVEMBER.to());
        assertThat(rows.getLast().span().day()).isEqualTo("2026-11-02");
        assertThat(sum(rows)).isEqualTo(invoiced.total());
    }

    @Test
    void usageWithoutAPriceIsThereWithoutAnAmount() {
        KnownUsage usage = new KnownUsage()
                .session("m", "A100", "eu", 1000, NOVEMBER.from(), Instant.parse("2026-11-03T00:00:00Z"));
        Dating dating = new Dating(usage, tariff(), "acme", NOVEMBER, LATER);

        assertThat(dating.byDay(dating.computed().statement()).rows())
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.amount()).isNull());
    }

    /** Random usage of several deployments, models and prices, under an agreement that may reserve GPUs. */
    static Dating random(long seed) {
        Random random = new Random(seed);
        Period period = Period.of(random.nextBoolean() ? "2026-10" : "2026-03", "Europe/Paris");
        long from = period.from().toEpochMilli();
        long length = Duration.between(period.from(), period.to()).toMillis();
        KnownUsage usage = new KnownUsage();
        for (int i = random.nextInt(12); i >= 0; i--) {
            long start = from - 86_400_000L + random.nextLong(length);
            usage.session(
                    "d" + random.nextInt(3),
                    random.nextInt(5) == 0 ? "A100" : "H100",
                    random.nextBoolean() ? "eu" : "us",
                    1 + random.nextInt(8000),
                    Instant.ofEpochMilli(start),
                    Instant.ofEpochMilli(start + 1 + random.nextLong(5 * 86_400_000L)));
        }
        for (int i = random.nextInt(20); i > 0; i--) {
            Instant quarter = period.from().plus(Duration.ofMinutes(15L * random.nextInt(2900)));
            usage.tokens("llama", quarter, random.nextInt(100_000_000), random.nextInt(10_000_000));
        }
        String change = Instant.ofEpochMilli(from + random.nextLong(length)).toString();
        Tariff listed = tariff("2026-01-01T00:00:00Z", "2.95", change, "3.15");
        Instant term = period.from().plus(Duration.ofMinutes(15L * random.nextInt(2900)));
        List<PriceBook.GpuPrice> own = random.nextBoolean()
                ? List.of(new PriceBook.GpuPrice("H100", "eu", price(term.toString(), "1.99")))
                : List.of();
        List<Commitment> commitments = random.nextBoolean()
                ? List.of(
                        new Commitment("H100", "eu", 1 + random.nextInt(5000), price(term.toString(), "1.27")),
                        new Commitment("H100", "*", 1 + random.nextInt(5000), price(term.toString(), "1.31")))
                : List.of();
        Agreement agreement = new Agreement(
                List.of(new Agreement.Term(term, own, List.of(), new BigDecimal("7.5"), "7.5", commitments)));
        Instant asOf = Instant.ofEpochMilli(from + random.nextLong(2 * length));
        return new Dating(usage, new Tariff(listed.book(), agreement), "acme", period, asOf);
    }

    @Property(tries = 60)
    void rowsAddUpPerLineAndInTotal(@ForAll long seed) {
        Dating dating = random(seed);
        Statement statement = dating.computed().statement();

        for (DatedStatement dated : List.of(dating.byDay(statement), dating.byDayAndListPrice(statement))) {
            BigDecimal total = BigDecimal.ZERO;
            for (int i = 0; i < statement.lines().size(); i++) {
                ChargedLine charged = statement.lines().get(i);
                int number = i + 1;
                List<Row> own = dated.rows().stream()
                        .filter(row -> row.number() == number)
                        .toList();
                assertThat(own).isNotEmpty();
                Fraction exact = own.stream()
                        .map(row -> row.line().exactAmount().orElse(Fraction.ZERO))
                        .reduce(Fraction.ZERO, Fraction::plus);
                assertThat(exact).isEqualTo(charged.line().exactAmount().orElse(Fraction.ZERO));
                if (charged.amount() != null) {
                    assertThat(sum(own)).isEqualByComparingTo(charged.amount());
                    total = total.add(sum(own));
                }
                assertThat(own)
                        .allSatisfy(row -> assertThat(Duration.between(
                                        row.span().from(), row.span().to()))
                                .isLessThanOrEqualTo(Duration.ofHours(25)));
            }
            assertThat(total).isEqualByComparingTo(statement.total());
        }
    }
}
