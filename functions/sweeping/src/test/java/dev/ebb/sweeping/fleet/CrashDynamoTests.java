package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.ThreadTables;
import dev.ebb.metering.dynamodb.WatchedClient;
import dev.ebb.metering.lambda.InvocationContext;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The process dies before or after a call that a sweep or an executor makes, and is started again: one effect, one audit
 * trail, and no limit used up twice. At each call that writes; with {@code ebb.thorough}, at each call.
 */
class CrashDynamoTests {

    private static final boolean THOROUGH = Boolean.getBoolean("ebb.thorough");
    private static final Set<String> WRITES = Set.of("putItem", "updateItem", "transactWriteItems");

    private final Fleet fleet = new Fleet(ThreadTables.quick());

    @AfterEach
    void close() {
        fleet.close();
    }

    /** Nobody in the code catches it. */
    private static final class Gone extends Error {
        private static final long serialVersionUID = 1;
    }

    private enum When {
        BEFORE,
        AFTER
    }

    /** Strikes once. */
    private static final class Striker implements WatchedClient.Watch {
        private final When when;
        private final int at;
        private int calls;
        private boolean struck;

        Striker(When when, int at) {
            this.when = when;
            this.at = at;
        }

        @Override
        public void before(WatchedClient.Call call) {
            calls += THOROUGH || WRITES.contains(call.operation()) ? 1 : 0;
            strike(When.BEFORE);
        }

        @Override
        public void after(WatchedClient.Call call) {
            strike(When.AFTER);
        }

        private void strike(When now) {
            if (!struck && calls == at && when == now) {
                struck = true;
                throw new Gone();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProcessThatDiesAnywhereHasOneEffect(When when) {
        fleet.stackPolicy("{\"mode\":\"zero\",\"warnAfter\":\"PT5M\",\"zeroAfter\":\"PT5M\",\"fleetPercent\":100}");
        boolean struck = true;
        int deaths = 0;
        for (int at = 1; struck; at++) {
            struck = dies("d" + at, when, at);
            deaths += struck ? 1 : 0;
        }
        System.out.println(deaths + " deaths " + when + " a call that " + (THOROUGH ? "reads or writes" : "writes")
                + ", from a sweep to the end of its action");
        assertThat(deaths).isGreaterThan(4);
    }

    /** Whether it came to that. */
    private boolean dies(String name, When when, int at) {
        // Each in an hour of its own, with that hour's limits.
        fleet.pass(Duration.ofHours(1));
        DeploymentId id = fleet.running(name);
        fleet.idleUntilZeroIsDue(List.of(id));
        Instant sweep = fleet.now();
        Striker striker = new Striker(when, at);
        DynamoDbClient client = WatchedClient.of(fleet.table.client(), striker);

        try {
            fleet.sweep(client, new InvocationContext("sweep", 300_000));
        } catch (Gone gone) {
            fleet.sweep();
        }
        for (int looks = 0; !fleet.status(id).map(SweepStatus::rung).equals(Optional.of(Rung.AT_ZERO)); looks++) {
            assertThat(looks).as("%s: %s", id, fleet.intents(id)).isLessThan(5);
            execute(client);
            if (fleet.status(id)
                    .map(SweepStatus::rung)
                    .filter(Rung.AT_ZERO::equals)
                    .isEmpty()) {
                fleet.look(id);
            }
        }

        String what = "death %s call %d: %s".formatted(when, at, fleet.store.audit(id, 100, Deadline.NONE));
        assertThat(fleet.runner.done()).as(what).containsOnlyOnce("SCALE_TO_ZERO " + name);
        assertThat(fleet.intents(id)).as(what).containsExactly("SCALE_TO_ZERO DONE");
        assertThat(fleet.store.audit(id, 100, Deadline.NONE)).as(what).hasSize(3);
        assertThat(fleet.verdicts(id).stream().filter(verdict -> verdict.sweep().equals(sweep)))
                .as(what)
                .hasSize(1);
        assertThat(used("actions " + sweep)).as(what).isEqualTo("1");
        return striker.struck;
    }

    /** In turns of ten seconds, whoever dies being started again. */
    private void execute(DynamoDbClient client) {
        for (int turns = 0; fleet.orders() > 0; turns++) {
            assertThat(turns).isLessThan(100);
            try {
                fleet.execute(client);
            } catch (Gone gone) {
                continue;
            }
            fleet.runner.obey();
            fleet.clock.pass(Duration.ofSeconds(10));
        }
    }

    private String used(String counter) {
        return fleet.table
                .client()
                .getItem(get -> get.tableName(fleet.table.name())
                        .key(Map.of(
                                "pk", AttributeValue.fromS("SWEEPS"),
                                "sk", AttributeValue.fromS("LIMIT " + counter))))
                .item()
                .get("used")
                .n();
    }
}
