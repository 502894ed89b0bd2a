package dev.ebb.charging;

import static dev.ebb.charging.TestBooks.gpu;
import static dev.ebb.charging.TestBooks.model;
import static dev.ebb.charging.TestBooks.usd;
import static dev.ebb.charging.TestUsage.in;
import static dev.ebb.charging.TestUsage.november;
import static dev.ebb.charging.TestUsage.session;
import static dev.ebb.charging.TestUsage.shape;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.Shape;
import dev.ebb.metering.TokenUsage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RatingTests {

    private static final Shape H100 = shape("H100", "1", "global");
    private static final PriceBook.GpuPrice H100_PRICE = gpu("H100", "*", "2026-01-01T00:00:00Z", "8.00");

    /** Lines as {@code name unitPrice billed/busy = exact amount in ten-billionths, rounded down}. */
    private static List<String> rated(PriceBook book, TestUsage usage) {
        return new Rating(Tariff.of(book))
                .gpuLines(usage.build()).stream()
                        .map(line -> (Line.Gpu) line)
                        .map(gpu -> String.format(
                                Locale.ROOT,
                                "%s@%s %s/%s/%s = %s",
                                gpu.kind().region(),
                                gpu.price() == null ? "none" : gpu.price().unitPrice(),
                                gpu.billed().gpuSeconds(),
                                gpu.busy().gpuSeconds(),
                                gpu.idle().gpuSeconds(),
                                gpu.exactAmount().map(Fraction::toString).orElse("-")))
                        .toList();
    }

    private static TokenUsage tokens(String quarter, long prompt, long cached, long completion) {
        return new TokenUsage(
                "llama",
                Instant.parse(quarter),
                BigInteger.valueOf(prompt),
                BigInteger.valueOf(cached),
                BigInteger.valueOf(completion));
    }

    private static List<String> rated(PriceBook book, TokenUsage... usage) {
        return new Rating(Tariff.of(book))
                .tokenLines(List.of(usage)).stream()
                        .map(line -> (Line.Tokens) line)
                        .map(line -> line.direction().text() + "@"
                                + (line.price() == null ? "none" : line.price().unitPrice()) + " " + line.quantity()
                                + "/" + line.cached() + " = "
                                + line.exactAmount().map(Fraction::toString).orElse("-"))
                        .toList();
    }

    @Test
    void aSessionIsCutToTheMillisecondWhereThePriceChanges() {
        PriceBook book = usd(
                gpu("B200", "*", "2026-01-01T00:00:00Z", "10.00"),
                gpu("B200", "*", "2026-11-10T14:37:12.345Z", "13.00"));
        Shape one = shape("B200", "1", "global");

        List<String> lines = rated(book, november(session(one, "2026-11-10T14:37:12Z", "2026-11-10T14:37:13Z")));

        // 0.345 s x 10 / 3600 = 3.45 / 3600 = 345/360000 = 23/24000
        // 0.655 s x 13 / 3600 = 8.515 / 3600 = 8515/3600000 = 1703/720000
        assertThat(lines)
                .containsExactly(
                        "global@10.00 0.345000/0.000000/0.345000 = 23/24000",
                        "global@13.00 0.655000/0.000000/0.655000 = 1703/720000");
    }

    @Test
    void aSessionThatBeginsOrEndsAtAChangeOfPriceIsNotCut() {
        PriceBook book =
                usd(gpu("H100", "*", "2026-01-01T00:00:00Z", "7.00"), gpu("H100", "*", "2026-11-03T10:00:00Z", "8.00"));

        assertThat(rated(book, november(session(H100, "2026-11-03T09:00:00Z", "2026-11-03T10:00:00Z"))))
                .containsExactly("global@7.00 3600.000000/0.000000/3600.000000 = 7/1");
        assertThat(rated(book, november(session(H100, "2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z"))))
                .containsExactly("global@8.00 3600.000000/0.000000/3600.000000 = 8/1");
    }

    @Test
    void aRowForTheExactRegionBeatsOneForAny() {
        PriceBook book = usd(
                gpu("H200", "eu-west-1", "2026-01-01T00:00:00Z", "12.00"),
                gpu("H200", "*", "2026-01-01T00:00:00Z", "8.00"));

        List<String> lines = rated(
                book,
                november(
                        session(shape("H200", "1", "eu-west-1"), "2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z"),
                        session(shape("H200", "1", "us-east-1"), "2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z")));

        assertThat(lines)
                .containsExactly(
                        "eu-west-1@12.00 3600.000000/0.000000/3600.000000 = 12/1",
                        "us-east-1@8.00 3600.000000/0.000000/3600.000000 = 8/1");
    }

    @Test
    void aRegionsRowCountsFromItsOwnInstantAndLaterRowsForAnyRegionDoNotTouchIt() {
        PriceBook book = usd(
                gpu("H200", "*", "2026-01-01T00:00:00Z", "8.00"),
                gpu("H200", "eu-west-1", "2026-11-03T10:30:00Z", "12.00"),
                gpu("H200", "*", "2026-11-03T10:45:00Z", "9.00"));
        Shape eu = shape("H200", "1", "eu-west-1");

        List<String> lines = rated(book, november(session(eu, "2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z")));

        // half an hour at 8.00, then half an hour at 12.00; the 9.00 of 10:45 is for other regions
        assertThat(lines)
                .containsExactly(
                        "eu-west-1@8.00 1800.000000/0.000000/1800.000000 = 4/1",
                        "eu-west-1@12.00 1800.000000/0.000000/1800.000000 = 6/1");
    }

    @Test
    void usageBeforeTheFirstPriceIsAnUnpricedLine() {
        PriceBook book = usd(gpu("H100", "*", "2026-11-03T10:20:00Z", "9.00"));

        List<String> lines = rated(book, november(session(H100, "2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z")));

        // 20 min without a price, 40 min at 9.00 = 6.00
        assertThat(lines)
                .containsExactly(
                        "global@none 1200.000000/0.000000/1200.000000 = -",
                        "global@9.00 2400.000000/0.000000/2400.000000 = 6/1");
    }

    @Test
    void busyTimeIsThatInActiveMinutesToTheMillisecond() {
        TestUsage usage = november(
                        session(shape("H100", "2", "global"), "2026-11-03T10:00:30Z", "2026-11-03T10:02:15.500Z"))
                .active("2026-11-03T10:00:00Z", "2026-11-03T10:02:00Z", "2026-11-03T10:05:00Z");

        // billed 105.5 s x 2; busy 10:00:30-10:01:00 and 10:02:00-10:02:15.5 = 45.5 s x 2; idle 60 s x 2
        // 211 / 3600 x 8 = 211/450
        assertThat(rated(usd(H100_PRICE), usage))
                .containsExactly("global@8.00 211.000000/91.000000/120.000000 = 211/450");
    }

    @Test
    void busyTimeIsCutWithThePrice() {
        PriceBook book = usd(H100_PRICE, gpu("H100", "*", "2026-11-03T10:00:20Z", "9.00"));
        TestUsage usage = november(session(H100, "2026-11-03T10:00:00Z", "2026-11-03T10:02:00Z"))
                .active("2026-11-03T10:00:00Z");

        // 20 s at 8.00, all busy: 160/3600 = 2/45; 100 s at 9.00, 40 of them busy: 900/3600 = 1/4
        assertThat(rated(book, usage))
                .containsExactly(
                        "global@8.00 20.000000/20.000000/0.000000 = 2/45",
                        "global@9.00 100.000000/40.000000/60.000000 = 1/4");
    }

    @Test
    void onlyTheTimeInsideThePeriodCounts() {
        TestUsage usage = november(
                session(H100, "2026-10-31T23:30:00Z", "2026-11-01T00:30:00Z"),
                session(H100, "2026-11-30T23:45:00Z", "2026-12-01T00:30:00Z"),
                session(H100, "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"),
                session(H100, "2026-12-01T00:00:00Z", "2026-12-02T00:00:00Z"));

        // 30 min and 15 min: 2700 s at 8.00 = 6.00
        assertThat(rated(usd(H100_PRICE), usage)).containsExactly("global@8.00 2700.000000/0.000000/2700.000000 = 6/1");
    }

    @Test
    void aMonthInWhichClocksChangeIsBilledItsTrueHours() {
        // 30 days and an hour: 721 h = 2,595,600 s, at 8.00
        Period period = Period.of("2026-11", "America/New_York");
        TestUsage usage = in(
                period.from().toString(),
                period.to().toString(),
                session(H100, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"));

        assertThat(rated(usd(H100_PRICE), usage))
                .containsExactly("global@8.00 2595600.000000/0.000000/2595600.000000 = 5768/1");
    }

    @Test
    void fractionsOfAGpuAreCountedInThousandths() {
        TestUsage usage =
                november(session(shape("H100", "0.001", "global"), "2026-11-03T10:00:00Z", "2026-11-03T10:00:00.001Z"));

        // a thousandth of a GPU for a millisecond: one micro-GPU-second; 8 / 3.6e9 = 1/450000000
        assertThat(rated(usd(H100_PRICE), usage))
                .containsExactly("global@8.00 0.000001/0.000000/0.000001 = 1/450000000");
    }

    @Test
    void usageThatOutgrowsALongIsRight() {
        Shape biggest = shape("H100", "1024", "global");
        ReplicaSession year = session(biggest, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
        ReplicaSession[] sessions = IntStream.range(0, 300).mapToObj(i -> year).toArray(ReplicaSession[]::new);
        TestUsage usage = in("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", sessions);

        // 300 x 1024 GPUs x 31,536,000 s = 9,687,859,200,000 GPU-s: 9.69e18 micros, above 2^63 = 9.22e18
        // / 3600 x 8 = 21,528,576,000
        assertThat(rated(usd(H100_PRICE), usage))
                .containsExactly("global@8.00 9687859200000.000000/0.000000/9687859200000.000000 = 21528576000/1");
    }

    @Test
    void oneSessionThatOutgrowsALongIsRight() {
        TestUsage usage = in(
                "0000-01-01T00:00:00Z",
                "9999-01-01T00:00:00Z",
                session(shape("X", "1024", "global"), "0000-01-01T00:00:00Z", "9999-01-01T00:00:00Z"));

        // the years 0 to 9998 have 9999 x 365 + 2500 - 100 + 25 = 3,652,060 days = 315,537,984,000 s
        // x 1024 = 323,110,895,616,000
        assertThat(rated(usd(), usage))
                .containsExactly("global@none 323110895616000.000000/0.000000/323110895616000.000000 = -");
    }

    @Test
    void aPriceOf38DigitsIsExact() {
        String price = "0.00000000000000000000000000000000000001";
        TestUsage usage = november(session(H100, "2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z"));

        assertThat(rated(usd(gpu("H100", "*", "2026-01-01T00:00:00Z", price)), usage))
                .containsExactly("global@" + price + " 3600.000000/0.000000/3600.000000 = 1/1" + "0".repeat(38));
    }

    @Test
    void cachedPromptTokensCostWhatOthersDoUnlessTheBookPricesThem() {
        TokenUsage usage = tokens("2026-11-03T10:00:00Z", 5_000_000, 2_000_000, 1_000_000);

        // 5 x 0.20 = 1, 1 x 0.20 = 1/5
        assertThat(rated(usd(model("llama", "2026-01-01T00:00:00Z", "0.20", null, "0.20")), usage))
                .containsExactly("completion@0.20 1000000/0 = 1/5", "prompt@0.20 5000000/2000000 = 1/1");

        // 3 x 1.00, 2 x 0.50, 1 x 2.00
        assertThat(rated(usd(model("llama", "2026-01-01T00:00:00Z", "1.00", "0.50", "2.00")), usage))
                .containsExactly(
                        "cachedPrompt@0.50 2000000/0 = 1/1",
                        "completion@2.00 1000000/0 = 2/1",
                        "prompt@1.00 3000000/0 = 3/1");
    }

    @Test
    void tokensHaveThePriceOfTheirQuarterHour() {
        PriceBook book = usd(
                model("llama", "2026-11-03T10:15:00Z", "0.20", null, "0.40"),
                model("llama", "2026-11-03T10:30:00Z", "0.30", "0.10", "0.60"));

        List<String> lines = rated(
                book,
                tokens("2026-11-03T10:00:00Z", 10, 4, 0),
                tokens("2026-11-03T10:15:00Z", 1_000_000, 250_000, 0),
                tokens("2026-11-03T10:30:00Z", 1_000_000, 250_000, 0),
                tokens("2026-11-03T10:45:00Z", 1_000_000, 1_000_000, 0));

        // unpriced; 1 x 0.20; then 0.75 x 0.30 = 0.225 and (0.25 + 1) x 0.10 = 0.125; nothing for completion
        assertThat(lines)
                .containsExactly(
                        "cachedPrompt@0.10 1250000/0 = 1/8",
                        "prompt@none 10/4 = -",
                        "prompt@0.20 1000000/250000 = 1/5",
                        "prompt@0.30 750000/0 = 9/40");
    }

    @Test
    void tokensAreOfAnySize() {
        BigInteger huge = new BigInteger("123456789012345678901234567890");
        TokenUsage usage =
                new TokenUsage("llama", Instant.parse("2026-11-03T10:00:00Z"), huge, BigInteger.ZERO, BigInteger.ZERO);

        List<Line> lines = new Rating(Tariff.of(usd(model("llama", "2026-01-01T00:00:00Z", "1.00", null, "1.00"))))
                .tokenLines(List.of(usage));

        assertThat(lines.getFirst().exactAmount())
                .contains(Fraction.of(new BigDecimal("123456789012345678901234.567890")));
    }
}
