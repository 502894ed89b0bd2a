package dev.ebb.metering.dynamodb;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.Identity;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.Shape;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

/** Events of one account, in a few words. */
final class LedgerEvents {

    static final String ACCOUNT = "acme";
    static final String SOURCE = "urn:test";
    static final DeploymentId LLAMA = new DeploymentId(ACCOUNT, "llama");
    static final Shape TWO_H100 = new Shape("H100", new GpuCount(2_000), "global");
    static final Usage.Configuration CONFIGURATION =
            new Usage.Configuration("llama-70b", 0, 4, Map.of("environment", "test"), "\"ecs\"", "{\"mode\":\"warn\"}");

    private LedgerEvents() {}

    static Identity identity(String id) {
        return new Identity(ACCOUNT, SOURCE, id);
    }

    static ReplicaId replica(String name) {
        return new ReplicaId(LLAMA, name);
    }

    static ShapePart shape(String accelerator, int milliGpus) {
        return new ShapePart(accelerator, new GpuCount(milliGpus), null);
    }

    static UsageEvent event(String id, Instant time, Usage usage) {
        return new UsageEvent(identity(id), time, Sequence.ABSENT, usage);
    }

    static UsageEvent created(String id, Instant time) {
        return event(id, time, new Usage.Created(LLAMA, shape("H100", 2_000), CONFIGURATION));
    }

    static UsageEvent updated(String id, Instant time, ShapePart shape) {
        return event(id, time, new Usage.Updated(LLAMA, shape, Usage.Configuration.NONE));
    }

    static UsageEvent deleted(String id, Instant time) {
        return event(id, time, new Usage.Deleted(LLAMA));
    }

    static UsageEvent starting(String id, Instant time, String replica) {
        return event(id, time, new Usage.Starting(replica(replica), ShapePart.NONE));
    }

    static UsageEvent ready(String id, Instant time, String replica, ShapePart shape) {
        return event(id, time, new Usage.Ready(replica(replica), shape));
    }

    /** Ready on two H100. */
    static UsageEvent ready(String id, Instant time, String replica) {
        return ready(id, time, replica, shape("H100", 2_000));
    }

    static UsageEvent stopped(String id, Instant time, String replica) {
        return event(id, time, new Usage.Stopped(replica(replica), null));
    }

    static UsageEvent alive(Instant time, String replica) {
        return event("alive " + replica + " " + time, time, new Usage.Alive(replica(replica)));
    }

    static UsageEvent voided(String id, Instant time, String target) {
        return event(id, time, new Usage.Voided(identity(target)));
    }

    static UsageEvent tokens(String id, Instant time, String model, long prompt, long cached, long completion) {
        return event(id, time, new Usage.Tokens(ACCOUNT, model, prompt, cached, completion));
    }

    static UsageEvent served(String id, Instant from, Instant to, long count) {
        return event(id, to, new Usage.Served(LLAMA, new Usage.Minutes(from, to), count, BigDecimal.ZERO, false, null));
    }

    static UsageEvent servedWithTokens(String id, Instant from, Instant to, long count) {
        return event(
                id,
                to,
                new Usage.Served(
                        LLAMA,
                        new Usage.Minutes(from, to),
                        count,
                        BigDecimal.ZERO,
                        false,
                        new Usage.AdviceTokens(10, 20)));
    }

    static UsageEvent rejected(String id, Instant from, Instant to) {
        return event(id, to, new Usage.Rejected(LLAMA, new Usage.Minutes(from, to), 1));
    }

    static UsageEvent reported(String id, Instant from, Instant to) {
        return event(id, to, new Usage.Reported(ACCOUNT, new Usage.Minutes(from, to)));
    }
}
