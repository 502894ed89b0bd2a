package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.lambda.InvocationContext;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** What a sweep costs follows what is due, not what exists. */
class CostDynamoTests {

    private static final int PARTS = 16;
    private static final int BATCH = 25;

    /** What one sweep of a fleet took. */
    private record Cost(long requests, BigDecimal readUnits, BigDecimal writeUnits, long judged) {}

    /** Deployments like that one, due in a year. */
    private static void copy(Fleet fleet, DeploymentId like, int copies) {
        Map<String, AttributeValue> state = fleet.table
                .client()
                .getItem(get -> get.tableName(fleet.table.name())
                        .key(Map.of(
                                "pk", AttributeValue.fromS("DEPLOYMENT " + like.account() + " " + like.name()),
                                "sk", AttributeValue.fromS("STATE"))))
                .item();
        List<WriteRequest> batch = new ArrayList<>();
        for (int i = 0; i < copies; i++) {
            DeploymentId id = Fleet.id("copy" + i);
            Map<String, AttributeValue> item = new HashMap<>(state);
            item.put("pk", AttributeValue.fromS("DEPLOYMENT " + id.account() + " " + id.name()));
            item.put(
                    "dueShard",
                    AttributeValue.fromS("DUE " + Math.floorMod(id.toString().hashCode(), PARTS)));
            item.put("dueAt", AttributeValue.fromS("2027-11-16T08:00:00.000Z"));
            batch.add(WriteRequest.builder()
                    .putRequest(PutRequest.builder().item(item).build())
                    .build());
            if (batch.size() == BATCH || i == copies - 1) {
                List<WriteRequest> full = List.copyOf(batch);
                assertThat(fleet.table
                                .client()
                                .batchWriteItem(write -> write.requestItems(Map.of(fleet.table.name(), full)))
                                .unprocessedItems())
                        .isEmpty();
                batch.clear();
            }
        }
    }

    /** The second sweep of its hour: the first counts the fleet, which is the one thing that follows its size. */
    private static Cost sweep(int dueNow, int others) {
        try (Fleet fleet = new Fleet()) {
            DeploymentId first = fleet.running("first");
            copy(fleet, first, others);
            fleet.sweep();
            fleet.pass(Duration.ofMinutes(1));
            List<DeploymentId> due = fleet.running(dueNow);
            Instant sweep = fleet.now();
            CapacityClient counted = new CapacityClient(fleet.table.client());

            long judged = fleet.sweep(counted.client(), new InvocationContext("sweep", 300_000))
                    .judged();
            while (fleet.pages() > 0) {
                judged += fleet.page(counted.client(), new InvocationContext("sweep", 300_000), 1)
                        .judged();
            }

            assertThat(due)
                    .allSatisfy(id -> assertThat(fleet.verdicts(id))
                            .singleElement()
                            .satisfies(verdict -> assertThat(verdict.sweep()).isEqualTo(sweep)));
            return new Cost(counted.requests(), counted.readUnits(), counted.writeUnits(), judged);
        }
    }

    private static void followsWhatIsDue(int dueNow, int others) {
        Cost alone = sweep(dueNow, 0);
        Cost among = sweep(dueNow, others);

        System.out.println(dueNow + " due, alone: " + alone + ", among " + (others + 1 + dueNow) + ": " + among);
        assertThat(alone.judged()).isEqualTo(dueNow);
        assertThat(among).isEqualTo(alone);
        // Per deployment: what is read of it, its verdict, and its share of the pages.
        assertThat(alone.requests()).isLessThan(dueNow * 16L);
        assertThat(alone.readUnits()).isLessThan(BigDecimal.valueOf(dueNow * 20L));
    }

    @Test
    void aSweepOfSixtyCostsTheSameAmongTwoThousand() {
        followsWhatIsDue(60, 1_939);
    }

    @Test
    @Tag("thorough")
    void aSweepOfAHundredCostsTheSameAmongAHundredThousand() {
        followsWhatIsDue(100, 99_899);
    }
}
