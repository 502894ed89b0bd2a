package dev.ebb.local.order;

import static dev.ebb.local.order.HandComputedCase.given;
import static dev.ebb.local.order.HandComputedCases.gpu;
import static dev.ebb.local.order.RawEvent.created;
import static dev.ebb.local.order.RawEvent.deleted;
import static dev.ebb.local.order.RawEvent.ready;
import static dev.ebb.local.order.RawEvent.stopped;
import static dev.ebb.local.order.RawEvent.updated;

import java.util.List;

/** Events of one instant. {@code H} costs 0.001 a GPU-second; as-of is 11:00. */
final class OrderCases {

    private OrderCases() {}

    static List<HandComputedCase> all() {
        return List.of(
                given(
                        "without a sequence a stop comes after the ready of its instant",
                        stopped("10:00"),
                        ready("10:00", "H", "1")),
                // Stopped first, ready second: 3,600 s.
                given(
                                "a sequence puts a stop before the ready of its instant",
                                stopped("10:00").sequence("1"),
                                ready("10:00", "H", "1").sequence("2"))
                        .owes("3.60", gpu(3600, "3.60")),
                // 9 < 10 although "10" < "9": the stop is first, 3,600 s.
                given(
                                "sequences are numbers",
                                ready("10:00", "H", "1").sequence("10"),
                                stopped("10:00").sequence("9"))
                        .owes("3.60", gpu(3600, "3.60")),
                // 007 = 7, so the kind decides: the ready is first, and lasts no time.
                given(
                        "leading zeros of a sequence count for nothing",
                        ready("10:00", "H", "1").sequence("7"),
                        stopped("10:00").sequence("007")),
                // Absent before 0: the stop is first, 3,600 s.
                given("an absent sequence sorts first", ready("10:00", "H", "1").sequence("0"), stopped("10:00"))
                        .owes("3.60", gpu(3600, "3.60")),
                // 10^30 does not fit a long: the ready is last, 3,600 s.
                given(
                                "sequences of any length are compared",
                                ready("10:00", "H", "1").sequence("1000000000000000000000000000000"),
                                stopped("10:00").sequence("999999999999999999999999999999"))
                        .owes("3.60", gpu(3600, "3.60")),
                // Deleted, created, ready, in this order: 3,600 s.
                given(
                                "a deletion comes before the creation of its instant",
                                ready("10:00"),
                                created("10:00", "H", "1"),
                                deleted("10:00"))
                        .owes("3.60", gpu(3600, "3.60")),
                given(
                        "a sequence puts the deletion after the creation of its instant",
                        ready("10:00", "H", "1").sequence("3"),
                        created("10:00", "H", "1").sequence("1"),
                        deleted("10:00").sequence("2")),
                // Created with 1, updated to 2, ready: 2 × 3,600 GPU-seconds.
                given(
                                "an update comes after the creation and before the ready of its instant",
                                ready("10:00"),
                                updated("10:00").with("acceleratorCount", "2"),
                                created("10:00", "H", "1"))
                        .owes("7.20", gpu(7200, "7.20")),
                // A deployment's events come before its replicas' of the time: 2 GPUs, 2 × 3,600 s.
                given(
                                "no sequence puts an update after the ready of its instant",
                                created("09:00", "H", "1"),
                                ready("10:00").sequence("1"),
                                updated("10:00").with("acceleratorCount", "2").sequence("2"))
                        .owes("7.20", gpu(7200, "7.20")),
                // Finer digits do: 1 GPU, 3,600 s.
                given(
                                "finer digits put an update after the ready of its millisecond",
                                created("09:00", "H", "1"),
                                ready("10:00:00.0001"),
                                updated("10:00:00.00012").with("acceleratorCount", "2"))
                        .owes("3.60", gpu(3600, "3.60")),
                // Of one kind, the source decides: urn:b is last, 2 GPUs. Then the id.
                given(
                                "the source breaks a tie of kinds",
                                ready("10:00", "H", "2").source("urn:b").id("1"),
                                ready("10:00", "H", "1").source("urn:a").id("2"))
                        .owes("7.20", gpu(7200, "7.20")),
                // Bytewise "10" < "9": 9 is last, 2 GPUs.
                given(
                                "the id breaks a tie of sources bytewise",
                                ready("10:00", "H", "2").id("9"),
                                ready("10:00", "H", "1").id("10"))
                        .owes("7.20", gpu(7200, "7.20")),
                // In UTF-16 U+FF41 is after U+1F600 (a surrogate pair), in UTF-8 before it: 2 GPUs.
                given(
                                "bytewise is by UTF-8",
                                ready("10:00", "H", "2").id("\uD83D\uDE00"),
                                ready("10:00", "H", "1").id("\uFF41"))
                        .owes("7.20", gpu(7200, "7.20")),
                // 10:00:00.0009 is 10:00:00.000, 10:59:59.9999 is .999: 3,599.999 s.
                given(
                                "what is finer than a millisecond is cut off",
                                ready("10:00:00.0009", "H", "1"),
                                stopped("10:59:59.999999"))
                        .owes("3.60", HandComputedCases.line("gpuSeconds", "3599.999000")),
                // 15:30+05:30 is 10:00 UTC: 600 s.
                given(
                                "offsets are understood",
                                ready("2026-11-03T15:30:00+05:30", "H", "1"),
                                stopped("2026-11-03T05:10:00-05:00"))
                        .owes("0.60", gpu(600, "0.60")),
                // The stop of 10:10 is kept though the ready was not there when it came: 600 s.
                given("a stop may come before its ready", stopped("10:10"), ready("10:00", "H", "1"))
                        .owes("0.60", gpu(600, "0.60")),
                // 10:00 to 10:10; the second stop says nothing: 600 s.
                given("a second stop says nothing", ready("10:00", "H", "1"), stopped("10:10"), stopped("10:20"))
                        .owes("0.60", gpu(600, "0.60")),
                // Ready again at as-of: 600 s, and no time since.
                given(
                                "what happens at as-of has lasted no time",
                                ready("10:00", "H", "1"),
                                stopped("10:10"),
                                ready("11:00", "H", "1"))
                        .owes("0.60", gpu(600, "0.60")));
    }
}
