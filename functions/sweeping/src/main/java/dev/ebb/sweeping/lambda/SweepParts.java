package dev.ebb.sweeping.lambda;

import dev.ebb.charging.dynamodb.DynamoBudgets;
import dev.ebb.charging.dynamodb.DynamoSpendWatch;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.Ingestion;
import dev.ebb.metering.dynamodb.DynamoFleetWatch;
import dev.ebb.metering.dynamodb.DynamoIngestion;
import dev.ebb.metering.dynamodb.DynamoLiveMeters;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TableAccess;
import dev.ebb.sweeping.ActionQueue;
import dev.ebb.sweeping.actions.Announcer;
import dev.ebb.sweeping.actions.Targets;
import dev.ebb.sweeping.caps.CapSweep;
import dev.ebb.sweeping.caps.OpenActions;
import dev.ebb.sweeping.cloudwatch.CloudWatchEvidence;
import dev.ebb.sweeping.dynamodb.DynamoCapRecords;
import dev.ebb.sweeping.dynamodb.DynamoPolicies;
import dev.ebb.sweeping.dynamodb.DynamoSafety;
import dev.ebb.sweeping.dynamodb.DynamoSweepRecords;
import dev.ebb.sweeping.dynamodb.DynamoSweepStore;
import dev.ebb.sweeping.evidence.MetricsSource;
import dev.ebb.sweeping.json.EvidenceJson;
import dev.ebb.sweeping.json.PolicyJson;
import dev.ebb.sweeping.policy.Policies;
import dev.ebb.sweeping.rules.IdleLadder;
import dev.ebb.sweeping.sns.SnsWarnings;
import dev.ebb.sweeping.sqs.SqsActionQueue;
import dev.ebb.sweeping.sqs.SqsLegQueue;
import dev.ebb.sweeping.sqs.SqsUsageQueues;
import dev.ebb.sweeping.sweeps.Caps;
import dev.ebb.sweeping.sweeps.Concluding;
import dev.ebb.sweeping.sweeps.Failures;
import dev.ebb.sweeping.sweeps.Judging;
import dev.ebb.sweeping.sweeps.LegQueue;
import dev.ebb.sweeping.sweeps.LookReader;
import dev.ebb.sweeping.sweeps.Safety;
import dev.ebb.sweeping.sweeps.SweepDeployments;
import dev.ebb.sweeping.sweeps.SweepRecords;
import dev.ebb.sweeping.sweeps.UsageTicks;
import dev.ebb.sweeping.sweeps.Warnings;
import dev.ebb.sweeping.targets.AnnouncedTargets;
import dev.ebb.sweeping.targets.BusTarget;
import dev.ebb.sweeping.targets.KnownTargets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What a sweep is made of, on one table. */
public record SweepParts(SweepDeployments sweeps, Safety safety, UsageTicks ticks) {

    /** As the environment says. */
    static SweepParts fromEnvironment(Map<String, String> environment) {
        TableAccess access = TableAccess.fromEnvironment(environment);
        Warnings warnings = SnsWarnings.fromEnvironment(environment)
                .orElseThrow(() -> new IllegalArgumentException(
                        SnsWarnings.TOPIC_VARIABLE + ": must name the topic, is absent or empty"));
        return of(
                        access.client(),
                        access.table(),
                        SqsLegQueue.fromEnvironment(environment),
                        SqsActionQueue.fromEnvironment(environment),
                        warnings,
                        CloudWatchEvidence.fromEnvironment(environment),
                        Clock.systemUTC())
                .with(ticks(
                        SqsUsageQueues.fromEnvironment(environment),
                        new DynamoIngestion(new Table(access.client(), access.table()))));
    }

    private SweepParts with(UsageTicks sent) {
        return new SweepParts(sweeps, safety, sent);
    }

    /** Ticks for these queues, as the table knows them. */
    public static UsageTicks ticks(SqsUsageQueues queues, DynamoIngestion ingestion) {
        return new UsageTicks() {
            @Override
            public void send(Instant now, Deadline deadline) {
                ingestion.expect(queues.names(), now, deadline);
                queues.send(now);
            }

            @Override
            public Ingestion ingestion(Deadline deadline) {
                return ingestion.read(deadline);
            }
        };
    }

    /** On this table, with these for the outside. */
    public static SweepParts of(
            DynamoDbClient client,
            String table,
            LegQueue legs,
            ActionQueue actions,
            Warnings warnings,
            MetricsSource metrics,
            Clock clock) {
        Table access = new Table(client, table);
        DynamoFleetWatch fleet = new DynamoFleetWatch(client, table);
        DynamoSweepStore store = new DynamoSweepStore(client, table);
        Safety safety = new DynamoSafety(client, table);
        Targets targets = new KnownTargets(List.of(new BusTarget(fleet, SweepParts::cannotAnnounce, clock)));
        DynamoCapRecords capRecords = new DynamoCapRecords(access);
        LookReader reader = new LookReader(fleet, store, metrics, capRecords, new AnnouncedTargets(targets));
        Policies policies = new DynamoPolicies(client, table);
        Concluding concluding =
                new Concluding(store, warnings, actions, verdict -> EvidenceJson.write(verdict.evidence()));
        SweepRecords records = new DynamoSweepRecords(access);
        Judging judging = new Judging(
                reader,
                policies,
                PolicyJson::layer,
                new IdleLadder(),
                concluding,
                new Failures(records, fleet),
                new DynamoIngestion(access)::read);
        Caps caps = new CapSweep(
                new DynamoBudgets(client, table),
                DynamoSpendWatch.caps(client, table, new OpenActions(store)),
                new CapSweep.Parts(
                        fleet,
                        new DynamoLiveMeters(client, table),
                        store,
                        policies,
                        PolicyJson::layer,
                        safety,
                        actions,
                        warnings,
                        capRecords));
        return new SweepParts(
                new SweepDeployments(fleet, records, safety, legs, caps, judging), safety, UsageTicks.NONE);
    }

    /** A sweep only observes targets. */
    private static void cannotAnnounce(List<?> announcements) {
        throw new Announcer.NotAnnouncedException("a sweep announces nothing", false);
    }
}
