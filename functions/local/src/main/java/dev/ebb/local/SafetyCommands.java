package dev.ebb.local;

import dev.ebb.metering.Deadline;
import dev.ebb.sweeping.dynamodb.DynamoSafety;
import dev.ebb.sweeping.sweeps.Safety;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code breaker} and {@code kill}: what stops all actions of an Ebb. */
final class SafetyCommands {

    private static final int MOST_ENTRIES = 20;

    private SafetyCommands() {}

    static List<Object> all(Surroundings surroundings) {
        return List.of(new Breaker(surroundings), new Kill(surroundings));
    }

    /** What stands, a line each. */
    static List<String> lines(Safety.State state) {
        List<String> lines = new ArrayList<>();
        lines.add("Breaker: "
                + state.breaker()
                        .map(stop -> "open since " + stop.at() + ": " + Printable.of(stop.reason()))
                        .orElse("closed"));
        state.lastReset()
                .ifPresent(reset -> lines.add("  reset at " + reset.at() + " by " + Printable.of(reset.by())
                        + ", who had seen: " + Printable.of(String.join("; ", reset.acknowledged()))));
        lines.add("Kill switch: "
                + state.killSwitch()
                        .map(stop -> "on since " + stop.at() + " by " + Printable.of(stop.by() + ": " + stop.reason()))
                        .orElse("off"));
        return lines;
    }

    /** {@code breaker}. */
    @Command(
            name = "breaker",
            description = "Shows what stops all actions, or resets the breaker.",
            mixinStandardHelpOptions = true)
    static final class Breaker implements Callable<Integer> {
        private final Surroundings surroundings;

        /** What is done. */
        enum Work {
            SHOW,
            RESET
        }

        @Parameters(arity = "0..1", paramLabel = "VERB", description = "show (the default) or reset")
        private Work verb = Work.SHOW;

        @Option(names = "--by", paramLabel = "NAME", description = "reset: who you are; it is kept")
        private @Nullable String by;

        @Mixin
        private Connection connection = new Connection();

        @Spec
        private @Nullable CommandSpec command;

        Breaker(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            if ((verb == Work.RESET) != (by != null)) {
                throw WrongUsage.of(command, verb == Work.RESET ? "Missing: --by NAME" : "--by is for reset");
            }
            Instant now = surroundings.now();
            try (Connection.Access access = connection.open()) {
                DynamoSafety safety = new DynamoSafety(access.client(), access.table());
                if (by != null) {
                    if (safety.state(Deadline.NONE).breaker().isEmpty()) {
                        throw new InputException("breaker: is not open");
                    }
                    safety.reset(Inputs.person("--by", by), now, Deadline.NONE);
                }
                lines(safety.state(Deadline.NONE)).forEach(surroundings.out()::println);
                if (verb == Work.SHOW) {
                    surroundings.out().println();
                    AuditCommand.print(safety.audit(MOST_ENTRIES, Deadline.NONE), surroundings);
                }
            }
            return 0;
        }
    }

    /** {@code kill}. */
    @Command(
            name = "kill",
            description = "The kill switch: on, nothing is done to any deployment; verdicts go on.",
            mixinStandardHelpOptions = true)
    static final class Kill implements Callable<Integer> {
        private final Surroundings surroundings;

        /** What is done. */
        enum Setting {
            ON,
            OFF
        }

        @Parameters(paramLabel = "VERB", description = "on or off")
        private Setting verb = Setting.ON;

        @Option(names = "--by", paramLabel = "NAME", required = true, description = "Who you are; it is kept")
        private String by = "";

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; it is kept")
        private String reason = "";

        @Mixin
        private Connection connection = new Connection();

        Kill(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            Instant now = surroundings.now();
            String who = Inputs.person("--by", by);
            if (reason.isBlank() || reason.length() > 512) {
                throw new InputException("--reason: must be 1 to 512 characters, is \"" + Printable.of(reason) + "\"");
            }
            try (Connection.Access access = connection.open()) {
                DynamoSafety safety = new DynamoSafety(access.client(), access.table());
                safety.kill(verb == Setting.ON, who, reason, now, Deadline.NONE);
                lines(safety.state(Deadline.NONE)).forEach(surroundings.out()::println);
            }
            return 0;
        }
    }
}
