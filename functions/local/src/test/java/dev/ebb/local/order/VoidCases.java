package dev.ebb.local.order;

import static dev.ebb.local.order.HandComputedCase.given;
import static dev.ebb.local.order.HandComputedCases.gpu;
import static dev.ebb.local.order.HandComputedCases.line;
import static dev.ebb.local.order.RawEvent.alive;
import static dev.ebb.local.order.RawEvent.created;
import static dev.ebb.local.order.RawEvent.deleted;
import static dev.ebb.local.order.RawEvent.ready;
import static dev.ebb.local.order.RawEvent.served;
import static dev.ebb.local.order.RawEvent.stopped;
import static dev.ebb.local.order.RawEvent.tokens;
import static dev.ebb.local.order.RawEvent.updated;
import static dev.ebb.local.order.RawEvent.voided;

import java.util.List;

/** Events that never happened. {@code H} costs 0.001 a GPU-second, {@code A} half of that. */
final class VoidCases {

    private VoidCases() {}

    static List<HandComputedCase> all() {
        RawEvent ready = ready("10:00", "H", "1");
        RawEvent stop = stopped("10:10");
        RawEvent created = created("09:00", "H", "1");
        RawEvent update = updated("09:30").with("acceleratorCount", "4");
        RawEvent deletion = deleted("10:10");
        RawEvent tokens = tokens("10:00", "flat", 1_000_000, 0, 1_000_000);
        RawEvent served = served("10:00", "10:02", 5);
        RawEvent servedWithTokens = served.with("promptTokens", 10).with("completionTokens", 10);
        RawEvent alive = alive("10:20");
        RawEvent voidOfReady = voided("10:20", ready);
        return List.of(
                given("a voided ready opened nothing", ready, stop, voided("10:20", ready)),
                // Open from 10:00 to as-of again: 3,600 s.
                given("a voided stop ended nothing", ready, stop, voided("10:20", stop))
                        .owes("3.60", gpu(3600, "3.60")),
                // Without the stop of 10:10 the session lasts until the one of 10:20: 1,200 s.
                given("a void may come before its event", voided("09:00", stop), ready, stop, stopped("10:20"))
                        .owes("1.20", gpu(1200, "1.20")),
                given("a voided creation gives no shape", created, ready("10:00"), voided("10:20", created))
                        .incomplete(),
                // 1 GPU again instead of 4: 600 s.
                given(
                                "a voided update changes no shape",
                                created,
                                update,
                                ready("10:00"),
                                stop,
                                voided("10:20", update))
                        .owes("0.60", gpu(600, "0.60")),
                // Open from 10:00 to as-of again: 3,600 s.
                given("a voided deletion stops nothing", ready, deletion, voided("10:20", deletion))
                        .owes("3.60", gpu(3600, "3.60")),
                // Deleted at 09:00, and the creation at 09:30 is gone: the ready of 10:00 opens nothing.
                given(
                                "a voided creation revives nothing",
                                deleted("09:00"),
                                created("09:30", "H", "1").id("again"),
                                ready("10:00", "H", "1"),
                                voided("10:20", created("09:30", "H", "1").id("again")))
                        .incomplete(),
                given("voided tokens were not used", tokens, voided("10:20", tokens)),
                // The other million of each: 0.20 + 0.40.
                given("only the voided tokens go", tokens, tokens.id("other"), voided("10:20", tokens))
                        .owes("0.60", line("direction", "completion", "amount", "0.40"), line("amount", "0.20")),
                // 600 s, and no minute of them active.
                given(
                                "voided traffic with tokens was none",
                                ready,
                                stop,
                                servedWithTokens,
                                voided("10:20", servedWithTokens))
                        .owes("0.60", line("busyGpuSeconds", "0.000000", "idleGpuSeconds", "600.000000")),
                // Minutes 10:00 and 10:01 stay active: 120 s of 600 s.
                given("traffic without tokens has no identity to void", ready, stop, served, voided("10:20", served))
                        .owes("0.60", line("busyGpuSeconds", "120.000000", "idleGpuSeconds", "480.000000")),
                // Both reports touch 10:00 and 10:01; one of them still does.
                given(
                                "a minute that two reports touch outlives one of them",
                                ready,
                                stop,
                                servedWithTokens,
                                servedWithTokens.id("other"),
                                voided("10:20", servedWithTokens))
                        .owes("0.60", line("busyGpuSeconds", "120.000000", "idleGpuSeconds", "480.000000")),
                // Still lost since 10:20: 1,200 s.
                given("an alive has no identity to void", ready, alive, voided("10:30", alive))
                        .owes("1.20", gpu(1200, "1.20")),
                // The ready stays voided.
                given("a void of a void does nothing", ready, stop, voidOfReady, voided("10:30", voidOfReady)),
                // 600 s.
                given(
                                "a void in another account does nothing",
                                ready,
                                stop,
                                voided("10:20", ready).account("other"))
                        .owes("0.60", gpu(600, "0.60")),
                // 600 s.
                given("a void of another source does nothing", ready, stop, voided("10:20", ready.source("urn:other")))
                        .owes("0.60", gpu(600, "0.60")),
                // 600 s: whether the boot was seen moves no money.
                given(
                                "a voided start changes no amount",
                                RawEvent.ofReplica("replica.starting", "09:50"),
                                ready,
                                stop,
                                voided("10:20", RawEvent.ofReplica("replica.starting", "09:50")))
                        .owes("0.60", gpu(600, "0.60")),
                given(
                        "an announcement of Ebb's own does nothing",
                        RawEvent.ofDeployment("action.requested", "10:10").account("other"),
                        voided("10:20", ready)),
                given("an account of which only a void was heard has a statement", voided("10:20", ready)),
                // The first is gone, the second of the same shape opens at 10:05: 5 min = 300 s.
                given(
                                "the ready after a voided one opens the session",
                                ready,
                                ready("10:05", "H", "1"),
                                stop,
                                voided("10:20", ready))
                        .owes("0.30", gpu(300, "0.30")));
    }
}
