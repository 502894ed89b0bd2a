package dev.ebb.local;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.DynamoFleetWatch;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.dynamodb.DynamoSweepStore;
import dev.ebb.sweeping.sweeps.SweepStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pin}: leave this deployment alone. */
@Command(
        name = "pin",
        description = "Holds back whatever sweeps would do to a deployment, until an instant.",
        mixinStandardHelpOptions = true)
final class PinCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    /** What is done. */
    enum Verb {
        SET,
        SHOW,
        REMOVE
    }

    @Parameters(arity = "0..1", paramLabel = "VERB", description = "set (the default), show or remove")
    private Verb verb = Verb.SET;

    @Mixin
    private DeploymentOptions deployment = new DeploymentOptions();

    @ArgGroup(exclusive = true)
    private @Nullable End end;

    @Option(names = "--owner", paramLabel = "NAME", description = "set: whose pin it is; remove: who takes it away")
    private @Nullable String owner;

    @Option(names = "--reason", paramLabel = "TEXT", description = "set: why; not needed with --snooze")
    private @Nullable String reason;

    @Mixin
    private Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec command;

    /** When it ends; a pin without an end is one that nobody remembers. */
    static final class End {
        @Option(names = "--until", paramLabel = "INSTANT", description = "set: when it ends")
        private @Nullable String until;

        @Option(names = "--for", paramLabel = "DURATION", description = "set: how long it holds, such as PT24H or P7D")
        private @Nullable String length;

        @Option(
                names = "--snooze",
                paramLabel = "DURATION",
                description = "set: not now, ask again later; at most PT24H")
        private @Nullable String snooze;
    }

    PinCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (verb != Verb.SET && (end != null || reason != null)) {
            throw WrongUsage.of(command, "--until, --for, --snooze and --reason are for set");
        }
        if (verb != Verb.SHOW && owner == null) {
            throw WrongUsage.of(command, "Missing: --owner NAME");
        }
        if (owner != null) {
            Inputs.person("--owner", owner);
        }
        Instant now = surroundings.now();
        Optional<Pin> pin = verb == Verb.SET ? Optional.of(pin(now)) : Optional.empty();
        try (Connection.Access access = connection.open()) {
            SweepStore store = new DynamoSweepStore(access.client(), access.table());
            DeploymentId id = deployment.known(connection, access, now);
            switch (verb) {
                case SHOW -> show(id, store, now);
                case SET -> {
                    set(id, pin, store, access, now);
                    show(id, store, now);
                }
                case REMOVE -> {
                    Pin removed = store.kept(id, Deadline.NONE)
                            .pin()
                            .orElseThrow(() -> new InputException(id + ": there is no pin to remove"));
                    set(id, pin, store, access, now);
                    surroundings
                            .out()
                            .println(id + ": not pinned any more; was pinned until " + removed.until() + " by "
                                    + Printable.of(removed.owner() + ": " + removed.reason()));
                }
            }
        }
        return 0;
    }

    private Pin pin(Instant now) {
        End given = end;
        if (given == null) {
            throw WrongUsage.of(command, "Missing: --until INSTANT, --for DURATION or --snooze DURATION");
        }
        String snooze = given.snooze;
        String why = reason;
        if (why == null) {
            if (snooze == null) {
                throw WrongUsage.of(command, "Missing: --reason TEXT");
            }
            why = "snoozed";
        }
        String said = why;
        return Inputs.checked(() -> new Pin(String.valueOf(owner), said, now, until(given, now)));
    }

    private static Instant until(End given, Instant now) {
        if (given.until != null) {
            return Inputs.instant("--until", given.until);
        }
        if (given.snooze != null) {
            Duration snooze = Inputs.duration("--snooze", given.snooze);
            if (snooze.compareTo(Pin.LONGEST_SNOOZE) > 0) {
                throw new InputException("--snooze: must be at most " + Pin.LONGEST_SNOOZE + ", is " + snooze);
            }
            return now.plus(snooze);
        }
        return now.plus(Inputs.duration("--for", String.valueOf(given.length)));
    }

    private void set(DeploymentId id, Optional<Pin> pin, SweepStore store, Connection.Access access, Instant now) {
        store.pin(id, pin, String.valueOf(owner), now, Deadline.NONE);
        new DynamoFleetWatch(access.client(), access.table()).makeDue(id, now, Deadline.NONE);
    }

    private void show(DeploymentId id, SweepStore store, Instant now) {
        surroundings
                .out()
                .println(id + ": "
                        + store.kept(id, Deadline.NONE)
                                .pin()
                                .map(pin -> (pin.holdsAt(now) ? "pinned" : "not pinned; was pinned") + " until "
                                        + pin.until() + " by " + Printable.of(pin.owner() + ": " + pin.reason()))
                                .orElse("not pinned"));
    }
}
