package dev.ebb.charging;

import static dev.ebb.charging.TestBooks.gpu;
import static dev.ebb.charging.TestBooks.model;
import static dev.ebb.charging.TestUsage.november;
import static dev.ebb.charging.TestUsage.open;
import static dev.ebb.charging.TestUsage.session;
import static dev.ebb.charging.TestUsage.shape;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Statements.Computed;
import dev.ebb.metering.DeploymentUsage.Lost;
import dev.ebb.metering.FailedStart;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Identity;
import dev.ebb.metering.Notice;
import dev.ebb.metering.Shape;
import dev.ebb.metering.TokenUsage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatementsTests {

    private static final Instant AS_OF = Instant.parse("2026-11-15T00:00:00Z");
    private static final Period NOVEMBER = Period.of("2026-11", "UTC");
    private static final Shape H100 = shape("H100", "1", "global");
    private static final PriceBook BOOK = TestBooks.book(
            "USD",
            List.of(gpu("H100", "*", "2026-01-01T00:00:00Z", "8.00")),
            List.of(model("llama", "2026-01-01T00:00:00Z", "0.20", null, "0.20")));

    private static Computed computed(TestUsage... usages) {
        return new Statements(new StubUsage(usages), Tariff.of(BOOK)).of("acme", NOVEMBER, AS_OF);
    }

    private static TestUsage anHour() {
        return november(session(H100, "2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z"))
                .metered("H100", "global", "3600");
    }

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
    void anOpenSessionAccruesToAsOfWithNoTrafficAtAll() {
        Shape four = shape("H100", "4", "global");
        // 2 h x 4 GPUs = 28,800 GPU-s; x 8.00 = 64.00, and from now on 32.00 an hour
        Computed computed = computed(november(open("r1", four, "2026-11-14T22:00:00Z", AS_OF.toString()))
                .metered("H100", "global", "28800"));

        assertThat(computed.statement().total()).isEqualTo("64.00");
        assertThat(computed.fleet().burnRate()).isEqualTo(Fraction.of(32));
        assertThat(computed.fleet().running())
                .singleElement()
                .satisfies(running -> assertThat(running.gpus()).isEqualByComparingTo("4"));
    }

    @Test
    void aDifferenceOfOneMicroGpuSecondBetweenTheRoadsIsTold() {
        Computed computed = computed(anHour().metered("H100", "global", "3600.000001"));

        assertThat(computed.statement().complete()).isFalse();
        assertThat(computed.warnings())
                .containsExactly(new Warning(
                        "acme",
                        null,
                        null,
                        "deployment acme/m: sessions and meters differ on H100 in global from 2026-11-01T00:00:00Z to"
                                + " 2026-11-15T00:00:00Z: sessions say 3600.000000 GPU-seconds, meters say"
                                + " 3600.000001"));
    }

    @Test
    void metersThatKnowAKindThatSessionsDoNotAreTold() {
        Computed computed = computed(november().metered("A100", "eu", "1"));

        assertThat(computed.statement().complete()).isFalse();
        assertThat(computed.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.reason())
                        .contains("A100 in eu", "sessions say 0.000000", "meters say 1.000000"));
    }

    @Test
    void theRoadsAreComparedUpToTheLastQuarterHourOnly() {
        Instant asOf = Instant.parse("2026-11-03T10:50:00Z");
        // open since 10:00: meters are exact up to 10:45, 2700 s; the statement has 3000 s = 6.666… = 6.67
        StubUsage metered = new StubUsage(november(open("r1", H100, "2026-11-03T10:00:00Z", asOf.toString()))
                .metered("H100", "global", "2700"));

        Computed computed = new Statements(metered, Tariff.of(BOOK)).of("acme", NOVEMBER, asOf);

        assertThat(computed.warnings()).isEmpty();
        assertThat(computed.statement().total()).isEqualTo("6.67");
    }

    @Test
    void aPendingDeploymentIsToldAndNotCompared() {
        Computed computed = computed(anHour().metered("H100", "global", "1").whilePending());

        assertThat(computed.statement().complete()).isFalse();
        assertThat(computed.warnings())
                .extracting(Warning::reason)
                .containsExactly("deployment acme/m: an announcement has not reached all of its replicas yet");
    }

    @Test
    void aReadyThatWaitsForItsShapeMakesThePeriodIncomplete() {
        Notice waiting = new Notice(
                Notice.Kind.WAITING,
                new Identity("acme", "urn:s", "e-1"),
                Instant.parse("2026-11-03T10:00:00Z"),
                Instant.parse("2026-11-03T11:00:00Z"));
        StubUsage metered = new StubUsage(november().noticed(waiting));

        Computed november = new Statements(metered, Tariff.of(BOOK)).of("acme", NOVEMBER, AS_OF);
        Computed october = new Statements(metered, Tariff.of(BOOK)).of("acme", Period.of("2026-10", "UTC"), AS_OF);

        assertThat(november.statement().complete()).isFalse();
        assertThat(november.warnings())
                .containsExactly(new Warning("acme", "urn:s", "e-1", Notice.Kind.WAITING.reason()));
        assertThat(october.statement().complete()).isTrue();
        assertThat(october.warnings()).isEqualTo(november.warnings());
    }

    @Test
    void aReadyAfterADeletionIsAWarningOnly() {
        Notice after = new Notice(
                Notice.Kind.AFTER_DELETION,
                new Identity("acme", "urn:s", "e-1"),
                Instant.parse("2026-11-03T10:00:00Z"),
                null);

        Computed computed = computed(november().noticed(after));

        assertThat(computed.statement().complete()).isTrue();
        assertThat(computed.warnings())
                .containsExactly(new Warning("acme", "urn:s", "e-1", Notice.Kind.AFTER_DELETION.reason()));
    }

    @Test
    void aLostReplicaIsAWarningThatNamesIt() {
        Computed computed = computed(november().losing(new Lost("r7", Instant.parse("2026-11-14T12:00:00Z"), null)));

        assertThat(computed.statement().complete()).isTrue();
        assertThat(computed.warnings())
                .extracting(Warning::reason)
                .containsExactly(
                        "deployment acme/m: replica r7 fell silent: its session ends provisionally at 2026-11-14T12:00:00Z");
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
        StubUsage metered = new StubUsage(List.of(b, a), List.of(tokens), new ArrayList<>());

        Statement statement = new Statements(metered, Tariff.of(BOOK))
                .of("acme", NOVEMBER, AS_OF)
                .statement();

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

        Statement statement = Statement.of("acme", NOVEMBER, Tariff.of(BOOK), List.of(late, early, unpriced), true);

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
        StubUsage metered = new StubUsage(List.of(), List.of(now, later), new ArrayList<>());

        assertThat(new Statements(metered, Tariff.of(BOOK))
                        .of("acme", NOVEMBER, asOf)
                        .statement()
                        .total())
                .isEqualTo("0.40");
    }

    @Test
    void aPeriodThatHasNotBegunIsEmptyAndReadsNothingAfterAsOf() {
        StubUsage metered = new StubUsage(anHour().metered("H100", "global", "0"));
        Instant asOf = Instant.parse("2026-10-20T10:07:00Z");

        Computed computed = new Statements(metered, Tariff.of(BOOK)).of("acme", NOVEMBER, asOf);

        assertThat(computed.statement().lines()).isEmpty();
        assertThat(computed.statement().complete()).isTrue();
        assertThat(metered.asked()).containsExactly("2026-10-20T10:00:00Z to 2026-10-20T10:07:00Z");
    }

    @Test
    void everyAccountHasAStatementForEveryPeriod() {
        Statements statements = new Statements(new StubUsage(november()), Tariff.of(BOOK));

        List<Computed> all = statements.all(List.of(NOVEMBER, Period.of("2026-10", "UTC"), NOVEMBER), AS_OF);

        assertThat(all)
                .extracting(computed -> computed.statement().period().month().toString())
                .containsExactly("2026-10", "2026-11");
    }

    @Test
    void bootTimeIsShownAndNotBilled() {
        TestUsage usage = november(
                        session(H100, "2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z", "2026-11-03T09:57:00Z"),
                        session(H100, "2026-11-01T00:01:00Z", "2026-11-01T00:01:01Z", "2026-10-31T23:59:00Z"),
                        session(H100, "2026-10-31T23:00:00Z", "2026-11-01T00:00:01Z", "2026-10-31T22:00:00Z"))
                .failed(new FailedStart(
                        Instant.parse("2026-11-03T09:00:05Z"), Instant.parse("2026-11-03T11:00:00Z"), null));

        FleetSummary fleet = computed(usage).fleet();

        // 3 min, and 1 min of the boot that began before the period; the third boot lies before it
        assertThat(fleet.boot().boots()).isEqualTo(2);
        assertThat(fleet.boot().booting()).isEqualTo(Duration.ofMinutes(4));
        assertThat(fleet.boot().failedStarts()).isEqualTo(1);
        assertThat(fleet.boot().failing()).isEqualTo(Duration.ofSeconds(7195));
        assertThat(fleet.boot().total()).isEqualTo(Duration.ofSeconds(7435));
        // billed: 3600 + 1 + 1
        assertThat(fleet.billed().gpuSeconds()).isEqualTo("3602.000000");
    }

    @Test
    void theBurnRateIsThatOfTheGpusThatAreReady() {
        Shape half = shape("H100", "0.5", "global");
        Shape unpriced = shape("X1", "1", "global");
        FleetSummary fleet = computed(november(
                        open("r1", H100, "2026-11-14T22:00:00Z", AS_OF.toString()),
                        open("r2", H100, "2026-11-14T23:00:00Z", AS_OF.toString()),
                        open("r3", half, "2026-11-14T23:00:00Z", AS_OF.toString()),
                        session(H100, "2026-11-14T22:00:00Z", "2026-11-14T23:00:00Z")))
                .fleet();

        // (2 + 0.5) x 8.00
        assertThat(fleet.burnRate()).isEqualTo(Fraction.of(new BigDecimal("20.00")));
        assertThat(fleet.running()).extracting(FleetSummary.Running::replicas).containsExactly(2L, 1L);
        assertThat(fleet.burnsUnpriced()).isFalse();

        assertThat(computed(november()).fleet().burnRate()).isEqualTo(Fraction.ZERO);
        assertThat(computed(november(open("r1", unpriced, "2026-11-14T22:00:00Z", AS_OF.toString())))
                        .fleet()
                        .burnsUnpriced())
                .isTrue();
    }

    @Test
    void theBurnRateIsThatOfTheGpusThatNoCommitmentCovers() {
        String start = "2026-11-01T00:00:00Z";
        Tariff tariff = TestTerms.tariff(
                BOOK,
                TestTerms.reserving(
                        start,
                        TestTerms.commitment("H100", "*", "12", start, "5.00"),
                        TestTerms.commitment("A100", "*", "2", start, "1.50")));
        Shape eight = shape("H100", "8", "global");
        TestUsage a = november(open("r1", eight, "2026-11-14T22:00:00Z", AS_OF.toString()))
                .named("a");
        TestUsage b = november(open("r1", eight, "2026-11-14T22:00:00Z", AS_OF.toString()))
                .named("b");

        FleetSummary fleet = new Statements(new StubUsage(a, b), tariff)
                .of("acme", NOVEMBER, AS_OF)
                .fleet();
        FleetSummary atZero = new Statements(new StubUsage(), tariff)
                .of("acme", NOVEMBER, AS_OF)
                .fleet();
        FleetSummary past = new Statements(new StubUsage(), tariff)
                .of("acme", NOVEMBER, Instant.parse("2026-12-01T00:00:00Z"))
                .fleet();

        // 4 of 16 beyond what is reserved, 2 of each deployment's 8; 12 x 5.00 + 2 x 1.50 whatever runs
        assertThat(fleet.running())
                .extracting(FleetSummary.Running::onDemand)
                .containsExactly(Fraction.of(2), Fraction.of(2));
        assertThat(fleet.burnRate()).isEqualTo(Fraction.of(32));
        assertThat(fleet.committedRate()).isEqualTo(Fraction.of(63));
        assertThat(atZero.burnRate()).isEqualTo(Fraction.ZERO);
        assertThat(atZero.committedRate()).isEqualTo(Fraction.of(63));
        assertThat(past.committedRate()).isEqualTo(Fraction.ZERO);
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
            lines.addAll(new Rating(Tariff.of(BOOK)).gpuLines(usage.build()));
        }

        Statement statement = Statement.of("acme", NOVEMBER, Tariff.of(BOOK), lines, true);

        assertThat(statement.lines()).hasSize(10_000);
        assertThat(statement.total()).isEqualTo("22.22");
        // floors are 0.00, so 2,222 lines get a cent, the first ones in their order
        assertThat(statement.lines())
                .filteredOn(line -> line.amount() != null && line.amount().signum() > 0)
                .hasSize(2_222)
                .isEqualTo(statement.lines().subList(0, 2_222));
    }
}
