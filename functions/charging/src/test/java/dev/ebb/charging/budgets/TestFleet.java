package dev.ebb.charging.budgets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.Identity;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.TestTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Events of one account on their way through the ledger. */
final class TestFleet {

    private static final String SOURCE = "urn:fleet";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String account;
    private final DynamoLedger ledger;
    private final List<UsageEvent> events = new ArrayList<>();

    TestFleet(TestTable table, String account) {
        this.account = account;
        ledger = new DynamoLedger(table.client(), table.name());
    }

    static Instant at(String time) {
        return Instant.parse(time);
    }

    private DeploymentId id(String deployment) {
        return new DeploymentId(account, deployment);
    }

    /** The id under which it can be voided. */
    private String add(Instant time, Usage usage) {
        String event = "e" + NUMBER.getAndIncrement();
        events.add(new UsageEvent(new Identity(account, SOURCE, event), time, Sequence.ABSENT, usage));
        return event;
    }

    String ready(Instant time, String deployment, String replica, GpuKind kind, int milliGpus) {
        return add(
                time,
                new Usage.Ready(
                        new ReplicaId(id(deployment), replica),
                        new ShapePart(kind.accelerator(), new GpuCount(milliGpus), kind.region())));
    }

    String stopped(Instant time, String deployment, String replica) {
        return add(time, new Usage.Stopped(new ReplicaId(id(deployment), replica), null));
    }

    void created(Instant time, String deployment, Map<String, String> labels) {
        ShapePart shape = new ShapePart("H100", new GpuCount(1_000), "us");
        add(time, new Usage.Created(id(deployment), shape, new Usage.Configuration(null, null, 4, labels, null, null)));
    }

    void deleted(Instant time, String deployment) {
        add(time, new Usage.Deleted(id(deployment)));
    }

    void tokens(Instant time, String model, long prompt) {
        add(time, new Usage.Tokens(account, model, prompt, 0, 0));
    }

    void voided(Instant time, String event) {
        add(time, new Usage.Voided(new Identity(account, SOURCE, event)));
    }

    /** Sends what was said since. */
    void arrive(Instant now) {
        List<Outcome> outcomes = ledger.record(List.copyOf(events), now, Deadline.NONE);
        assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Accepted);
        events.clear();
    }
}
