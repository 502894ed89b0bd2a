package dev.ebb.local;

import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.EventReader;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.Quarantine;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.json.JsonEventReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quarantine}: what could not be metered, and how it gets in after all. */
@Command(
        name = "quarantine",
        description = "Lists what could not be metered, shows one of it, or replays it after a mend.",
        mixinStandardHelpOptions = true)
final class QuarantineCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @ArgGroup(exclusive = true)
    private @Nullable One one;

    @Option(names = "--all", description = "List also what was replayed and is through")
    private boolean all;

    @Mixin
    private Connection connection = new Connection();

    /** Shown or replayed, not both. */
    static final class One {
        @Option(names = "--show", paramLabel = "KEY", required = true, description = "Show one, with its bytes")
        private @Nullable String show;

        @ArgGroup(exclusive = false)
        private @Nullable Mend mend;
    }

    /** How one is replayed. */
    static final class Mend {
        @Option(
                names = "--replay",
                paramLabel = "KEY",
                required = true,
                description = "Meter it again, whatever its age. Status 1 if it is still rejected.")
        private String key = "";

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; it is kept")
        private String reason = "";

        @Option(
                names = "--identity-days",
                paramLabel = "N",
                defaultValue = "100",
                description = "How long this Ebb keeps identities (IdentityDays); default: ${DEFAULT-VALUE}")
        private int identityDays = 100;

        @Option(
                names = "--may-count-twice",
                description = "Also if it is older than identities are kept, so that nothing tells whether it was"
                        + " metered before")
        private boolean mayCountTwice;

        @Option(names = "--with", paramLabel = "FILE", description = "The mended event; default: as it came")
        private @Nullable Path with;
    }

    QuarantineCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (Connection.Access access = connection.open()) {
            Quarantine quarantine = new DynamoQuarantine(access.client(), access.table());
            if (one == null) {
                list(quarantine.entries());
                return 0;
            }
            if (one.mend != null) {
                return replay(access, quarantine, one.mend);
            }
            show(quarantine, entry(quarantine, String.valueOf(one.show)));
            return 0;
        }
    }

    private void list(List<Quarantine.Entry> entries) {
        PrintStream out = surroundings.out();
        List<Quarantine.Entry> waiting =
                entries.stream().filter(entry -> !isThrough(entry)).toList();
        for (Quarantine.Entry entry : all ? entries : waiting) {
            Quarantine.Replay replay = entry.replay();
            out.println(Printable.of(String.join(
                    "  ",
                    entry.key(),
                    entry.arrived().toString(),
                    known(entry.account()),
                    known(entry.source()),
                    known(entry.id()),
                    entry.reason() + (replay == null ? "" : " [replayed: " + replay.outcome() + "]"))));
        }
        int through = entries.size() - waiting.size();
        surroundings
                .err()
                .println((waiting.isEmpty() ? "Nothing is in quarantine" : waiting.size() + " in quarantine")
                        + (through == 0 ? "." : "; " + through + " replayed and through (--all lists them)."));
    }

    private static boolean isThrough(Quarantine.Entry entry) {
        return entry.replay() != null && entry.replay().through();
    }

    private static Original original(Quarantine quarantine, Quarantine.Entry entry) {
        return quarantine.original(entry.key()).orElseThrow();
    }

    private void show(Quarantine quarantine, Quarantine.Entry entry) {
        PrintStream err = surroundings.err();
        err.println("key      " + entry.key());
        err.println("arrived  " + entry.arrived());
        err.println("account  " + Printable.of(known(entry.account())));
        err.println("source   " + Printable.of(known(entry.source())));
        err.println("id       " + Printable.of(known(entry.id())));
        err.println("reason   " + Printable.of(entry.reason()));
        Quarantine.Replay replay = entry.replay();
        if (replay != null) {
            err.println("replayed " + replay.at() + ", because: " + replay.reason() + "; " + replay.outcome());
        }
        // The bytes alone are on stdout, so that they can be sent to a file, mended there, and replayed.
        surroundings.out().writeBytes(original(quarantine, entry).bytes());
        surroundings.out().println();
    }

    private int replay(Connection.Access access, Quarantine quarantine, Mend mend) {
        Quarantine.Entry entry = entry(quarantine, mend.key);
        Original body =
                mend.with == null ? original(quarantine, entry) : Original.of(InputFiles.bytes("--with", mend.with));
        Instant now = surroundings.now();
        requireIdentities(body, mend, now);
        // The event may be older than identities are kept for, and must not count twice for that.
        DynamoLedger ledger = new DynamoLedger(access.client(), access.table(), null);
        MeterUsage.Result result = new MeterUsage(new JsonEventReader(), ledger, quarantine, Admission.OPERATOR)
                .meter(List.of(body), now, Deadline.NONE);
        boolean through = result.rejections().isEmpty() && result.deferred().isEmpty();
        String outcome = outcome(result);
        quarantine.replayed(entry.key(), new Quarantine.Replay(now, mend.reason, outcome, through));
        (through ? surroundings.out() : surroundings.err()).println(outcome);
        return through ? 0 : 1;
    }

    /** Without an identity nothing tells whether an event was metered before: tokens would be added again. */
    private static void requireIdentities(Original body, Mend mend, Instant now) {
        Admission admission = Admission.OPERATOR.keeping(Duration.ofDays(mend.identityDays));
        for (EventReader.ReadEvent read : new JsonEventReader().read(body)) {
            boolean isTooOld = read instanceof EventReader.ReadEvent.Valid valid
                    && valid.event().usage().hasIdentity()
                    && admission.outlivesItsIdentity(valid.event().time(), now);
            if (isTooOld && !mend.mayCountTwice) {
                throw new InputException("--replay: the event is older than identities are kept ("
                        + mend.identityDays + " days), so nothing tells whether it was metered before and would count"
                        + " twice; if you know that it was not, say --may-count-twice");
            }
        }
    }

    private static String outcome(MeterUsage.Result result) {
        if (!result.deferred().isEmpty()) {
            return "deferred, try again: " + String.join("; ", result.deferred().values());
        }
        String counts = result.accepted() + " accepted, " + result.duplicates() + " already metered";
        return result.rejections().isEmpty()
                ? counts
                : result.rejections().stream()
                        .map(rejected -> rejected.rejection().reason())
                        .collect(Collectors.joining("; ", counts + ", rejected: ", ""));
    }

    private Quarantine.Entry entry(Quarantine quarantine, String key) {
        return quarantine
                .entry(key)
                .orElseThrow(() -> new InputException(
                        "nothing in quarantine has the key \"" + key + "\" in " + connection.where()));
    }

    private static String known(@Nullable String value) {
        return value == null ? "-" : value;
    }
}
