package dev.ebb.local.order;

import static dev.ebb.local.order.HandComputedCase.given;
import static dev.ebb.local.order.HandComputedCases.gpu;
import static dev.ebb.local.order.RawEvent.alive;
import static dev.ebb.local.order.RawEvent.deleted;
import static dev.ebb.local.order.RawEvent.ready;
import static dev.ebb.local.order.RawEvent.stopped;
import static dev.ebb.local.order.RawEvent.voided;

import java.util.List;

/** Replicas that fall silent. A replica is lost after ten minutes; {@code H} costs 0.001 a GPU-second. */
final class SilenceCases {

    private SilenceCases() {}

    static List<HandComputedCase> all() {
        RawEvent stop = stopped("10:50");
        return List.of(
                // Seen last at 10:20: 20 min = 1,200 s.
                given("silence ends the session at the last alive", ready("10:00", "H", "1"), alive("10:20"))
                        .owes("1.20", gpu(1200, "1.20")),
                // 11:00 − 10:50 is ten minutes, not longer: 3,600 s.
                given("silence as long as allowed ends nothing", ready("10:00", "H", "1"), alive("10:50"))
                        .owes("3.60", gpu(3600, "3.60")),
                // A millisecond longer: back to 10:50, 3,000 s.
                given("a millisecond more of silence ends it", ready("10:00", "H", "1"), alive("10:50"))
                        .at("11:00:00.001")
                        .owes("3.00", gpu(3000, "3.00")),
                // 10 h = 36,000 s.
                given("a replica that never sent alive is never lost", ready("10:00", "H", "1"))
                        .at("20:00")
                        .owes("36.00", gpu(36_000, "36.00")),
                // 10:20 to 10:55 is restored: 3,600 s.
                given(
                                "a late alive restores the time left out",
                                ready("10:00", "H", "1"),
                                alive("10:20"),
                                alive("10:55"))
                        .owes("3.60", gpu(3600, "3.60")),
                // Billed to the stop: 50 min = 3,000 s.
                given("a stop restores the time up to it", ready("10:00", "H", "1"), alive("10:20"), stop)
                        .owes("3.00", gpu(3000, "3.00")),
                // The stop never happened, so the silence since 10:20 counts: 1,200 s.
                given(
                                "a voided stop restores nothing",
                                ready("10:00", "H", "1"),
                                alive("10:20"),
                                stop,
                                voided("10:55", stop))
                        .owes("1.20", gpu(1200, "1.20")),
                // A replica of a deleted deployment is not open, so it cannot be lost: 3,000 s.
                given(
                                "a deletion restores the time up to it",
                                ready("10:00", "H", "1"),
                                alive("10:20"),
                                deleted("10:50"))
                        .owes("3.00", gpu(3000, "3.00")),
                // Seen last when it said ready again, 10:30: 1,800 s.
                given(
                                "a later ready of the same shape was a sign of life",
                                ready("10:00", "H", "1"),
                                alive("10:05"),
                                ready("10:30", "H", "1"))
                        .owes("1.80", gpu(1800, "1.80")),
                // H from 10:00 to 10:30, 1.80; A was seen last as it opened, so it lasted no time.
                given(
                                "a later ready of another shape was a sign of life",
                                ready("10:00", "H", "1"),
                                alive("10:05"),
                                ready("10:30", "A", "1"))
                        .owes("1.80", gpu(1800, "1.80")),
                // Nobody knows what it became at 10:30, but it was seen: 1,800 s, and something may be missing.
                given(
                                "a ready whose shape is unknown was a sign of life",
                                ready("10:00", "H", "1"),
                                alive("10:05"),
                                ready("10:30"))
                        .owes("1.80", gpu(1800, "1.80"))
                        .incomplete(),
                // 09:00 to 09:10 is 600 s; the session of 10:00 was seen last as it opened.
                given(
                                "an alive before the session makes it one that can be lost",
                                ready("09:00", "H", "1"),
                                alive("09:05"),
                                stopped("09:10"),
                                ready("10:00", "H", "1"))
                        .owes("0.60", gpu(600, "0.60")),
                // Forty minutes without a word, but then it stopped: 3,000 s.
                given(
                                "silence in the middle of history changes nothing",
                                ready("09:00", "H", "1"),
                                alive("09:01"),
                                stopped("09:50"),
                                alive("10:59"))
                        .owes("3.00", gpu(3000, "3.00")),
                // Lost on 2026-10-20 after 10 h: 36,000 s, and nothing in November.
                given(
                                "silence reaches back into earlier periods",
                                ready("2026-10-20T00:00:00Z", "H", "1"),
                                alive("2026-10-20T10:00:00Z"))
                        .in("2026-10", "UTC")
                        .owes("36.00", gpu(36_000, "36.00")),
                given("an alive of a replica that nobody saw ready costs nothing", alive("10:00"))
                        .owes("0.00"),
                // r1 until 10:20, 1,200 s; r2 until as-of, 3,600 s; together 4,800 s.
                given(
                                "one replica's silence is not another's",
                                ready("10:00", "H", "1"),
                                alive("10:20"),
                                ready("10:00", "H", "1").replica("r2"))
                        .owes("4.80", gpu(4800, "4.80")));
    }
}
