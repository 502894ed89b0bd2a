package dev.ebb.charging.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.AccountCharging;
import dev.ebb.charging.runs.ComputeCharges;
import dev.ebb.charging.runs.Handled;
import dev.ebb.charging.runs.Message.Delivery;
import dev.ebb.charging.runs.Message.Order;
import dev.ebb.charging.runs.RunId;
import dev.ebb.charging.runs.Tally;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.dynamodb.DynamoDueAccounts;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.dynamodb.Table;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** A charge whose time ends after so many requests, of one deployment that takes many pages. */
class DeadlineDynamoTests {

    private static final Instant NOW = Instant.parse("2026-11-15T10:00:07Z");
    private static final RunId RUN = RunId.of(NOW);
    private static final int PAGE = 3;

    private final LocalTable local = new LocalTable();
    private final AtomicInteger requests = new AtomicInteger();
    private final DynamoDbClient paged = paged(local.client());
    private final AccountCharging charging = DynamoBilling.inTime(paged, local.name(), BilledAccount.GRACE);

    @BeforeEach
    void useOneDeployment() {
        BilledAccount acme = new BilledAccount(local.client(), local.name(), "acme").priced();
        for (int i = 0; i < 12; i++) {
            Instant from = Instant.parse("2026-11-02T00:00:00Z").plus(Duration.ofHours(3L * i));
            acme.ran(
                    NOW,
                    "r" + i,
                    "llama",
                    1,
                    from.toString(),
                    from.plusSeconds(3_600).toString());
        }
    }

    @AfterEach
    void drop() {
        local.close();
    }

    /** Counts requests, and answers queries by few items. */
    private DynamoDbClient paged(DynamoDbClient client) {
        return (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> {
                    requests.incrementAndGet();
                    if (arguments[0] instanceof QueryRequest query && query.limit() == null) {
                        arguments[0] = query.toBuilder().limit(PAGE).build();
                    }
                    try {
                        return method.invoke(client, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    /** A minute as long as there were fewer requests, and then that. */
    private Deadline after(int allowed, Duration rest) {
        requests.set(0);
        return () -> requests.get() < allowed ? Duration.ofMinutes(1) : rest;
    }

    private int needed() {
        charging.charge("acme", NOW, Deadline.NONE);
        requests.set(0);
        charging.charge("acme", NOW, Deadline.NONE);
        return requests.get();
    }

    @Test
    void noRequestBeginsOnceTheTimeIsOverNotEvenForTheNextPage() {
        int needed = needed();
        // 12 sessions, each read with its meter: by threes at least 8 pages of the deployment alone.
        assertThat(needed).isGreaterThan(30);

        for (int allowed = 0; allowed < needed; allowed++) {
            Deadline deadline = after(allowed, Duration.ZERO);

            assertThatThrownBy(() -> charging.charge("acme", NOW, deadline))
                    .as("%d of %d requests", allowed, needed)
                    .isInstanceOf(LedgerUnavailableException.class)
                    .hasMessageContaining("no time left");
            assertThat(requests).hasValue(allowed);
        }
        assertThat(charging.charge("acme", NOW, after(needed, Duration.ZERO))
                        .draft()
                        .lines())
                .hasSize(1);
    }

    @Test
    void aChargeNearItsEndOfTimeIsRecordedAsDeferredAndStaysDue() {
        int half = needed() / 2;
        Table table = new Table(local.client(), local.name());
        DynamoRuns runs = new DynamoRuns(table);
        List<Object> queue = new ArrayList<>();
        ComputeCharges charges = new ComputeCharges(
                new DynamoDueAccounts(table),
                runs,
                queue::addAll,
                charging,
                DynamoSpendWatch.of(local.client(), local.name(), Optional.empty()));
        Delivery delivery = new Delivery("m-1", new Order(RUN, "acme"));
        charges.plan(RUN, NOW, Deadline.NONE);

        // What is left then is for recording what became of it.
        List<Handled> handled =
                charges.handle(List.of(delivery), NOW, after(half, ComputeCharges.RECORD_TIME.minusSeconds(1)));

        assertThat(handled)
                .singleElement()
                .isInstanceOfSatisfying(
                        Handled.Deferred.class,
                        deferred -> assertThat(deferred.cause())
                                .contains("no time left")
                                .doesNotContain("not recorded"));
        Tally deferred = runs.read(RUN, Deadline.NONE).tally();
        assertThat(deferred.deferred()).isEqualTo(1);
        assertThat(deferred.done()).isZero();

        charges.handle(List.of(delivery), NOW, Deadline.NONE);

        assertThat(runs.read(RUN, Deadline.NONE).tally().done()).isEqualTo(1);
    }
}
