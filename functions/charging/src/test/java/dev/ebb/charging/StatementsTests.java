package dev.ebb.charging;

import static dev.ebb.charging.TestAccount.AS_OF;
import static dev.ebb.charging.TestAccount.H100;
import static dev.ebb.charging.TestAccount.NOVEMBER;
import static dev.ebb.charging.TestAccount.TARIFF;
import static dev.ebb.charging.TestAccount.anHour;
import static dev.ebb.charging.TestAccount.computed;
import static dev.ebb.charging.TestBooks.gpu;
import static dev.ebb.charging.TestUsage.november;
import static dev.ebb.charging.TestUsage.session;
import static dev.ebb.charging.TestUsage.shape;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Statements.Computed;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Shape;
import dev.ebb.metering.TokenUsage;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an account owes, line by line. */
class StatementsTests {

    @Test
    void whatAgreesAndIsPricedIsComplete() {
        Computed computed = computed(anHour());

        assertThat(computed.statement().complete()).isTrue();
        assertThat(computed.statement().total()).isEqualTo("8.00");
        assertThat(computed.warnings()).isEmpty();
    }

    @Test
    void anAccountWithoutUsageOwesNothing() {
        Computed computed = computed(november());

        assertThat(computed.statement().complete()).isTrue();
        assertThat(computed.statement().lines()).isEmpty();
        assertThat(computed.statement().total()).isEqualTo("0.00");
    }

    @Test
    void unpricedUsageIsShownAndMakesTheStatementIncomplete() {
        Shape unknown = shape("X1", "1", "global");
        Computed computed = computed(november(session(unknown, "2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z"))
                .metered("X1", "global", "3600"));

        assertThat(computed.statement().complete()).isFalse();
        assertThat(computed.statement().total()).isEqualTo("0.00");
        assertThat(computed.statement().lines()).singleElement().satisfies(charged -> {
            assertThat(charged.amount()).isNull();
            assertThat(charged.line().exactAmount()).isEmpty();
        });
    }

    @Test
    void linesStandInTheirOrder() {
        TestUsage b = anHour().named("b");
        TestUsage a = november(
                        session(shape("X1", "1", "us"), "2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z"),
                        session(shape("H100", "1", "us"), "2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z"),
                        session(shape("H100", "1", "eu"), "2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z"),
                        session(shape("H100", "1", "eu"), "2025-12-31T23:00:00Z", "2026-01-01T01:00:00Z"))
                .named("a");
        TokenUsage tokens = new TokenUsage(
                "llama", Instant.parse("2026-11-03T10:00:00Z"), BigInteger.TEN, BigInteger.ZERO, BigInteger.TEN);
        TestAccount metered = new TestAccount(List.of(b, a), List.of(tokens), new ArrayList<>());

        Statement statement =
                new Statements(metered, TARIFF).of("acme", NOVEMBER, AS_OF).statement();

        assertThat(statement.lines())
                .extracting(charged -> switch (charged.line()) {
                    case Line.Gpu gpu ->
                        gpu.deployment() + " " + gpu.kind().accelerator() + " "
                                + gpu.kind().region();
                    case Line.Tokens line ->
                        line.model() + " " + line.direction().text();
                    case Line.Committed line -> line.toString();
                    case Line.Adjustment line -> line.toString();
                })
                .containsExactly(
                        "a H100 eu", "a H100 us", "a X1 us", "b H100 global", "llama completion", "llama prompt");
    }

    @Test
    void anUnpricedLineStandsBeforeThePricedOnesOfItsKind() {
        Line.Gpu unpriced = line(null);
        Line.Gpu early = line(TestBooks.price("2026-01-01T00:00:00Z", "7.00"));
        Line.Gpu late = line(TestBooks.price("2026-09-01T00:00:00Z", "8.00"));

        Statement statement = Statement.of("acme", NOVEMBER, TARIFF, List.of(late, early, unpriced), true);

        assertThat(statement.lines()).extracting(Statement.ChargedLine::line).containsExactly(unpriced, early, late);
        assertThat(statement.complete()).isFalse();
    }

    private static Line.Gpu line(@Nullable UnitPrice price) {
        return new Line.Gpu("m", H100.gpuKind(), price, GpuTime.ofMicros(1), GpuTime.ZERO);
    }

    @Test
    void tokensOfTheQuarterHourOfAsOfCount() {
        Instant asOf = Instant.parse("2026-11-03T10:07:00Z");
        BigInteger million = BigInteger.valueOf(1_000_000);
        TokenUsage now =
                new TokenUsage("llama", Instant.parse("2026-11-03T10:00:00Z"), million, BigInteger.ZERO, million);
        TokenUsage later =
                new TokenUsage("llama", Instant.parse("2026-11-03T10:15:00Z"), million, BigInteger.ZERO, million);
        TestAccount metered = new TestAccount(List.of(), List.of(now, later), new ArrayList<>());

        assertThat(new Statements(metered, TARIFF)
                        .of("acme", NOVEMBER, asOf)
                        .statement()
                        .total())
                .isEqualTo("0.40");
    }

    @Test
    void aPeriodThatHasNotBegunIsEmptyAndReadsNothingAfterAsOf() {
        TestAccount metered = new TestAccount(anHour().metered("H100", "global", "0"));
        Instant asOf = Instant.parse("2026-10-20T10:07:00Z");

        Computed computed = new Statements(metered, TARIFF).of("acme", NOVEMBER, asOf);

        assertThat(computed.statement().lines()).isEmpty();
        assertThat(computed.statement().complete()).isTrue();
        assertThat(metered.asked()).containsExactly("2026-10-20T10:00:00Z to 2026-10-20T10:07:00Z");
    }

    @Test
    void everyAccountHasAStatementForEveryPeriod() {
        Statements statements = new Statements(new TestAccount(november()), TARIFF);

        List<Computed> all = statements.all(List.of(NOVEMBER, Period.of("2026-10", "UTC"), NOVEMBER), AS_OF);

        assertThat(all)
                .extracting(computed -> computed.statement().period().month().toString())
                .containsExactly("2026-10", "2026-11");
    }

    @Test
    void anAccountOf10000DeploymentsAddsUp() {
        TestUsage[] usages = new TestUsage[10_000];
        for (int i = 0; i < usages.length; i++) {
            // a second each: 8 / 3600 = 0.00222… a line; 10,000 of them are 22.2222… = 22.22
            usages[i] = november(session(H100, "2026-11-03T10:00:00Z", "2026-11-03T10:00:01Z"))
                    .metered("H100", "global", "1")
                    .named("d" + i);
        }
        List<Line> lines = new ArrayList<>();
        for (TestUsage usage : usages) {
            lines.addAll(new Rating(TARIFF).gpuLines(usage.build()));
        }

        Statement statement = Statement.of("acme", NOVEMBER, TARIFF, lines, true);

        assertThat(statement.lines()).hasSize(10_000);
        assertThat(statement.total()).isEqualTo("22.22");
        // floors are 0.00, so 2,222 lines get a cent, the first ones in their order
        assertThat(statement.lines())
                .filteredOn(line -> line.amount() != null && line.amount().signum() > 0)
                .hasSize(2_222)
                .isEqualTo(statement.lines().subList(0, 2_222));
    }
}
