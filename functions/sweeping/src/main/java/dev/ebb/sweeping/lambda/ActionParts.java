package dev.ebb.sweeping.lambda;

import dev.ebb.metering.dynamodb.DynamoFleetWatch;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TableAccess;
import dev.ebb.sweeping.ActionQueue;
import dev.ebb.sweeping.actions.Announcer;
import dev.ebb.sweeping.actions.Executing;
import dev.ebb.sweeping.actions.PolicyPermission;
import dev.ebb.sweeping.dynamodb.DynamoCapRecords;
import dev.ebb.sweeping.dynamodb.DynamoPolicies;
import dev.ebb.sweeping.dynamodb.DynamoSafety;
import dev.ebb.sweeping.dynamodb.DynamoSweepStore;
import dev.ebb.sweeping.eventbridge.EventBridgeAnnouncer;
import dev.ebb.sweeping.json.PolicyJson;
import dev.ebb.sweeping.policy.Policies;
import dev.ebb.sweeping.sqs.SqsActionQueue;
import dev.ebb.sweeping.sweeps.PolicyReader;
import dev.ebb.sweeping.targets.BusTarget;
import dev.ebb.sweeping.targets.KnownTargets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What the executors are made of, on one table. */
public final class ActionParts {

    private ActionParts() {}

    /** As the environment says. */
    static Executing fromEnvironment(Map<String, String> environment) {
        TableAccess access = TableAccess.fromEnvironment(environment);
        return of(
                access.client(),
                access.table(),
                SqsActionQueue.fromEnvironment(environment),
                EventBridgeAnnouncer.fromEnvironment(environment),
                Clock.systemUTC());
    }

    /** On this table, with these for the outside. */
    public static Executing of(
            DynamoDbClient client, String table, ActionQueue queue, Announcer announcer, Clock clock) {
        DynamoFleetWatch fleet = new DynamoFleetWatch(client, table);
        Policies policies = new DynamoPolicies(client, table);
        return new Executing(
                new DynamoSweepStore(client, table),
                fleet,
                new DynamoSafety(client, table),
                new PolicyPermission((deployment, announced, deadline) ->
                        new PolicyReader(policies, PolicyJson::layer, deadline).of(deployment, announced)),
                new DynamoCapRecords(new Table(client, table)),
                new KnownTargets(List.of(new BusTarget(fleet, announcer, clock))),
                queue,
                announcer);
    }
}
