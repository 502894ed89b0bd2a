package dev.ebb.local;

import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Tariff;
import dev.ebb.local.simulation.EventSource;
import dev.ebb.local.simulation.LocalSweeps;
import dev.ebb.local.simulation.SimulatedFleet;
import dev.ebb.local.simulation.SimulatedGateway;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.sweeping.actions.ActionByHand;
import dev.ebb.sweeping.actions.ActionByHand.Decided;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * A deployment is used and forgotten, warned about, scaled to zero, woken by a request, forgotten for a week, deleted after
 * notice, and restored: eight days of June 2026, through all of Ebb's own code. Who runs it and who uses it are simulated.
 */
final class Story {

    /** Whose statement follows. */
    static final String ACCOUNT = "acme";

    /** The same deployment, if nobody had swept it. */
    static final String UNSWEPT = "acme-without-ebb";

    private static final String NAME = "playground";
    private static final DeploymentId DEPLOYMENT = new DeploymentId(ACCOUNT, NAME);
    private static final Period JUNE = Period.of("2026-06", "UTC");
    private static final String CONFIGURATION = """
            {"accelerator": "NVIDIA_H100_80GB", "acceleratorCount": 2, "region": "us-east-1",
             "minReplicas": 0, "maxReplicas": 1, "labels": {"owner": "ana"},
             "target": {"type": "bus", "wakes": true},
             "policy": {"mode": "delete", "wake": true}}""";
    private static final SimulatedFleet.Delays DELAYS = new SimulatedFleet.Delays(
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(570),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1));

    private static final Instant CREATED = Instant.parse("2026-06-15T09:00:00Z");
    private static final Instant FORGOTTEN = Instant.parse("2026-06-15T10:00:00Z");
    private static final Instant WANTED = Instant.parse("2026-06-15T14:20:00Z");
    private static final Instant FORGOTTEN_AGAIN = Instant.parse("2026-06-15T14:45:00Z");
    private static final Instant MISSED = Instant.parse("2026-06-22T17:00:00Z");
    private static final Instant END = Instant.parse("2026-06-22T18:00:00Z");

    private static final String WHY = "the customer has come after all";

    private Story() {}

    /**
     * What came of it.
     *
     * @param swept the account's month
     * @param unswept the same month, if the deployment had been left running
     * @param sessions in which its replicas accepted requests, in the order of time
     */
    record Told(Instant asOf, Statements.Computed swept, Statements.Computed unswept, List<ReplicaSession> sessions) {
        /** Copies the sessions. */
        Told {
            sessions = List.copyOf(sessions);
        }
    }

    /** Tells it on a fresh table, line by line as it happens. */
    static Told tell(DynamoDbClient client, String table, PriceBook prices, Consumer<StoryLine> lines) {
        Narrator narrator = new Narrator(DEPLOYMENT, lines);
        LocalSweeps sweeps = new LocalSweeps(client, table, CREATED, narrator);
        SimulatedFleet fleet = new SimulatedFleet(
                new EventSource("fleet", sent -> {
                    meter(sweeps, sent);
                    narrator.fleet(sent);
                }),
                DELAYS);
        SimulatedGateway gateway = new SimulatedGateway(
                new EventSource("gateway", sent -> {
                    meter(sweeps, sent);
                    narrator.gateway(sent);
                }),
                ACCOUNT,
                fleet::isReady,
                CREATED);
        sweeps.join(fleet);
        sweeps.add(fleet);
        sweeps.add(gateway);
        gateway.visit(DEPLOYMENT, CREATED.plus(Duration.ofMinutes(12)), FORGOTTEN);
        gateway.visit(DEPLOYMENT, WANTED, FORGOTTEN_AGAIN);
        gateway.visit(DEPLOYMENT, MISSED.plus(Duration.ofMinutes(12)), MISSED.plus(Duration.ofMinutes(40)));

        narrator.person(
                CREATED, "ana creates " + NAME + ", 1 replica of 2 H100, which may be deleted after a week at zero");
        fleet.create(DEPLOYMENT, CONFIGURATION, 1, CREATED);
        sweeps.runUntil(FORGOTTEN);
        narrator.person(FORGOTTEN, "ana is called away, and forgets it");
        sweeps.runUntil(WANTED);
        narrator.person(WANTED, "ben tries it, once a minute until it answers");
        sweeps.runUntil(FORGOTTEN_AGAIN);
        narrator.person(FORGOTTEN_AGAIN, "ben has seen enough; a week goes by");
        sweeps.runUntil(MISSED);
        narrator.person(MISSED, "ana wants it back: " + WHY);
        restore(sweeps);
        sweeps.runUntil(END);
        leaveRunning(sweeps);
        MeteredUsage usage = new DynamoUsage(client, table);
        Statements statements = new Statements(usage, Tariff.of(prices));
        return new Told(END, statements.of(ACCOUNT, JUNE, END), statements.of(UNSWEPT, JUNE, END), sessions(usage));
    }

    private static void restore(LocalSweeps sweeps) {
        ActionByHand.Word word = new ActionByHand.Word("ana", WHY, false);
        Decided decided = sweeps.byHand().restore(DEPLOYMENT, word, sweeps.now(), Deadline.NONE);
        if (decided instanceof Decided.Refused refused) {
            throw new IllegalStateException("restore: " + refused.reason());
        }
    }

    private static List<ReplicaSession> sessions(MeteredUsage usage) {
        return usage.all(ACCOUNT, JUNE.from(), END, END)
                .flatMap(deployment -> deployment.sessions().stream())
                .sorted(Comparator.comparing(each -> each.session().start()))
                .toList();
    }

    /** The same first hour in another account, and nobody who stops it. */
    private static void leaveRunning(LocalSweeps sweeps) {
        SimulatedFleet fleet = new SimulatedFleet(new EventSource("unswept", sent -> meter(sweeps, sent)), DELAYS);
        fleet.create(new DeploymentId(UNSWEPT, NAME), CONFIGURATION, 1, CREATED);
        fleet.act(END);
    }

    private static void meter(LocalSweeps sweeps, EventSource.Sent sent) {
        MeterUsage.Result result = sweeps.meter(sent.text());
        if (result.accepted() != 1) {
            throw new IllegalStateException(sent.text() + ": " + result);
        }
    }
}
