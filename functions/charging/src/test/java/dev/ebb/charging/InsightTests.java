package dev.ebb.charging;

import static dev.ebb.charging.TestBooks.gpu;
import static dev.ebb.charging.TestBooks.model;
import static dev.ebb.charging.TestUsage.november;
import static dev.ebb.charging.TestUsage.session;
import static dev.ebb.charging.TestUsage.shape;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Advice.Recommendation;
import dev.ebb.metering.DeploymentUsage.Boot;
import dev.ebb.metering.DeploymentUsage.Lost;
import dev.ebb.metering.FailedStart;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Shape;
import dev.ebb.metering.Traffic;
import dev.ebb.metering.Usage;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InsightTests {

    private static final Instant AS_OF = Instant.parse("2026-11-15T00:00:00Z");
    private static final Shape TWO = shape("H100", "2", "global");
    private static final PriceBook BOOK = TestBooks.book(
            "USD",
            List.of(gpu("H100", "*", "2026-01-01T00:00:00Z", "8.00"), gpu("H100", "*", "2026-11-10T00:00:00Z", "4.00")),
            List.of(model("llama", "2026-01-01T00:00:00Z", "1.00", "0.10", "2.00")));

    private static Insight insight(PriceBook book, TestUsage... usages) {
        return new Statements(new TestAccount(usages), Tariff.of(book))
                .of("acme", Period.of("2026-11", "UTC"), AS_OF)
                .insight();
    }

    private static Instant at(String time) {
        return Instant.parse(time);
    }

    private static Usage.Configuration labelled(String... labels) {
        Map<String, String> map = labels.length == 0 ? Map.of() : Map.of(labels[0], labels[1]);
        return new Usage.Configuration("llama", null, null, map, null, null);
    }

    /** An hour of two GPUs, 16.00, with as many of its first minutes active. */
    private static TestUsage hour(int activeMinutes) {
        return november(session(TWO, "2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z"))
                .active(IntStream.range(0, activeMinutes)
                        .mapToObj(minute -> at("2026-11-03T10:00:00Z").plusSeconds(60L * minute) + "")
                        .toArray(String[]::new));
    }

    private static Traffic traffic(long requests, long prompt, long completion, long minutes) {
        return new Traffic(
                List.of(new Traffic.Hour(
                        at("2026-11-03T10:00:00Z"),
                        BigInteger.valueOf(requests),
                        BigInteger.valueOf(prompt),
                        BigInteger.valueOf(completion))),
                minutes);
    }

    @Test
    void whatIsNotBilledIsCutToThePeriodAndPricedAsItWouldHaveBeen() {
        TestUsage usage = november()
                .booting(
                        new Boot(at("2026-10-31T23:50:00Z"), at("2026-11-01T00:10:00Z"), TWO, false),
                        new Boot(at("2026-11-14T23:30:00Z"), AS_OF, TWO, true))
                .failed(new FailedStart(at("2026-11-09T23:30:00Z"), at("2026-11-10T01:00:00Z"), TWO))
                .losing(new Lost("r", at("2026-11-14T12:00:00Z"), TWO));

        NotBilled found = insight(BOOK, usage).notBilled().getFirst();

        // 10 min x 2 x 8.00 = 8/3, and 30 min x 2 x 4.00 = 4
        assertThat(found.boot())
                .isEqualTo(new NotBilled.Time(
                        2,
                        Duration.ofMinutes(40),
                        GpuTime.ofMicros(40 * 60_000L * 2_000),
                        new Fraction(BigInteger.valueOf(20), BigInteger.valueOf(3)),
                        0));
        // 30 min x 2 x 8.00 = 8, and 60 min x 2 x 4.00 = 8
        assertThat(found.failed())
                .isEqualTo(new NotBilled.Time(
                        1, Duration.ofMinutes(90), GpuTime.ofMicros(90 * 60_000L * 2_000), Fraction.of(16), 0));
        // 12 h x 2 x 4.00
        assertThat(found.lost())
                .isEqualTo(new NotBilled.Time(
                        1, Duration.ofHours(12), GpuTime.ofMicros(43_200_000L * 2_000), Fraction.of(96), 0));
    }

    @Test
    void aBootThatCrossesTheEdgeOfTwoPeriodsIsShownInBothInParts() {
        TestUsage usage =
                november().booting(new Boot(at("2026-10-31T23:50:00Z"), at("2026-11-01T00:10:00Z"), TWO, false));
        Statements statements = new Statements(new TestAccount(usage), Tariff.of(BOOK));

        List<Duration> shown = List.of("2026-10", "2026-11").stream()
                .map(month -> statements.of("acme", Period.of(month, "UTC"), AS_OF))
                .map(computed ->
                        computed.insight().notBilled().getFirst().boot().time())
                .toList();

        assertThat(shown).containsExactly(Duration.ofMinutes(10), Duration.ofMinutes(10));
    }

    @Test
    void withoutAShapeOrAPriceTheCostIsUnknownAndCounted() {
        Instant from = at("2026-11-03T10:00:00Z");
        TestUsage usage = november()
                .booting(
                        new Boot(from, from.plusSeconds(60), TWO, false),
                        new Boot(from, from.plusSeconds(60), shape("X1", "1", "global"), false))
                .failed(new FailedStart(from, from.plusSeconds(60), null));

        NotBilled found = insight(BOOK, usage).notBilled().getFirst();

        assertThat(found.boot().cost()).isNull();
        assertThat(found.boot().gpuTime()).isEqualTo(GpuTime.ofMicros(60_000L * 3_000));
        assertThat(found.boot().unknown()).isEqualTo(1);
        assertThat(found.failed()).isEqualTo(new NotBilled.Time(1, Duration.ofMinutes(1), null, null, 1));
        assertThat(found.lost()).isEqualTo(NotBilled.Time.NONE);
    }

    @Test
    void aBootThatHasAPriceInPartOnlyIsUnknown() {
        Instant half = at("2026-11-03T10:30:00Z");
        TestUsage across = november().booting(new Boot(half.minusSeconds(60), half.plusSeconds(60), TWO, false));
        TestUsage before = november().booting(new Boot(half.minusSeconds(60), half, TWO, false));
        PriceBook late = TestBooks.usd(gpu("H100", "*", half.toString(), "8.00"));
        Tariff ended = TestTerms.tariff(
                TestBooks.usd(),
                TestTerms.own("2026-11-01T00:00:00Z", gpu("H100", "*", "2026-11-01T00:00:00Z", "6.00")),
                TestTerms.reserving(half.toString()),
                TestTerms.own("2026-11-03T10:45:00Z", gpu("H100", "*", "2026-11-03T10:45:00Z", "6.00")));

        NotBilled.Time begins = insight(late, across).notBilled().getFirst().boot();
        NotBilled.Time ends = boot(ended, across);

        assertThat(begins.cost()).isNull();
        assertThat(begins.unknown()).isEqualTo(1);
        assertThat(ends.cost()).isNull();
        assertThat(ends.unknown()).isEqualTo(1);
        // 1 min x 2 x 6.00
        assertThat(boot(ended, before).cost()).isEqualTo(new Fraction(BigInteger.ONE, BigInteger.valueOf(5)));
    }

    private static NotBilled.Time boot(Tariff tariff, TestUsage usage) {
        return new Statements(new TestAccount(usage), tariff)
                .of("acme", Period.of("2026-11", "UTC"), AS_OF)
                .insight()
                .notBilled()
                .getFirst()
                .boot();
    }

    @Test
    void idleTimeCostsItsShareOfTheLineByDeploymentAndByLabel() {
        TestUsage a = hour(15).named("a").configured(labelled("team", "search"));
        TestUsage b = hour(0).named("b").configured(labelled("team", "search"));
        TestUsage c = hour(45).named("c");

        Insight insight = insight(BOOK, a, b, c);

        // 45, 60 and 15 of 60 minutes of 16.00
        assertThat(insight.idle())
                .extracting(each -> each.name() + " " + each.cost())
                .containsExactly("a 12/1", "b 16/1", "c 4/1");
        assertThat(insight.idleByLabel().get("team"))
                .extracting(each -> each.name() + " " + each.cost() + " "
                        + each.idle().gpuSeconds().toBigInteger())
                .containsExactly("(none) 4/1 1800", "search 28/1 12600");
        assertThat(insight.idleByLabel().get("project"))
                .extracting(each -> each.name() + " " + each.cost())
                .containsExactly("(none) 32/1");
    }

    @Test
    void idleTimeWithoutAPriceIsCounted() {
        TestUsage usage = november(session(shape("X1", "1", "global"), "2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z"));

        assertThat(insight(BOOK, usage).idle())
                .containsExactly(new IdleCost(
                        "m", GpuTime.ofMicros(3_600_000_000L), GpuTime.ofMicros(3_600_000_000L), Fraction.ZERO, 1));
    }

    @Test
    void intermittentTrafficWouldHaveBeenCheaperPerToken() {
        Advice advice = insight(BOOK, hour(10).configured(labelled()).counting(traffic(500, 1_000_000, 500_000, 10)))
                .advice()
                .getFirst();

        // 1 M x 1.00 + 0.5 M x 2.00 = 2.00, 0.004 a request, against 16.00 for an hour: 16 / 0.004 = 4000 requests
        assertThat(advice.serverless()).isEqualTo(Fraction.of(2));
        assertThat(advice.dedicated()).isEqualTo(Fraction.of(16));
        assertThat(advice.recommendation()).isEqualTo(Recommendation.SERVERLESS);
        assertThat(advice.breakEvenRequestsPerHour()).contains(Fraction.of(4_000));
        assertThat(advice.reason(Currency.getInstance("USD"), 2))
                .isEqualTo("500 requests with 1500000 tokens in 10 of 10 active minutes; would have cost USD 2.00 per"
                        + " token, and cost USD 16.00 on dedicated GPUs");
    }

    @Test
    void atTheBreakEvenDedicatedGpusAreNoDearer() {
        Advice advice = insight(
                        BOOK, hour(60).configured(labelled()).counting(traffic(4_000, 8_000_000, 4_000_000, 60)))
                .advice()
                .getFirst();

        assertThat(advice.serverless()).isEqualTo(advice.dedicated());
        assertThat(advice.recommendation()).isEqualTo(Recommendation.DEDICATED);
    }

    @Test
    void whereTokensAreMissingTheCostIsALowerBoundAndTheAdviceSaysSo() {
        Advice cheap = insight(BOOK, hour(50).configured(labelled()).counting(traffic(500, 1_000_000, 500_000, 31)))
                .advice()
                .getFirst();
        Advice dear = insight(BOOK, hour(50).configured(labelled()).counting(traffic(500, 12_000_000, 0, 31)))
                .advice()
                .getFirst();
        Advice dearer = insight(BOOK, hour(50).configured(labelled()).counting(traffic(500, 17_000_000, 0, 31)))
                .advice()
                .getFirst();

        // 2.00 of 31 minutes is 3.23 of 50; 12.00 is 19.35, above 16.00; 17.00 is above in any case
        assertThat(cheap.recommendation()).isEqualTo(Recommendation.PROBABLY_SERVERLESS);
        assertThat(dear.recommendation()).isEqualTo(Recommendation.PROBABLY_DEDICATED);
        assertThat(dearer.recommendation()).isEqualTo(Recommendation.DEDICATED);
        assertThat(cheap.reason(Currency.getInstance("USD"), 2))
                .contains("tokens known for 62 % of active minutes: would have cost at least USD 2.00");
    }

    @Test
    void withoutTokensAModelOrAPriceThereIsNoAdvice() {
        Traffic traffic = traffic(1, 1, 1, 1);
        Usage.Configuration other = new Usage.Configuration("other", null, null, null, null, null);

        assertThat(insight(BOOK, hour(10).configured(labelled())).advice()).isEmpty();
        assertThat(insight(BOOK, hour(10).counting(traffic)).advice()).isEmpty();
        assertThat(insight(BOOK, hour(10).configured(other).counting(traffic)).advice())
                .isEmpty();
        assertThat(insight(
                                TestBooks.book("USD", List.of(), BOOK.models()),
                                hour(10).configured(labelled()).counting(traffic))
                        .advice())
                .isEmpty();
    }

    @Test
    void replicasSideBySideAreUpOnce() {
        TestUsage usage = november(
                        session(TWO, "2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z"),
                        session(TWO, "2026-11-03T10:30:00Z", "2026-11-03T11:30:00Z"),
                        session(TWO, "2026-11-03T10:45:00Z", "2026-11-03T11:00:00Z"))
                .configured(labelled())
                .counting(traffic(1, 1, 0, 1));

        assertThat(insight(BOOK, usage).advice().getFirst().evidence().up()).isEqualTo(Duration.ofMinutes(90));
    }
}
