package dev.ebb.local.order;

import static dev.ebb.local.order.HandComputedCase.given;
import static dev.ebb.local.order.HandComputedCases.gpu;
import static dev.ebb.local.order.HandComputedCases.line;
import static dev.ebb.local.order.RawEvent.created;
import static dev.ebb.local.order.RawEvent.deleted;
import static dev.ebb.local.order.RawEvent.ready;
import static dev.ebb.local.order.RawEvent.stopped;
import static dev.ebb.local.order.RawEvent.updated;

import java.util.List;

/** What replicas run on, and what deletions do. {@code H} costs 0.001 a GPU-second, {@code A} half of that. */
final class ShapeCases {

    private ShapeCases() {}

    static List<HandComputedCase> all() {
        return List.of(
                // r1 keeps 1 GPU for 1,200 s; r2 has 4 for 600 s = 2,400; together 3,600 GPU-seconds.
                given(
                                "an update touches later readies only",
                                created("09:00", "H", "1"),
                                ready("10:00"),
                                updated("10:10").with("acceleratorCount", 4),
                                ready("10:10").replica("r2"),
                                stopped("10:20"),
                                stopped("10:20").replica("r2"))
                        .owes("3.60", gpu(3600, "3.60")),
                // 600 s of 1 GPU, then 600 s of 4: 600 + 2,400 GPU-seconds.
                given(
                                "a replica that says ready again after an update takes the new shape",
                                created("09:00", "H", "1"),
                                ready("10:00"),
                                updated("10:05").with("acceleratorCount", "4"),
                                ready("10:10"),
                                stopped("10:20"))
                        .owes("3.00", gpu(3000, "3.00")),
                // A for 600 s at 0.0005 = 0.30, then H for 600 s = 0.60.
                given(
                                "a ready of another accelerator ends a session and opens one",
                                ready("10:00", "A", "1"),
                                ready("10:10", "H", "1"),
                                stopped("10:20"))
                        .owes("0.90", line("accelerator", "A", "amount", "0.30"), gpu(600, "0.60")),
                // The region alone changes; the count of 2 stays: 2 × 600 GPU-seconds.
                given(
                                "an update changes only what it names",
                                created("09:00", "H", "2").with("region", "us"),
                                updated("09:30").with("region", "eu"),
                                ready("10:00"),
                                stopped("10:10"))
                        .owes("1.20", line("accelerator", "H", "region", "eu", "gpuSeconds", "1200.000000")),
                // 3 × 600 GPU-seconds.
                given(
                                "updates alone can announce a shape",
                                updated("09:00").with("accelerator", "H"),
                                updated("09:30").with("acceleratorCount", "3"),
                                ready("10:00"),
                                stopped("10:10"))
                        .owes("1.80", line("region", "global", "gpuSeconds", "1800.000000")),
                // 600 s, in the default region.
                given(
                                "a creation forgets what was announced before it",
                                created("08:00", "A", "8").with("region", "eu"),
                                created("09:00", "H", "1"),
                                ready("10:00"),
                                stopped("10:10"))
                        .owes("0.60", line("region", "global", "amount", "0.60")),
                // Accelerator from the ready, count and region from the deployment: 2 × 600 GPU-seconds.
                given(
                                "a ready is filled in field by field",
                                created("09:00", "A", "2").with("region", "eu"),
                                ready("10:00").with("accelerator", "H"),
                                stopped("10:10"))
                        .owes("1.20", line("accelerator", "H", "region", "eu", "gpuSeconds", "1200.000000")),
                // In force from its own instant: 600 s.
                given(
                                "an announcement of the same instant fills a ready in",
                                ready("10:00"),
                                stopped("10:10"),
                                created("10:00", "H", "1"))
                        .owes("0.60", gpu(600, "0.60")),
                given(
                                "an announcement a millisecond after a ready does not",
                                ready("10:00"),
                                stopped("10:10"),
                                created("10:00:00.001", "H", "1"))
                        .incomplete(),
                given("a waiting ready that lasted no time leaves the statement open", ready("10:00"), stopped("10:00"))
                        .incomplete(),
                given(
                        "a ready that waited in another month leaves this one complete",
                        ready("2026-10-31T23:00:00Z"),
                        stopped("2026-11-01T00:00:00Z")),
                // What ended the waiting is the ready with a shape, at 10:10: 600 s of H.
                given(
                                "a waiting ready is as if it were not there",
                                ready("10:00"),
                                ready("10:10", "H", "1"),
                                stopped("10:20"))
                        .owes("0.60", gpu(600, "0.60"))
                        .incomplete(),
                // Both end at 10:10: 2 × 600 GPU-seconds.
                given(
                                "a deletion stops every replica",
                                created("09:00", "H", "1"),
                                ready("10:00"),
                                ready("10:00").replica("r2"),
                                deleted("10:10"))
                        .owes("1.20", gpu(1200, "1.20")),
                // 10:00 to 10:10, nothing from 10:20 on, and 10:40 to as-of: 600 + 1,200 s.
                given(
                                "after a deletion readies open nothing until the next creation",
                                created("09:00", "H", "1"),
                                ready("10:00"),
                                deleted("10:10"),
                                ready("10:20"),
                                created("10:30", "H", "1"),
                                ready("10:40"))
                        .owes("1.80", gpu(1800, "1.80")),
                // 10:00 to 10:10 = 600 s.
                given(
                                "an update after a deletion does not revive",
                                created("09:00", "H", "1"),
                                ready("10:00"),
                                deleted("10:10"),
                                updated("10:20").with("acceleratorCount", "2"),
                                ready("10:30"))
                        .owes("0.60", gpu(600, "0.60")),
                // The deletion knew nothing of r1's deployment n: 3,600 s.
                given(
                                "a deletion is of its own deployment",
                                ready("10:00", "H", "1").deployment("n"),
                                deleted("10:10"))
                        .owes("3.60", line("deployment", "n", "gpuSeconds", "3600.000000")),
                // A ready after a deletion opens nothing for good, so its missing shape leaves nothing open.
                // It is evidence that something runs.
                given("a ready after a deletion does not wait", deleted("09:00"), ready("10:00"))
                        .incomplete(),
                // 0.5 GPU × 600 s + 0.001 GPU × 600 s = 300 + 0.6 GPU-seconds = 0.3006.
                given(
                                "fractions of a GPU are metered exactly",
                                ready("10:00", "H", "0.5"),
                                ready("10:00", "H", "0.001").replica("r2"),
                                deleted("10:10"))
                        .owes("0.30", line("gpuSeconds", "300.600000", "exactAmount", "0.300600000")));
    }
}
