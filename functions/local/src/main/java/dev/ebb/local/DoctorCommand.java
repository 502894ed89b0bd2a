package dev.ebb.local;

import dev.ebb.charging.dynamodb.DynamoBudgets;
import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.Ingestion;
import dev.ebb.metering.Watched;
import dev.ebb.metering.dynamodb.DynamoFleetWatch;
import dev.ebb.metering.dynamodb.DynamoIngestion;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.sweeping.dynamodb.DynamoCapRecords;
import dev.ebb.sweeping.dynamodb.DynamoPolicies;
import dev.ebb.sweeping.dynamodb.DynamoSafety;
import dev.ebb.sweeping.dynamodb.DynamoSweepRecords;
import dev.ebb.sweeping.dynamodb.DynamoSweepStore;
import dev.ebb.sweeping.evidence.Combined;
import dev.ebb.sweeping.json.EvidenceJson;
import dev.ebb.sweeping.json.PolicyJson;
import dev.ebb.sweeping.sweeps.PolicyReader;
import dev.ebb.sweeping.sweeps.SweepStore.RecordedVerdict;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code doctor}: what an Ebb is blind to. It reads all deployments, so with very many of them it takes its time. */
@Command(
        name = "doctor",
        description = "Says what Ebb is blind to: sweeps that do not come, what can't be judged and why, what is lost,"
                + " pending or in quarantine, what ran without a session, invoices that are held, policies that are wrong, accounts that report nothing, actions that are"
                + " overdue or failed, and hard caps that are not kept. Status 1 if it found anything.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

    /** A sweep is due each minute; one that is this late was missed. */
    private static final Duration LATE = Duration.ofMinutes(3);

    private static final Duration LOOKED_BACK = Duration.ofHours(3);

    private final Surroundings surroundings;

    @Mixin
    private Connection connection = new Connection();

    DoctorCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** How many of them there are. */
    private static final class Counts {
        private long deployments;
        private long judged;
        private long unknown;
    }

    @Override
    public Integer call() {
        Instant now = surroundings.now();
        try (Connection.Access access = connection.open()) {
            Findings findings = new Findings();
            lastSweep(access, now, findings);
            safety(access, findings);
            ingestion(access, now, findings);
            Counts counts = fleet(access, now, findings);
            long waiting = new DynamoQuarantine(access.client(), access.table())
                    .entries().stream()
                            .filter(entry ->
                                    entry.replay() == null || !entry.replay().through())
                            .count();
            if (waiting > 0) {
                findings.add("In quarantine", waiting + ": `ebb quarantine` lists them");
            }
            tell(counts);
            findings.print(surroundings.out());
            return findings.isEmpty() ? 0 : 1;
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

    private static void ingestion(Connection.Access access, Instant now, Findings findings) {
        Ingestion ingestion = new DynamoIngestion(new Table(access.client(), access.table())).read(Deadline.NONE);
        if (ingestion.lagsAt(now)) {
            findings.add(
                    "Ingestion lags",
                    "events are metered up to " + ingestion.meteredUpTo()
                            + " only: MeterUsage is behind or down; until it has caught up statements are incomplete and"
                            + " nothing is idle");
        }
    }

    private Counts fleet(Connection.Access access, Instant now, Findings findings) {
        DynamoUsage usage = new DynamoUsage(access.client(), access.table());
        DynamoFleetWatch fleet = new DynamoFleetWatch(access.client(), access.table());
        DynamoSweepStore store = new DynamoSweepStore(access.client(), access.table());
        PolicyReader policies =
                new PolicyReader(new DynamoPolicies(access.client(), access.table()), PolicyJson::layer, Deadline.NONE);
        ActionFindings actions = new ActionFindings(
                store,
                new DynamoCapRecords(new Table(access.client(), access.table())),
                new DynamoBudgets(access.client(), access.table()),
                now,
                findings);
        HeldInvoices held = new HeldInvoices(access, now);
        EvidenceFindings running = new EvidenceFindings(access, now, findings);
        Counts counts = new Counts();
        for (String account : usage.accounts()) {
            Optional<Instant> reported = Optional.empty();
            boolean mustReport = false;
            actions.look(account);
            held.of(account).ifPresent(why -> findings.add("Invoices that are held", account + ": " + why));
            usage.idleVoids(account).stream()
                    .filter(each -> each.concerns(Instant.MIN, now, now))
                    .forEach(each -> findings.add(
                            "Voids that do nothing",
                            account + ": " + each.identity().source() + " "
                                    + each.identity().id() + ": " + each.reason()));
            for (DeploymentId id : usage.deployments(account)) {
                actions.look(id);
                running.look(id);
                Optional<Watched> found = fleet.watch(id, now.minus(LOOKED_BACK), now, Deadline.NONE);
                if (found.isPresent() && found.get().state().phase() != DeploymentState.Phase.DELETED) {
                    Watched watched = found.get();
                    counts.deployments++;
                    state(watched, findings);
                    Optional<RecordedVerdict> last = store.lastVerdict(id, Deadline.NONE);
                    verdict(id, last, counts, findings);
                    mustReport |= last.filter(DoctorCommand::isByMetrics).isEmpty();
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
            if (mustReport && reported.isEmpty()) {
                findings.add(
                        "Nobody says that there was no traffic, so nothing is ever idle",
                        account + ": no minute reported in the last " + Figures.duration(LOOKED_BACK));
            }
        }
        return counts;
    }

    /** Whether its minutes come from a metrics service. */
    private static boolean isByMetrics(RecordedVerdict verdict) {
        return !EvidenceJson.read(verdict.evidence()).source().equals(Combined.EVENTS);
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

    private static void verdict(DeploymentId id, Optional<RecordedVerdict> last, Counts counts, Findings findings) {
        if (last.isEmpty()) {
            findings.add("Never judged", id + ": no sweep has a verdict of it");
            return;
        }
        counts.judged++;
        if (last.get().word().equals("UNKNOWN")) {
            counts.unknown++;
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

    private void tell(Counts counts) {
        PrintStream out = surroundings.out();
        out.println("Which producer sent last is not kept; what is known of an account is its last reported minute.");
        out.println(Figures.count(counts.deployments, "deployment", "deployments") + ", " + counts.judged
                + " with a verdict, " + counts.unknown + " UNKNOWN"
                + (counts.judged == 0 ? "" : " (" + counts.unknown * 100 / counts.judged + " %)"));
    }
}
