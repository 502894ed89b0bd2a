package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.AccountEvents.at;
import static dev.ebb.metering.dynamodb.AccountEvents.gpus;

import dev.ebb.metering.Original;
import dev.ebb.metering.Rejection;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one account, step by step. Together the stories have every kind of event and void in them, and ask the
 * table from every line that there is.
 *
 * @param steps one after the other
 * @param rival what somebody else does just before this one's first write from an adapter
 */
record FaultStory(
        String name,
        Function<AccountEvents, List<Step>> steps,
        @Nullable Rival rival) {

    /** Somebody else, whose calls nobody watches. */
    record Rival(String adapter, Function<AccountEvents, List<UsageEvent>> events) {}

    /** What is done until it is acknowledged. */
    sealed interface Step {
        /** A batch from the queue. */
        record Deliver(List<UsageEvent> events) implements Step {}

        /** Silent replicas are ended. */
        record Settle(Instant asOf) implements Step {}

        /** Something is quarantined, looked at, and noted as replayed. */
        record Keep(Rejection rejection) implements Step {}

        /** A sweep, which is none of the ledger's business, looks at the deployment again at {@code at}. */
        record Plan(String deployment, Instant at) implements Step {}
    }

    private static final String KEPT = "kept";

    private static final ShapePart NO_SHAPE = ShapePart.NONE;

    /** All of them. */
    static List<FaultStory> all() {
        return List.of(
                life(),
                demand(),
                lost(),
                heartbeats(),
                voids(),
                earlyVoids(),
                announcements(),
                pages(),
                divided(),
                rivals(),
                kept());
    }

    /** Whether it looks at the quarantine, which is everybody's. */
    boolean keeps() {
        return name.equals(KEPT);
    }

    @Override
    public String toString() {
        return name;
    }

    private static Step deliver(UsageEvent... events) {
        return new Step.Deliver(List.of(events));
    }

    private static FaultStory of(String name, Function<AccountEvents, List<Step>> steps) {
        return new FaultStory(name, steps, null);
    }

    /** Every type of event but for voids and deletions. */
    static FaultStory life() {
        return of(
                "life",
                a -> List.of(
                        deliver(
                                a.created("c", 0, "d", gpus("H100", 2)),
                                a.starting("s", 60, "d", "r1"),
                                a.ready("r", 100, "d", "r1", NO_SHAPE),
                                a.tokens("t1", 100, "m", 1000, 10, 1),
                                a.tokens("t2", 1000, "m", 2000, 20, 2),
                                a.announcement("x", 100)),
                        deliver(
                                a.updated("u", 200, "d", NO_SHAPE),
                                a.served("v1", 100, 4000, "d", 5, null),
                                a.served("v2", 100, 160, "d", 7, new Usage.AdviceTokens(70, 7)),
                                a.alive("l", 300, "d", "r1"),
                                a.reported("p", 0, 7200),
                                a.ready("r2", 400, "d2", "q", gpus("A100", 1))),
                        deliver(
                                a.stopped("o", 1000, "d", "r1"),
                                a.tokens("t1", 100, "m", 1000, 10, 1),
                                a.stopped("o", 1000, "d", "r1"),
                                a.rejected("j", 5000, 5100, "d"))));
    }

    /** Demand while nothing is ready makes a deployment due at once. */
    private static FaultStory demand() {
        return of(
                "demand",
                a -> List.of(
                        deliver(a.created("c", 0, "d", gpus("H100", 2))),
                        new Step.Plan("d", at(90_000)),
                        deliver(a.rejected("j", 5000, 5100, "d"))));
    }

    private static FaultStory lost() {
        return of(
                "lost",
                a -> List.of(
                        deliver(
                                a.ready("r1", 0, "d", "r1", gpus("H100", 1)),
                                a.ready("r2", 0, "d", "r2", gpus("H100", 1)),
                                a.ready("r3", 0, "d", "r3", gpus("H100", 1)),
                                a.alive("l1", 60, "d", "r1"),
                                a.alive("l2", 60, "d", "r2"),
                                a.alive("l3", 60, "d", "r3")),
                        new Step.Settle(at(3600)),
                        deliver(a.alive("l1b", 6000, "d", "r1"), a.stopped("o2", 5000, "d", "r2")),
                        new Step.Settle(at(6100))));
    }

    /** A day turns, and heartbeats of the day before and of earlier quarter-hours come late. */
    private static FaultStory heartbeats() {
        return of(
                "heartbeats",
                a -> List.of(
                        deliver(a.ready("r1", 0, "d", "r1", gpus("H100", 1)), a.alive("l1", 86_000, "d", "r1")),
                        deliver(a.alive("l2", 90_000, "d", "r1")),
                        deliver(a.alive("l3", 1_000, "d", "r1")),
                        deliver(a.alive("l4", 88_000, "d", "r1"))));
    }

    private static FaultStory voids() {
        return of(
                "voids",
                a -> List.of(
                        deliver(
                                a.created("c", 0, "d", gpus("H100", 1)),
                                a.starting("s", 10, "d", "r1"),
                                a.ready("r", 20, "d", "r1", NO_SHAPE),
                                a.stopped("o", 500, "d", "r1"),
                                a.tokens("t", 100, "m", 1000, 10, 1),
                                a.served("v", 100, 160, "d", 7, new Usage.AdviceTokens(70, 7)),
                                a.updated("u", 15, "d", gpus("A100", 3))),
                        deliver(
                                a.voided("vs", 600, "s"),
                                a.voided("vo", 600, "o"),
                                a.voided("vt", 600, "t"),
                                a.voided("vv", 600, "v"),
                                a.voided("vu", 600, "u")),
                        deliver(a.voided("vvs", 700, "vs"), a.voided("self", 700, "self"), a.voided("vt2", 700, "t"))));
    }

    static FaultStory earlyVoids() {
        return of(
                "early voids",
                a -> List.of(
                        deliver(
                                a.voided("vc", 600, "c"),
                                a.voided("vr", 600, "r"),
                                a.voided("vt", 600, "t"),
                                a.voided("vvv", 600, "vv")),
                        deliver(
                                a.created("c", 0, "d", gpus("H100", 1)),
                                a.ready("r", 20, "d", "r1", gpus("H100", 1)),
                                a.ready("r2", 20, "d", "r2", NO_SHAPE),
                                a.ready("r3", 20, "d", "r3", NO_SHAPE),
                                a.tokens("t", 100, "m", 1000, 10, 1),
                                a.voided("vv", 600, "r2"))));
    }

    private static FaultStory announcements() {
        return of(
                "announcements",
                a -> List.of(
                        deliver(
                                a.ready("r1", 20, "d", "r1", NO_SHAPE),
                                a.ready("r2", 2000, "d", "r2", NO_SHAPE),
                                a.ready("r3", 20, "d", "r3", gpus("A100", 1)),
                                a.starting("s4", 20, "d", "r4")),
                        deliver(a.created("c", 0, "d", gpus("H100", 1)), a.deleted("x", 1000, "d")),
                        deliver(a.updated("u", 10, "d", gpus("H200", 2)), a.voided("vx", 3000, "x"))));
    }

    /** A replica of several pages, changed at its beginning, and by announcements. */
    private static FaultStory pages() {
        return of("pages", a -> {
            List<UsageEvent> changes = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                ShapePart shape = i % 4 == 3 ? NO_SHAPE : gpus("H100", 1 + i % 2);
                changes.add(a.ready("r" + i, 1000 + 700L * i, "d", "r1", shape));
            }
            Collections.shuffle(changes, new Random(1));
            return List.of(
                    new Step.Deliver(List.copyOf(changes.subList(0, 8))),
                    new Step.Deliver(List.copyOf(changes.subList(8, 12))),
                    deliver(a.stopped("o", 1500, "d", "r1"), a.created("c", 900, "d", gpus("L4", 3))),
                    deliver(a.voided("vo", 20_000, "o")));
        });
    }

    /** As much at one instant as is let in, after sessions in five months: the page must be divided to be folded again. */
    private static FaultStory divided() {
        long month = Duration.ofDays(32).toSeconds();
        return of("divided", a -> {
            List<UsageEvent> waiting = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                ShapePart kind = new ShapePart("GPU-" + i, null, null);
                waiting.add(a.ready("w" + i, month * i, "d", "r1", kind));
            }
            for (int i = 0; i < Page.MAX_AT_ONCE; i++) {
                waiting.add(a.ready("x" + i, month * 5, "d", "r1", NO_SHAPE));
            }
            return List.of(
                    new Step.Deliver(List.copyOf(waiting.subList(0, 60))),
                    new Step.Deliver(List.copyOf(waiting.subList(60, waiting.size()))),
                    deliver(a.created("c", 0, "d", gpus("H100", 1))));
        });
    }

    /** Somebody else hears that a replica is alive while it is being ended. */
    private static FaultStory rivals() {
        return new FaultStory(
                "rivals",
                a -> List.of(
                        deliver(a.ready("r1", 0, "d", "r1", gpus("H100", 1)), a.alive("l1", 60, "d", "r1")),
                        new Step.Settle(at(3600))),
                new Rival("LostReplicas", a -> List.of(a.alive("l2", 90, "d", "r1"))));
    }

    private static FaultStory kept() {
        byte[] large = new byte[400_000];
        new Random(1).nextBytes(large);
        return of(
                KEPT,
                a -> List.of(
                        new Step.Keep(new Rejection(
                                a.account(), "urn:s", "1", "id: bad in " + a.account(), Original.of("{}"))),
                        new Step.Keep(new Rejection(
                                a.account(), null, null, "size: bad in " + a.account(), Original.of(large)))));
    }
}
