package dev.ebb.sweeping.actions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.Watched;
import dev.ebb.metering.dynamodb.ThreadTables;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Intent.State;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.sweeps.SweepStore;
import dev.ebb.sweeping.sweeps.SweepStore.Conclusion;
import dev.ebb.sweeping.sweeps.SweepStore.Marking;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Every order of a sweep's, an executor's and a target's steps with the arrival of activity, on the table and with the real
 * MeterUsage. Where a step is a part of an executor's work, what comes before it comes in the midst of that work.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterleavingDynamoTests {

    /** What happens, in the order in which it is declared where one needs the other. */
    private enum Declared {
        /** The sweep reads the deployment. */
        READ,
        /** It marks the action that follows from what it read. */
        MARK,
        /** The executor reads again: what it has read when this comes is what was before. */
        LOOK,
        /** It writes that it calls. */
        BEGIN,
        /** It calls the target. */
        ASK,
        /** The target obeys. */
        OBEY,
        /** The executor looks whether it did. */
        VERIFY,
        /** It writes how it ended. */
        END,
        /** The first activity is reported. */
        ACTIVITY,
        /** Another one is. */
        ACTIVITY_AGAIN;

        /** Whether this can only come after the other. */
        boolean needs(Declared other) {
            return switch (this) {
                case READ -> false;
                case MARK -> other == READ;
                case LOOK -> other == MARK;
                case BEGIN -> other == LOOK;
                case ASK -> other == BEGIN;
                case OBEY, VERIFY -> other == ASK;
                case END -> other == OBEY || other == VERIFY;
                case ACTIVITY -> false;
                case ACTIVITY_AGAIN -> other == ACTIVITY;
            };
        }
    }

    /** What kind of activity. */
    private enum Kind {
        SERVED,
        REJECTED,
        /** Of a minute that was long over when the sweep read. */
        LATE
    }

    private static final List<Declared> QUIET = List.of(
            Declared.READ,
            Declared.MARK,
            Declared.LOOK,
            Declared.BEGIN,
            Declared.ASK,
            Declared.OBEY,
            Declared.VERIFY,
            Declared.END);

    private final World world = new World(ThreadTables.quick());

    @AfterAll
    void end() {
        world.close();
    }

    /** All orders in which these steps are possible. */
    private static List<List<Declared>> orders(List<Declared> steps) {
        List<List<Declared>> orders = new ArrayList<>();
        extend(new ArrayList<>(), steps, orders);
        return orders;
    }

    private static void extend(List<Declared> begun, List<Declared> left, List<List<Declared>> orders) {
        if (left.isEmpty()) {
            orders.add(List.copyOf(begun));
        }
        for (Declared step : left) {
            if (left.stream().noneMatch(step::needs)) {
                List<Declared> rest = new ArrayList<>(left);
                rest.remove(step);
                begun.add(step);
                extend(begun, rest, orders);
                begun.removeLast();
            }
        }
    }

    /** One run: what is to come next comes as soon as whoever works has got to it. */
    private final class Run implements Hooked.Hook {
        private final List<Declared> left;
        private final Kind kind;
        private boolean asked;

        Run(List<Declared> order, Kind kind) {
            left = new ArrayList<>(order);
            this.kind = kind;
        }

        /** What others do before this step is taken. */
        private void upTo(Declared step) {
            while (left.contains(step)) {
                Declared next = left.removeFirst();
                if (next == step) {
                    return;
                }
                others(next);
            }
        }

        private void others(Declared step) {
            switch (step) {
                case OBEY -> world.listener().obey();
                case ACTIVITY -> report(world.now);
                case ACTIVITY_AGAIN -> report(world.now.plusSeconds(60));
                case READ, MARK, LOOK, BEGIN, ASK, VERIFY, END -> {
                    // The executor has come to another end before it got to this.
                }
            }
        }

        private void report(Instant minute) {
            switch (kind) {
                case SERVED -> world.served(minute);
                case REJECTED -> world.rejected(minute);
                case LATE -> world.served(minute.minus(Duration.ofMinutes(20)));
            }
        }

        @Override
        public void before(String call) {
            switch (call) {
                case "SweepStore.kept" -> upTo(Declared.LOOK);
                case "SweepStore.advance", "SweepStore.conclude" ->
                    upTo(left.contains(Declared.BEGIN) ? Declared.BEGIN : Declared.END);
                case "Target.scale" -> {
                    upTo(Declared.ASK);
                    asked = true;
                }
                case "FleetWatch.watch" -> {
                    if (asked) {
                        upTo(Declared.VERIFY);
                    }
                }
                default -> {
                    // Nothing that was declared.
                }
            }
        }

        /** A sweep, then its executor, then whatever is left, then the next sweep. */
        void play(SweepStore marking) {
            world.running(2);
            upTo(Declared.READ);
            SweepStatus before = world.status();
            Watched read = world.watched();
            upTo(Declared.MARK);
            if (!wasDemanded(read, World.NOW.minus(Duration.ofHours(1)))) {
                world.mark(marking, Action.SCALE_TO_ZERO, 0, before, read);
            }
            Executing parts = new Hooked(this).around(world.parts());
            for (int turn = 0; turn < 60 && !world.queue().isEmpty(); turn++) {
                world.execute(parts, world.queue().remove());
                if (left.contains(Declared.OBEY)) {
                    upTo(Declared.OBEY);
                }
                world.listener().obey();
                world.now = world.now.plusSeconds(10);
            }
            left.forEach(this::others);
            world.settle();
            wakeIfWanted();
        }

        private void wakeIfWanted() {
            SweepStatus status = world.status();
            Watched seen = world.watched();
            Instant down = status.scaledDownAt();
            if (status.rung() == Rung.AT_ZERO && down != null && wasDemanded(seen, down)) {
                assertThat(seen.dueAt()).as("due").isBeforeOrEqualTo(world.now);
                world.mark(world.store, Action.WAKE, 2, status, seen);
                world.settle();
            }
        }
    }

    private static boolean wasDemanded(Watched read, Instant since) {
        OptionalLong last = read.minutes().lastDemand(read.minutes().end());
        return last.isPresent() && !ActivityMinutes.startOf(last.getAsLong()).isBefore(since);
    }

    /** What is wrong with how a run ended; empty if nothing is. */
    private Optional<String> wrong(List<Declared> order, Kind kind) {
        List<String> done = world.listener().done();
        int mark = order.indexOf(Declared.MARK);
        int first = order.indexOf(Declared.ACTIVITY);
        long marks = world.store.intents(world.id(), 100, Deadline.NONE).stream()
                .filter(intent -> intent.id().action() == Action.SCALE_TO_ZERO)
                .count();
        if (done.stream().distinct().count() != done.size() || marks > 1) {
            return Optional.of("twice: " + done);
        }
        if (first < 0) {
            boolean stopped = world.listener().running() == 0
                    && world.latest(Action.SCALE_TO_ZERO).orElseThrow().state() == State.DONE;
            return stopped ? Optional.empty() : Optional.of("quiet, and not stopped");
        }
        if (first < mark && marks + done.size() > 0) {
            return Optional.of("demand before the mark, and marked; done: " + done);
        }
        // Whoever asked that long ago was served; only who asks after the mark, or is heard of in time, brings it back.
        boolean afterwards =
                kind == Kind.LATE && first > Math.max(order.indexOf(Declared.VERIFY), order.indexOf(Declared.OBEY));
        return afterwards || world.listener().running() == 2
                ? Optional.empty()
                : Optional.of("demand, and " + world.listener().running() + " replicas");
    }

    private List<String> play(SweepStore marking, List<List<Declared>> orders, Kind kind) {
        List<String> wrongs = new ArrayList<>();
        for (List<Declared> order : orders) {
            new Run(order, kind).play(marking);
            wrong(order, kind).ifPresent(what -> wrongs.add(kind + " " + order + ": " + what));
        }
        return wrongs;
    }

    private static List<Declared> with(Declared... activities) {
        List<Declared> steps = new ArrayList<>(QUIET);
        steps.addAll(List.of(activities));
        return steps;
    }

    @Test
    void inEveryOrderDemandStopsTheActionOrBringsBackWhatItStopped() {
        List<List<Declared>> quiet = orders(QUIET);
        List<List<Declared>> once = orders(with(Declared.ACTIVITY));
        List<List<Declared>> twice = orders(with(Declared.ACTIVITY, Declared.ACTIVITY_AGAIN));
        // OBEY and VERIFY come in two orders; one activity has 9 places among 8 steps; two have 9 * 10 / 2 = 45.
        assertThat(List.of(quiet.size(), once.size(), twice.size())).containsExactly(2, 18, 90);

        List<String> wrongs = new ArrayList<>(play(world.store, quiet, Kind.SERVED));
        wrongs.addAll(play(world.store, once, Kind.SERVED));
        wrongs.addAll(play(world.store, once, Kind.REJECTED));
        wrongs.addAll(play(world.store, once, Kind.LATE));
        wrongs.addAll(play(world.store, twice, Kind.SERVED));

        System.out.println("interleavings: " + (quiet.size() + 3 * once.size() + twice.size()));
        assertThat(wrongs).isEmpty();
    }

    @Test
    void withoutTheMarksConditionSomeOrderLeadsToAWrongAction() {
        List<String> wrongs = play(withoutCondition(), orders(with(Declared.ACTIVITY)), Kind.SERVED);

        assertThat(wrongs).isNotEmpty().allSatisfy(wrong -> assertThat(wrong).contains("before the mark, and marked"));
    }

    /** Marks whatever has come since it was read. */
    private SweepStore withoutCondition() {
        return (SweepStore) Proxy.newProxyInstance(
                SweepStore.class.getClassLoader(), new Class<?>[] {SweepStore.class}, (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("conclude")
                                ? world.store.conclude(unconditional((Conclusion) arguments[0]), Deadline.NONE)
                                : method.invoke(world.store, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private static Conclusion unconditional(Conclusion conclusion) {
        Optional<Marking> marking = conclusion
                .marking()
                .map(marked -> new Marking(
                        marked.intent(), Optional.empty(), Map.of(), marked.pinRevision(), marked.limits()));
        return new Conclusion(
                conclusion.sweep(),
                conclusion.before(),
                conclusion.after(),
                conclusion.verdict(),
                conclusion.dueAt(),
                marking);
    }
}
