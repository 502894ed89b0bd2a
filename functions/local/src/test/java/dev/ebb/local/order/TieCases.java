package dev.ebb.local.order;

import static dev.ebb.local.order.HandComputedCase.given;
import static dev.ebb.local.order.HandComputedCases.gpu;
import static dev.ebb.local.order.RawEvent.alive;
import static dev.ebb.local.order.RawEvent.created;
import static dev.ebb.local.order.RawEvent.deleted;
import static dev.ebb.local.order.RawEvent.ready;
import static dev.ebb.local.order.RawEvent.stopped;

import java.util.List;

/** Readies and stops of one replica that share their time. {@code H} costs 3.60 an hour; it is 11:00. */
final class TieCases {

    private TieCases() {}

    static List<HandComputedCase> all() {
        return List.of(
                // 09:00 to 09:30 and 09:30 to 10:00: 3,600 s.
                given(
                                "a stop and a ready of one second restart a replica that ran",
                                ready("09:00", "H", "1"),
                                stopped("09:30"),
                                ready("09:30", "H", "1"),
                                stopped("10:00"))
                        .owes("3.60", gpu(3600, "3.60")),
                // 09:00 to 11:00, but the second ready may be the state told again.
                given(
                                "a restart is in doubt while its ready is the latest",
                                ready("09:00", "H", "1"),
                                ready("09:30", "H", "1"),
                                stopped("09:30"),
                                alive("10:59"))
                        .incomplete()
                        .owes("7.20", gpu(7200, "7.20")),
                // What ended it was no event of the replica: 09:00 to 10:30, 5,400 s.
                given(
                                "a deletion does not settle a restart",
                                ready("09:00", "H", "1"),
                                ready("09:30", "H", "1"),
                                stopped("09:30"),
                                deleted("10:30"))
                        .incomplete()
                        .owes("5.40", gpu(5400, "5.40")),
                // It ran from 09:00 on, on what is not known; from 10:00 on H: 1,800 s.
                given(
                                "a ready that waits for its shape runs before a tie",
                                ready("09:00"),
                                stopped("10:00"),
                                ready("10:00", "H", "1"),
                                stopped("10:30"))
                        .incomplete()
                        .owes("1.80", gpu(1800, "1.80")),
                // One GPU from 09:00 to 10:00, then two until 10:30: 3,600 + 3,600 GPU-seconds.
                given(
                                "a restart goes on with its last ready's shape",
                                ready("09:00", "H", "1"),
                                ready("10:00", "H", "1").id("a"),
                                stopped("10:00").id("b"),
                                ready("10:00", "H", "2").id("c"),
                                stopped("10:00").id("d"),
                                stopped("10:30"))
                        .owes("7.20", gpu(7200, "7.20")),
                // The deletion ended it: 09:00 to 10:00.
                given(
                                "a deletion of the second comes before the tie",
                                ready("09:00", "H", "1"),
                                stopped("10:00"),
                                ready("10:00", "H", "1"),
                                deleted("10:00"),
                                created("10:00", "H", "1"))
                        .owes("3.60", gpu(3600, "3.60")),
                given(
                        "what did not run before a tie came up and went",
                        ready("09:00", "H", "1"),
                        stopped("09:00"),
                        ready("09:00", "H", "2").id("again")),
                // Sequences tell: ready, then stopped. 09:00 to 09:30, 1,800 s.
                given(
                                "a sequence tells a ready before the stop of its second",
                                ready("09:00", "H", "1"),
                                stopped("09:30").sequence("2"),
                                ready("09:30", "H", "1").sequence("1"))
                        .owes("1.80", gpu(1800, "1.80")),
                // The same sequence tells nothing: a restart, 09:00 to 10:00.
                given(
                                "one sequence for both tells nothing",
                                ready("09:00", "H", "1"),
                                stopped("09:30").sequence("7"),
                                ready("09:30", "H", "1").sequence("07"),
                                stopped("10:00"))
                        .owes("3.60", gpu(3600, "3.60")),
                // Two ties of one second: restarted, and restarted again. 09:00 to 10:00.
                given(
                                "two ties of one second are two restarts",
                                ready("09:00", "H", "1"),
                                stopped("09:30").sequence("1"),
                                ready("09:30", "H", "1").sequence("1"),
                                stopped("09:30").sequence("2"),
                                ready("09:30", "H", "1").sequence("2"),
                                stopped("10:00"))
                        .owes("3.60", gpu(3600, "3.60")),
                // Stopped at …0001, ready at …00011: no tie, and no doubt. 09:00 to 11:00.
                given(
                                "finer digits tell a restart",
                                ready("09:00", "H", "1"),
                                stopped("09:30:00.0001"),
                                ready("09:30:00.00011", "H", "1"))
                        .owes("7.20", gpu(7200, "7.20")),
                // Finer than a nanosecond: ready, then stopped. 09:00 to 09:30.
                given(
                                "digits finer than a nanosecond tell a stop",
                                ready("09:00", "H", "1"),
                                stopped("09:30:00.123000000000002"),
                                ready("09:30:00.123000000000001", "H", "1"))
                        .owes("1.80", HandComputedCases.line("gpuSeconds", "1800.123000")),
                // 0.0001 and 0.00010 are one time: a tie.
                given(
                                "trailing zeros of a time tell nothing",
                                ready("09:00", "H", "1"),
                                stopped("09:30:00.0001"),
                                ready("09:30:00.00010", "H", "1"),
                                stopped("10:00"))
                        .owes("3.60", gpu(3600, "3.60")));
    }
}
