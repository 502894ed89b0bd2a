package dev.ebb.local;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.Watched;
import dev.ebb.metering.dynamodb.DynamoFleetWatch;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.sweeping.dynamodb.DynamoPolicies;
import dev.ebb.sweeping.dynamodb.DynamoSafety;
import dev.ebb.sweeping.dynamodb.DynamoSweepRecords;
import dev.ebb.sweeping.dynamodb.DynamoSweepStore;
import dev.ebb.sweeping.json.PolicyJson;
import dev.ebb.sweeping.sweeps.PolicyReader;
import dev.ebb.sweeping.sweeps.SweepStore.RecordedVerdict;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code doctor}: what an Ebb is blind to. It reads all deployments, so with very many of them it takes its time. */
@Command(
        name = "doctor",
        description = "Says what Ebb is blind to: sweeps that do not come, what can't be judged and why, what is lost,"
                + " pending or in quarantine, and policies that are wrong. Status 1 if it found anything.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

    /** A sweep is due each minute; one that is this late was missed. */
    private static final Duration LATE = Duration.ofMinutes(3);

    private static final Duration LOOKED_BACK = Duration.ofHours(3);
    private static final int MOST_SHOWN = 20;

    private final Surroundings surroundings;

    @Mixin
    private Connection connection = new Connection();

    DoctorCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** What is wrong with deployments, by what it is. */
    private static final class Findings {
        private final Map<String, List<String>> byKind = new TreeMap<>();
        private long deployments;
        private long judged;
        private long unknown;

        void add(String kind, String what) {
            byKind.computeIfAbsent(kind, ignored -> new ArrayList<>()).add(Printable.of(what));
        }
    }

    @Override
    public Integer call() {
        Instant now = surroundings.now();
        try (Connection.Access access = connection.open()) {
            Findings findings = new Findings();
            lastSweep(access, now, findings);
            safety(access, findings);
            fleet(access, now, findings);
            long waiting = new DynamoQuarantine(access.client(), access.table())
                    .entries().stream()
                            .filter(entry ->
                                    entry.replay() == null || !entry.replay().through())
                            .count();
            if (waiting > 0) {
                findings.add("In quarantine", waiting + ": `ebb quarantine` lists them");
            }
            tell(findings);
            return findings.byKind.isEmpty() ? 0 : 1;
        }
    }

    private void lastSweep(Connection.Access access, Instant now, Findings findings) {
        Optional<Instant> last =
                new DynamoSweepRecords(new Table(access.client(), access.table())).lastSweep(Deadline.NONE);
        surroundings
                .out()
                .println("Last sweep: "
                        + last.map(at -> at + ", " + Figures.duration(Duration.between(at, now)) + " ago")
                                .orElse("never"));
        if (last.isEmpty() || last.get().isBefore(now.minus(LATE))) {
            findings.add("Sweeps", "none in the last " + Figures.duration(LATE));
        }
    }

    private void safety(Connection.Access access, Findings findings) {
        var state = new DynamoSafety(access.client(), access.table()).state(Deadline.NONE);
        SafetyCommands.lines(state).forEach(surroundings.out()::println);
        state.held().ifPresent(held -> findings.add("Actions are stopped", held));
    }

    private void fleet(Connection.Access access, Instant now, Findings findings) {
        DynamoUsage usage = new DynamoUsage(access.client(), access.table());
        DynamoFleetWatch fleet = new DynamoFleetWatch(access.client(), access.table());
        DynamoSweepStore store = new DynamoSweepStore(access.client(), access.table());
        PolicyReader policies =
                new PolicyReader(new DynamoPolicies(access.client(), access.table()), PolicyJson::layer, Deadline.NONE);
        for (String account : usage.accounts()) {
            Optional<Instant> reported = Optional.empty();
            for (DeploymentId id : usage.deployments(account)) {
                Optional<Watched> found = fleet.watch(id, now.minus(LOOKED_BACK), now, Deadline.NONE);
                if (found.isPresent() && found.get().state().phase() != DeploymentState.Phase.DELETED) {
                    Watched watched = found.get();
                    findings.deployments++;
                    state(watched, findings);
                    verdict(id, store.lastVerdict(id, Deadline.NONE), findings);
                    policies.of(
                                    id,
                                    Optional.ofNullable(
                                            watched.state().configuration().policy()))
                            .faults()
                            .forEach(fault ->
                                    findings.add("Policies that are wrong, so nothing is done", id + ": " + fault));
                    reported = later(reported, lastReported(watched.minutes(), now));
                }
            }
            surroundings
                    .out()
                    .println("Activity of " + account + ": "
                            + reported.map(at -> "last reported minute " + at)
                                    .orElse("no minute reported in the last " + Figures.duration(LOOKED_BACK)));
        }
    }

    private static void state(Watched watched, Findings findings) {
        if (watched.pending()) {
            findings.add("Pending", watched.id() + ": something has not reached all its replicas yet");
        }
        long lost = watched.state().lostReplicas();
        if (lost > 0) {
            findings.add(
                    "Lost",
                    watched.id() + ": " + Figures.count(lost, "replica", "replicas")
                            + " fell silent without being seen to stop");
        }
    }

    private static void verdict(DeploymentId id, Optional<RecordedVerdict> last, Findings findings) {
        if (last.isEmpty()) {
            findings.add("Never judged", id + ": no sweep has a verdict of it");
            return;
        }
        findings.judged++;
        if (last.get().word().equals("UNKNOWN")) {
            findings.unknown++;
            findings.add(
                    "UNKNOWN",
                    id + ": " + last.get().sentence() + " (" + last.get().sweep() + ")");
        }
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return one.isEmpty() || other.filter(at -> at.isAfter(one.get())).isPresent() ? other : one;
    }

    private static Optional<Instant> lastReported(ActivityMinutes minutes, Instant now) {
        for (long minute = Math.min(minutes.end() - 1, ActivityMinutes.minuteOf(now));
                minute >= minutes.first();
                minute--) {
            if (minutes.isReported(minute)) {
                return Optional.of(ActivityMinutes.startOf(minute));
            }
        }
        return Optional.empty();
    }

    private void tell(Findings findings) {
        PrintStream out = surroundings.out();
        out.println("Which producer sent last is not kept; what is known of an account is its last reported minute.");
        out.println(Figures.count(findings.deployments, "deployment", "deployments") + ", " + findings.judged
                + " with a verdict, " + findings.unknown + " UNKNOWN"
                + (findings.judged == 0 ? "" : " (" + findings.unknown * 100 / findings.judged + " %)"));
        findings.byKind.forEach((kind, all) -> {
            out.println();
            out.println(kind + ":");
            all.stream().limit(MOST_SHOWN).forEach(each -> out.println("  " + each));
            if (all.size() > MOST_SHOWN) {
                out.println("  and " + (all.size() - MOST_SHOWN) + " more");
            }
        });
        if (findings.byKind.isEmpty()) {
            out.println("Nothing is amiss.");
        }
    }
}
