package dev.ebb.local.order;

import static dev.ebb.local.order.HandComputedCase.given;
import static dev.ebb.local.order.HandComputedCases.gpu;
import static dev.ebb.local.order.HandComputedCases.line;
import static dev.ebb.local.order.RawEvent.deleted;
import static dev.ebb.local.order.RawEvent.ready;
import static dev.ebb.local.order.RawEvent.served;
import static dev.ebb.local.order.RawEvent.stopped;
import static dev.ebb.local.order.RawEvent.tokens;

import java.util.List;
import java.util.stream.Stream;

/** Prices, periods, busy minutes and rounding. {@code H} costs 3.60 an hour, which is 0.001 a second. */
final class PriceCases {

    private PriceCases() {}

    static List<HandComputedCase> all() {
        return Stream.of(periods(), prices(), minutes(), tokenUse())
                .flatMap(List::stream)
                .toList();
    }

    private static List<HandComputedCase> periods() {
        RawEvent always = ready("2025-12-01T00:00:00Z", "H", "1");
        return List.of(
                // 30 days and the hour that comes twice: 721 h × 3.60.
                given("November in New York is an hour longer", always)
                        .at("2027-01-01T00:00:00Z")
                        .in("2026-11", "America/New_York")
                        .owes("2595.60", gpu(721 * 3600, "2595.60")),
                // 31 days less the hour that is skipped: 743 h × 3.60.
                given("March in New York is an hour shorter", always)
                        .at("2027-01-01T00:00:00Z")
                        .in("2026-03", "America/New_York")
                        .owes("2674.80", gpu(743 * 3600, "2674.80")),
                // Summer time is half an hour there: 31 × 24 − 0.5 = 743.5 h × 3.60.
                given("October on Lord Howe Island is half an hour shorter", always)
                        .at("2027-01-01T00:00:00Z")
                        .in("2026-10", "Australia/Lord_Howe")
                        .owes("2676.60", gpu(743 * 3600 + 1800, "2676.60")),
                // 30 × 24 + 0.5 = 720.5 h × 3.60.
                given("April on Lord Howe Island is half an hour longer", always)
                        .at("2027-01-01T00:00:00Z")
                        .in("2026-04", "Australia/Lord_Howe")
                        .owes("2593.80", gpu(720 * 3600 + 1800, "2593.80")),
                // November begins at 18:30 UTC the day before: half an hour of the hour.
                given(
                                "November in Kolkata begins at half past six in the evening",
                                ready("2026-10-31T18:00:00Z", "H", "1"),
                                stopped("2026-10-31T19:00:00Z"))
                        .in("2026-11", "Asia/Kolkata")
                        .owes("1.80", gpu(1800, "1.80")),
                given("a period after as-of has no usage yet", ready("10:00", "H", "1"))
                        .in("2026-12", "UTC"));
    }

    private static List<HandComputedCase> prices() {
        return List.of(
                // 1,800.5 s × 0.001 = 1.8005 and 1,799.5 s × 0.002 = 3.599: 5.3995, rounded 5.40.
                // Floors 1.80 and 3.59 leave a cent, for the larger remainder: 0.9 cents against 0.05.
                given("a price that changes within a session splits it", ready("10:00", "P", "1"))
                        .owes(
                                "5.40",
                                line("unitPrice", "3.60", "gpuSeconds", "1800.500000", "amount", "1.80"),
                                line("unitPrice", "7.20", "gpuSeconds", "1799.500000", "amount", "3.60")),
                // * until 10:30, 1,800 s × 0.001 = 1.80; eu from then on, 1,800 s × 0.0005 = 0.90; the newer * is not
                // asked.
                given(
                                "an exact region beats any region",
                                ready("10:00", "R", "1").with("region", "eu"))
                        .owes(
                                "2.70",
                                line("unitPrice", "3.60", "region", "eu", "amount", "1.80"),
                                line("unitPrice", "1.80", "region", "eu", "amount", "0.90")),
                // 2,700 s × 0.001 = 2.70; 900 s × 0.002 = 1.80.
                given(
                                "another region's price is not asked",
                                ready("10:00", "R", "1").with("region", "us"))
                        .owes("4.50", gpu(2700, "2.70"), gpu(900, "1.80")),
                // Half an hour without a price; then 1,800 s × 0.001.
                given("what no price covers is shown beside what one does", ready("10:00", "L", "1"))
                        .owes("1.80", """
                                {"kind": "gpu", "gpuSeconds": "1800.000000", "unpriced": true, "priceFrom": null,
                                 "unitPrice": null, "exactAmount": null, "amount": null}""", gpu(1800, "1.80"))
                        .incomplete(),
                // 5 s × 0.001 = half a cent.
                given("half a cent is rounded up", ready("10:00:00", "H", "1"), stopped("10:00:05"))
                        .owes("0.01", line("exactAmount", "0.005000000", "amount", "0.01")),
                // 4.999 s × 0.001.
                given("less than half a cent is nothing", ready("10:00:00", "H", "1"), stopped("10:00:04.999"))
                        .owes("0.00", line("exactAmount", "0.004999000", "amount", "0.00")),
                // 4 s each: 0.4 + 0.4 + 0.4 cents = 1.2, a cent; ties go in line order.
                given(
                                "equal remainders are served in line order",
                                ready("10:00:00", "H", "1").deployment("b"),
                                ready("10:00:00", "H", "1").deployment("a"),
                                ready("10:00:00", "H", "1").deployment("c"),
                                deleted("10:00:04").deployment("a"),
                                deleted("10:00:04").deployment("b"),
                                deleted("10:00:04").deployment("c"))
                        .owes(
                                "0.01",
                                line("deployment", "a", "amount", "0.01"),
                                line("deployment", "b", "amount", "0.00"),
                                line("deployment", "c", "amount", "0.00")),
                // One milli-GPU for one millisecond: 10^-6 GPU-seconds × 0.001 = 10^-9.
                given("the smallest usage is counted", ready("10:00:00", "H", "0.001"), stopped("10:00:00.001"))
                        .owes("0.00", line("gpuSeconds", "0.000001", "exactAmount", "0.000000001")),
                // 1 h at 1000.50 a yen-hour: no minor unit, half up.
                given("a currency without cents is rounded to its unit", ready("10:00", "Y", "1"))
                        .pricedBy("""
                                {"currency": "JPY", "models": [], "gpus": [{"accelerator": "Y", "region": "*",
                                 "from": "2026-01-01T00:00:00Z", "perGpuHour": "1000.50"}]}""")
                        .owes("1001", line("exactAmount", "1000.500000000", "amount", "1001")));
    }

    private static List<HandComputedCase> minutes() {
        RawEvent ready = ready("10:00", "H", "1");
        RawEvent stop = stopped("10:10");
        String oneBusyMinute = line("busyGpuSeconds", "60.000000", "idleGpuSeconds", "540.000000");
        return List.of(
                given("an instant of traffic touches its minute", ready, stop, served("10:02:30", "10:02:30", 1))
                        .owes("0.60", oneBusyMinute),
                given("an end on a minute's edge does not touch the next", ready, stop, served("10:02", "10:03", 1))
                        .owes("0.60", oneBusyMinute),
                // 10:02 and 10:03.
                given("a millisecond past the edge touches it", ready, stop, served("10:02", "10:03:00.001", 1))
                        .owes("0.60", line("busyGpuSeconds", "120.000000", "idleGpuSeconds", "480.000000")),
                given(
                                "requests in flight are traffic without a count",
                                ready,
                                stop,
                                served("10:02", "10:03", 0).with("concurrency", "0.25"))
                        .owes("0.60", oneBusyMinute),
                given(
                                "probes, empty reports and rejected requests are no traffic",
                                ready,
                                stop,
                                served("10:02", "10:03", 9).with("probe", true),
                                served("10:03", "10:04", 0),
                                RawEvent.ofDeployment("requests.rejected", "10:05")
                                        .with("from", "2026-11-03T10:04:00Z")
                                        .with("to", "2026-11-03T10:05:00Z")
                                        .with("count", 5))
                        .owes("0.60", line("busyGpuSeconds", "0.000000")),
                // r1's 30 s and r2's 60 s of the minute 10:02, at 2 GPUs for r2: 30 + 120.
                given(
                                "a busy minute is busy for every replica as long as it ran",
                                ready("10:02:30", "H", "1"),
                                ready.shape("H", "2").replica("r2"),
                                stop,
                                stop.replica("r2"),
                                served("10:02", "10:03", 1))
                        .owes("1.65", line("busyGpuSeconds", "150.000000", "idleGpuSeconds", "1500.000000")),
                given(
                                "traffic of another deployment keeps this one idle",
                                ready,
                                stop,
                                served("10:02", "10:03", 1).deployment("n"))
                        .owes("0.60", line("busyGpuSeconds", "0.000000")));
    }

    private static List<HandComputedCase> tokenUse() {
        return List.of(
                // 600,000 × 1.00 + 400,000 × 0.50 + 100,000 × 2.00, each a million.
                given(
                                "cached tokens with a price of their own are a line of their own",
                                tokens("10:00", "cached", 1_000_000, 400_000, 100_000))
                        .owes("1.00", """
                                {"direction": "cachedPrompt", "quantity": 400000, "amount": "0.20"}""", """
                                {"direction": "completion", "quantity": 100000, "amount": "0.20"}""", """
                                {"direction": "prompt", "quantity": 600000, "amount": "0.60"}"""),
                // One million at 0.20, and from 10:15 on one at 0.30.
                given(
                                "tokens have the price of their event's time",
                                tokens("10:14:59.999", "flat", 1_000_000, 1, 0),
                                tokens("10:15", "flat", 1_000_000, 2, 0))
                        .owes("0.50", """
                                {"unitPrice": "0.20", "quantity": 1000000, "cachedQuantity": 1, "amount": "0.20"}""", """
                                {"unitPrice": "0.30", "quantity": 1000000, "cachedQuantity": 2, "amount": "0.30"}"""),
                given("tokens that no price covers are shown", tokens("10:00", "unknown", 5, 3, 7))
                        .owes("0.00", """
                                {"direction": "completion", "quantity": 7, "unpriced": true, "amount": null}""", """
                                {"direction": "prompt", "quantity": 5, "cachedQuantity": 3, "unpriced": true}""")
                        .incomplete(),
                given("no tokens make no line", tokens("10:00", "unknown", 0, 0, 0)),
                // 3 × 10^12 tokens at 0.40 a million.
                given(
                                "large counts add up",
                                tokens("10:00", "flat", 0, 0, 1_000_000_000_000L)
                                        .id("1"),
                                tokens("10:00", "flat", 0, 0, 1_000_000_000_000L)
                                        .id("2"),
                                tokens("10:00", "flat", 0, 0, 1_000_000_000_000L)
                                        .id("3"))
                        .owes("1200000.00", """
                                {"quantity": 3000000000000, "exactAmount": "1200000.000000000"}"""),
                // Tokens beside traffic on a dedicated deployment are for advice only.
                given(
                        "tokens of dedicated traffic cost nothing",
                        served("10:00", "10:01", 1)
                                .with("promptTokens", 1_000_000)
                                .with("completionTokens", 1)));
    }
}
