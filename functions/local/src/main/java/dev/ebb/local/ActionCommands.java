package dev.ebb.local;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.DynamoFleetWatch;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.sweeping.ActingCap;
import dev.ebb.sweeping.actions.ActionByHand;
import dev.ebb.sweeping.actions.ActionByHand.Decided;
import dev.ebb.sweeping.actions.ActionByHand.Word;
import dev.ebb.sweeping.dynamodb.DynamoCapRecords;
import dev.ebb.sweeping.dynamodb.DynamoSafety;
import dev.ebb.sweeping.dynamodb.DynamoSweepStore;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code scale}, {@code delete}, {@code restore} and {@code wake}: what a person decides, with the audit of a sweep's. */
final class ActionCommands {

    private ActionCommands() {}

    static List<Object> all(Surroundings surroundings) {
        return List.of(
                new Scale(surroundings), new Delete(surroundings), new Restore(surroundings), new Wake(surroundings));
    }

    /** What they have in common. */
    abstract static class ByHand implements Callable<Integer> {
        private final Surroundings surroundings;

        @Mixin
        private DeploymentOptions deployment = new DeploymentOptions();

        @Option(names = "--by", paramLabel = "NAME", required = true, description = "Who you are; it is kept")
        private String by = "";

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is kept. Default: by hand")
        private String reason = "by hand";

        @Option(names = "--despite-pin", description = "Also if somebody else has pinned it")
        private boolean despitePin;

        @Mixin
        private Connection connection = new Connection();

        ByHand(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        abstract Decided decide(ActionByHand hand, DeploymentId id, Word word, Instant now);

        @Override
        public Integer call() {
            DeploymentId id = deployment.id();
            Word word = Inputs.checked(() -> new Word(by, reason, despitePin));
            Instant now = surroundings.now();
            try (Connection.Access access = connection.open();
                    Outside outside = Outside.of(connection, access, surroundings)) {
                ActionByHand hand = new ActionByHand(
                        new DynamoSweepStore(access.client(), access.table()),
                        new DynamoFleetWatch(access.client(), access.table()),
                        new DynamoSafety(access.client(), access.table()),
                        new DynamoCapRecords(new Table(access.client(), access.table())),
                        outside.actions());
                return switch (Inputs.checked(() -> decide(hand, id, word, now))) {
                    case Decided.Refused refused -> {
                        surroundings.err().println("ebb: " + id + ": " + Printable.of(refused.reason()));
                        yield 1;
                    }
                    case Decided.Marked marked -> {
                        marked.ownPin()
                                .ifPresent(pin -> surroundings
                                        .err()
                                        .println("Note: it is pinned until " + pin.until() + " by "
                                                + Printable.of(pin.owner())));
                        marked.cap().ifPresent(cap -> surroundings.err().println(note(cap, id)));
                        marked.capUnread().ifPresent(why -> surroundings.err().println(note(why, id)));
                        surroundings
                                .out()
                                .println(marked.intent().id() + ": marked, to be done by "
                                        + marked.intent().deadline());
                        outside.settle();
                        yield 0;
                    }
                };
            }
        }
    }

    private static String note(ActingCap cap, DeploymentId id) {
        return "Note: " + Printable.of(cap.words()) + " of account " + id.account() + " is reached. It does not hold "
                + id.name() + " any more, but a sweep may stop it again before " + cap.until();
    }

    private static String note(String why, DeploymentId id) {
        return "Note: whether a hard cap of account " + id.account() + " is reached can't be read (" + Printable.of(why)
                + "); if it is, a sweep may stop " + id.name() + " again";
    }

    /** {@code scale}. */
    @Command(
            name = "scale",
            description = "Sets how many replicas a deployment runs; 0 stops all.",
            mixinStandardHelpOptions = true)
    static final class Scale extends ByHand {
        @Option(names = "--replicas", paramLabel = "NUMBER", required = true, description = "How many")
        private int replicas;

        Scale(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        Decided decide(ActionByHand hand, DeploymentId id, Word word, Instant now) {
            return hand.scale(id, replicas, word, now, Deadline.NONE);
        }
    }

    /** {@code delete}. */
    @Command(name = "delete", description = "Takes a deployment away, running or not.", mixinStandardHelpOptions = true)
    static final class Delete extends ByHand {
        Delete(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        Decided decide(ActionByHand hand, DeploymentId id, Word word, Instant now) {
            return hand.delete(id, word, now, Deadline.NONE);
        }
    }

    /** {@code restore}. */
    @Command(
            name = "restore",
            description = "Brings back what was scaled down or deleted, as it was before.",
            mixinStandardHelpOptions = true)
    static final class Restore extends ByHand {
        Restore(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        Decided decide(ActionByHand hand, DeploymentId id, Word word, Instant now) {
            return hand.restore(id, word, now, Deadline.NONE);
        }
    }

    /** {@code wake}. */
    @Command(
            name = "wake",
            description = "Brings back as many replicas as there were, at least one and at least its minimum.",
            mixinStandardHelpOptions = true)
    static final class Wake extends ByHand {
        Wake(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        Decided decide(ActionByHand hand, DeploymentId id, Word word, Instant now) {
            return hand.wake(id, word, now, Deadline.NONE);
        }
    }
}
