package dev.ebb.local.order;

import static dev.ebb.local.order.HandComputedCase.given;
import static dev.ebb.local.order.HandComputedCases.gpu;
import static dev.ebb.local.order.RawEvent.alive;
import static dev.ebb.local.order.RawEvent.created;
import static dev.ebb.local.order.RawEvent.deleted;
import static dev.ebb.local.order.RawEvent.ready;
import static dev.ebb.local.order.RawEvent.served;
import static dev.ebb.local.order.RawEvent.stopped;

import java.util.List;

/** What ran where no session says so. It is 11:00; {@code bootWithin} is half an hour. */
final class EvidenceCases {

    private EvidenceCases() {}

    static List<HandComputedCase> all() {
        return List.of(
                given("a heartbeat without a session is evidence", created("08:00", "H", "1"), alive("09:05"))
                        .incomplete(),
                // 10:15 to 10:30, and half an hour later it is 11:00.
                given("evidence counts half an hour after its quarter-hour", created("08:00", "H", "1"), alive("10:29"))
                        .incomplete(),
                given("evidence of the last half hour is too fresh", created("08:00", "H", "1"), alive("10:31")),
                given(
                        "what was not announced and nothing moved is no evidence",
                        alive("09:05"),
                        served("09:00", "09:10", 1)),
                given("a stop is enough to be known", alive("09:05"), stopped("10:00"))
                        .incomplete(),
                given("a heartbeat of the quarter-hour that it stopped in is none", stopped("09:10"), alive("09:14")),
                given("a heartbeat half an hour after the stop is none", stopped("08:45"), alive("09:15")),
                given("a heartbeat later than that is", stopped("08:44:59"), alive("09:15"))
                        .incomplete(),
                // 09:30 to 10:00: 1,800 s.
                given(
                                "a ready half an hour after the quarter-hour explains it",
                                alive("08:59"),
                                ready("09:30", "H", "1"),
                                stopped("10:00"))
                        .owes("1.80", gpu(1800, "1.80")),
                given("a later ready does not", alive("08:59"), ready("09:30:00.001", "H", "1"), stopped("10:00"))
                        .incomplete()
                        .owes("1.80", HandComputedCases.line("gpuSeconds", "1799.999000")),
                given(
                                "a boot explains all of itself if a ready ended it",
                                starting("07:00"),
                                alive("08:00"),
                                ready("09:00", "H", "1"),
                                stopped("10:00"))
                        .owes("3.60", gpu(3600, "3.60")),
                given("a boot that led to nothing explains its first half hour", starting("08:00"), alive("08:29")),
                given("a boot that led to nothing explains no more", starting("08:00"), alive("08:30"))
                        .incomplete(),
                given(
                                "a replica that is unready may be alive",
                                ready("08:00", "H", "1"),
                                stopped("09:00").with("reason", "unready"),
                                alive("10:00"))
                        .owes("3.60", gpu(3600, "3.60")),
                given(
                                "a replica that stopped may not",
                                ready("08:00", "H", "1"),
                                stopped("09:00").with("reason", "scaled in"),
                                alive("10:00"))
                        .incomplete()
                        .owes("3.60", gpu(3600, "3.60")),
                given(
                                "a replica that runs on after its deployment's deletion is evidence",
                                created("08:00", "H", "1"),
                                ready("08:00"),
                                deleted("09:00"),
                                alive("09:46"))
                        .incomplete()
                        .owes("3.60", gpu(3600, "3.60")),
                given(
                                "a replica that runs out after its deployment's deletion is not",
                                created("08:00", "H", "1"),
                                ready("08:00"),
                                deleted("09:00"),
                                alive("09:30"))
                        .owes("3.60", gpu(3600, "3.60")),
                given("a ready soon after the deletion is a warning", deleted("09:00"), ready("09:30", "H", "1")),
                given("a ready later than that is evidence", deleted("09:00"), ready("09:30:00.001", "H", "1"))
                        .incomplete(),
                given(
                                "requests without a session are evidence",
                                created("08:00", "H", "1"),
                                served("09:00", "09:05", 1))
                        .incomplete(),
                given(
                        "a probe is none",
                        created("08:00", "H", "1"),
                        served("09:00", "09:05", 1).with("probe", true)),
                // 08:00 to 08:50.
                given(
                                "requests up to ten minutes after a session are explained",
                                ready("08:00", "H", "1"),
                                stopped("08:50"),
                                served("09:00", "10:00", 1))
                        .owes("3.00", gpu(3000, "3.00")),
                given(
                                "requests later than that are evidence",
                                ready("08:00", "H", "1"),
                                stopped("08:49:59.999"),
                                served("09:00", "10:00", 1))
                        .incomplete()
                        .owes("3.00", HandComputedCases.line("gpuSeconds", "2999.999000")),
                given(
                                "adjoining active minutes are one run",
                                ready("08:00", "H", "1"),
                                stopped("08:50"),
                                served("08:45", "09:30", 1),
                                served("09:30", "10:00", 1))
                        .owes("3.00", gpu(3000, "3.00")),
                // The late ready takes the evidence back: 09:00 to 10:00.
                given(
                                "a late ready takes evidence back",
                                alive("09:20"),
                                served("09:00", "10:00", 1),
                                stopped("10:00"),
                                ready("09:00", "H", "1"))
                        .owes("3.60", gpu(3600, "3.60")));
    }

    private static RawEvent starting(String time) {
        return RawEvent.ofReplica("replica.starting", time);
    }
}
