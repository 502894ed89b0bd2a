package dev.ebb.metering.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import dev.ebb.metering.Watched;
import dev.ebb.metering.history.RecordedDeployment;
import dev.ebb.metering.history.RecordedEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A history in memory against the ledger, which is given the same events in the same order. A seed makes a history. */
class RecordedHistoryDynamoTests {

    private static final AccountEvents EVENTS = new AccountEvents("acme");
    private static final int SPAN = 6 * 3600;
    private static final List<String> DEPLOYMENTS = List.of("a", "b");
    private static final List<String> REPLICAS = List.of("r1", "r2");

    private static UsageEvent random(Random random, int number) {
        String id = "e" + number;
        long second = random.nextInt(SPAN);
        String deployment = DEPLOYMENTS.get(random.nextInt(2));
        String replica = REPLICAS.get(random.nextInt(2));
        ShapePart shape = random.nextInt(4) == 0
                ? ShapePart.NONE
                : AccountEvents.gpus(random.nextBoolean() ? "H100" : "A100", 1 + random.nextInt(2));
        return switch (random.nextInt(16)) {
            case 0 -> EVENTS.created(id, second, deployment, AccountEvents.gpus("H100", 4));
            case 1 -> EVENTS.updated(id, second, deployment, shape);
            case 2 -> EVENTS.deleted(id, second, deployment);
            case 3, 4 -> EVENTS.starting(id, second, deployment, replica);
            case 5, 6, 7, 8 -> EVENTS.ready(id, second, deployment, replica, shape);
            case 9 -> EVENTS.stopped(id, second, deployment, replica);
            case 10 -> EVENTS.alive(id, second, deployment, replica);
            case 11 -> EVENTS.served(id, second, second + random.nextInt(600), deployment, random.nextInt(3), null);
            case 12 ->
                EVENTS.served(
                        id,
                        second,
                        second + random.nextInt(4000),
                        deployment,
                        random.nextInt(3),
                        new Usage.AdviceTokens(random.nextInt(50), random.nextInt(50)));
            case 13 -> EVENTS.rejected(id, second, second + 90, deployment);
            case 14 -> EVENTS.reported(id, second, second + random.nextInt(7200));
            default -> EVENTS.voided(id, second, "e" + random.nextInt(60));
        };
    }

    /** Some come twice, and some identities come again with other content. */
    private static List<UsageEvent> history(long seed) {
        Random random = new Random(seed);
        List<UsageEvent> events = new ArrayList<>();
        for (int number = 0; number < 60; number++) {
            events.add(random(random, number));
            if (random.nextInt(8) == 0) {
                events.add(events.get(random.nextInt(events.size())));
            }
            if (random.nextInt(12) == 0) {
                events.add(random(random, random.nextInt(number + 1)));
            }
        }
        return events;
    }

    @Property(tries = 12)
    void itIsWhatTheLedgerMakesOfTheSameEvents(@ForAll long seed) {
        List<UsageEvent> events = history(seed);
        Instant asOf = AccountEvents.at(SPAN + 4000);
        RecordedEvents recorded = new RecordedEvents();
        List<Outcome> outcomes = events.stream().map(recorded::add).toList();
        Map<DeploymentId, RecordedDeployment> found = new HashMap<>();
        // Meters are exact at the edges of quarter-hours.
        Instant from = seed % 2 == 0 ? null : AccountEvents.at(900 * Math.floorMod(seed, 24L));
        recorded.deployments(from, asOf, LostRule.STANDARD).forEach(each -> found.put(each.id(), each));

        try (LocalTable table = new LocalTable()) {
            DynamoLedger ledger = new DynamoLedger(table.client(), table.name(), null, false);
            List<Outcome> expected = ledger.record(events, asOf, Deadline.NONE);
            ledger.settle("acme", asOf, LostRule.STANDARD, Deadline.NONE);
            DynamoUsage usage = new DynamoUsage(table.client(), table.name());
            DynamoFleetWatch watch = new DynamoFleetWatch(table.client(), table.name());

            assertThat(outcomes).isEqualTo(expected);
            assertThat(found.keySet()).hasSameElementsAs(usage.deployments("acme"));
            found.forEach((id, deployment) -> {
                assertSame(
                        deployment.usage(),
                        usage.deployment(id, deployment.usage().from(), asOf, asOf));
                watch.watch(id, deployment.usage().from(), asOf, Deadline.NONE)
                        .ifPresent(watched -> assertSameMinutes(deployment, watched));
            });
        }
    }

    private static void assertSame(DeploymentUsage found, DeploymentUsage expected) {
        assertThat(found.sessions()).isEqualTo(expected.sessions());
        assertThat(found.boots()).containsExactlyInAnyOrderElementsOf(expected.boots());
        assertThat(found.failedStarts()).containsExactlyInAnyOrderElementsOf(expected.failedStarts());
        assertThat(found.activeMinutes()).isEqualTo(expected.activeMinutes());
        assertThat(found.firstMinute()).isEqualTo(expected.firstMinute());
        assertThat(found.traffic()).isEqualTo(expected.traffic());
        assertThat(found.configuration()).isEqualTo(expected.configuration());
        assertThat(found.notices()).containsExactlyInAnyOrderElementsOf(expected.notices());
        assertThat(found.lost()).containsExactlyInAnyOrderElementsOf(expected.lost());
        assertThat(found.metered()).isEqualTo(expected.metered());
        assertThat(found.meteredTo()).isEqualTo(expected.meteredTo());
    }

    private static void assertSameMinutes(RecordedDeployment found, Watched watched) {
        for (long minute = found.minutes().first(); minute < found.minutes().end(); minute++) {
            assertThat(found.minutes().isActive(minute))
                    .isEqualTo(watched.minutes().isActive(minute));
            assertThat(found.minutes().isWanted(minute))
                    .isEqualTo(watched.minutes().isWanted(minute));
            assertThat(found.minutes().isReported(minute))
                    .isEqualTo(watched.minutes().isReported(minute));
        }
    }

    @Test
    void theRandomHistoriesHaveSessionsNoticesLostReplicasAndRefusals() {
        int sessions = 0;
        int notices = 0;
        int lost = 0;
        int refused = 0;
        int boots = 0;
        for (long seed = 0; seed < 50; seed++) {
            RecordedEvents recorded = new RecordedEvents();
            for (UsageEvent event : history(seed)) {
                refused += recorded.add(event) instanceof Outcome.Refused ? 1 : 0;
            }
            for (RecordedDeployment each :
                    recorded.deployments(null, AccountEvents.at(SPAN + 4000), LostRule.STANDARD)) {
                sessions += each.usage().sessions().size();
                notices += each.usage().notices().size();
                lost += each.usage().lost().size();
                boots += each.usage().boots().size();
            }
        }

        assertThat(List.of(sessions, notices, lost, refused, boots))
                .allSatisfy(count -> assertThat(count).isGreaterThan(10));
    }
}
