package dev.ebb.metering.dynamodb;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.Identity;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Makes the events of one account. Times are seconds from {@link #EPOCH}; an event's id is the one given, so that it can
 * be voided.
 */
record AccountEvents(String account) {

    static final Instant EPOCH = Instant.parse("2026-06-01T00:00:00Z");

    static final String SOURCE = "urn:test";

    static Instant at(long second) {
        return EPOCH.plusSeconds(second);
    }

    static ShapePart gpus(String accelerator, int gpus) {
        return new ShapePart(accelerator, new GpuCount(gpus * 1000), null);
    }

    DeploymentId deployment(String name) {
        return new DeploymentId(account, name);
    }

    ReplicaId replica(String deployment, String name) {
        return new ReplicaId(deployment(deployment), name);
    }

    private UsageEvent event(String id, long second, Usage usage) {
        return new UsageEvent(identity(id), at(second), Sequence.ABSENT, usage);
    }

    Identity identity(String id) {
        return new Identity(account, SOURCE, id);
    }

    UsageEvent created(String id, long second, String deployment, ShapePart shape) {
        return event(id, second, new Usage.Created(deployment(deployment), shape, Usage.Configuration.NONE));
    }

    /** A change of the shape, or with {@link ShapePart#NONE} of a label. */
    UsageEvent updated(String id, long second, String deployment, ShapePart shape) {
        Usage.Configuration model = new Usage.Configuration("model-" + id, null, null, null, null, null);
        return event(id, second, new Usage.Updated(deployment(deployment), shape, model));
    }

    UsageEvent deleted(String id, long second, String deployment) {
        return event(id, second, new Usage.Deleted(deployment(deployment)));
    }

    UsageEvent starting(String id, long second, String deployment, String replica) {
        return event(id, second, new Usage.Starting(replica(deployment, replica), ShapePart.NONE));
    }

    UsageEvent ready(String id, long second, String deployment, String replica, ShapePart shape) {
        return event(id, second, new Usage.Ready(replica(deployment, replica), shape));
    }

    UsageEvent stopped(String id, long second, String deployment, String replica) {
        return event(id, second, new Usage.Stopped(replica(deployment, replica), null));
    }

    UsageEvent alive(String id, long second, String deployment, String replica) {
        return event(id, second, new Usage.Alive(replica(deployment, replica)));
    }

    UsageEvent served(
            String id, long from, long to, String deployment, long count, Usage.@Nullable AdviceTokens tokens) {
        Usage.Minutes minutes = new Usage.Minutes(at(from), at(to));
        return event(id, to, new Usage.Served(deployment(deployment), minutes, count, BigDecimal.ZERO, false, tokens));
    }

    UsageEvent rejected(String id, long from, long to, String deployment) {
        return event(id, to, new Usage.Rejected(deployment(deployment), new Usage.Minutes(at(from), at(to)), 1));
    }

    UsageEvent reported(String id, long from, long to) {
        return event(id, to, new Usage.Reported(account, new Usage.Minutes(at(from), at(to))));
    }

    UsageEvent tokens(String id, long second, String model, long prompt, long cached, long completion) {
        return event(id, second, new Usage.Tokens(account, model, prompt, cached, completion));
    }

    UsageEvent announcement(String id, long second) {
        return event(id, second, new Usage.OwnAnnouncement(account));
    }

    UsageEvent voided(String id, long second, String target) {
        return event(id, second, new Usage.Voided(identity(target)));
    }
}
