package dev.ebb.metering;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an event says, by type. Its common attributes are in {@link UsageEvent}. */
public sealed interface Usage {

    /** The most requests, or tokens of a kind, that one event may count: 10^12. */
    long MAX_COUNT = 1_000_000_000_000L;

    /** Says something that a deployment's replicas depend on. */
    sealed interface OfDeployment extends Usage {
        /** The deployment that it is about. */
        DeploymentId deployment();

        /** Its place among events of one instant. */
        Position.Kind kind();

        /** What it says of the shape of replicas that become ready from then on. */
        ShapePart shape();
    }

    /** Moves one replica between starting, accepting requests, and gone. */
    sealed interface OfReplica extends Usage {
        /** The replica that it is about. */
        ReplicaId replica();

        /** Its place among events of one instant. */
        Position.Kind kind();

        /** What it says of its shape. */
        ShapePart shape();
    }

    /** {@code dev.ebb.deployment.created}: sets the whole shape. */
    record Created(DeploymentId deployment, ShapePart shape, Configuration configuration) implements OfDeployment {
        @Override
        public Position.Kind kind() {
            return Position.Kind.CREATED;
        }
    }

    /** {@code dev.ebb.deployment.updated}: changes what it names. */
    record Updated(DeploymentId deployment, ShapePart shape, Configuration configuration) implements OfDeployment {
        @Override
        public Position.Kind kind() {
            return Position.Kind.UPDATED;
        }
    }

    /** {@code dev.ebb.deployment.deleted}: stops every replica that is open then. */
    record Deleted(DeploymentId deployment) implements OfDeployment {
        @Override
        public Position.Kind kind() {
            return Position.Kind.DELETED;
        }

        @Override
        public ShapePart shape() {
            return ShapePart.NONE;
        }
    }

    /** {@code dev.ebb.replica.starting}: boots; not billed. */
    record Starting(ReplicaId replica, ShapePart shape) implements OfReplica {
        @Override
        public Position.Kind kind() {
            return Position.Kind.STARTING;
        }
    }

    /** {@code dev.ebb.replica.ready}: accepts requests; charging starts. */
    record Ready(ReplicaId replica, ShapePart shape) implements OfReplica {
        @Override
        public Position.Kind kind() {
            return Position.Kind.READY;
        }
    }

    /** {@code dev.ebb.replica.stopped}: charging ends. */
    record Stopped(ReplicaId replica, @Nullable String reason) implements OfReplica {
        @Override
        public Position.Kind kind() {
            return Position.Kind.STOPPED;
        }

        @Override
        public ShapePart shape() {
            return ShapePart.NONE;
        }
    }

    /** {@code dev.ebb.replica.alive}: was seen. */
    record Alive(ReplicaId replica) implements Usage {}

    /**
     * {@code dev.ebb.requests.served}: traffic, or its absence, in [from, to).
     *
     * @param count requests, 0 to 10^12
     * @param concurrency mean in flight, at least 0
     * @param probe whether they were health checks
     * @param tokens prompt and completion tokens, for advice only; an event with them has an identity
     */
    record Served(
            DeploymentId deployment,
            Minutes minutes,
            long count,
            BigDecimal concurrency,
            boolean probe,
            @Nullable AdviceTokens tokens)
            implements Usage {
        /** Whether any of it was demand. */
        public boolean active() {
            return !probe && (count > 0 || concurrency.signum() > 0);
        }
    }

    /** Tokens of dedicated traffic: never billed, but what serverless would have cost is reckoned from them. */
    record AdviceTokens(long prompt, long completion) {}

    /** {@code dev.ebb.requests.rejected}: demand while nothing was ready. */
    record Rejected(DeploymentId deployment, Minutes minutes, long count) implements Usage {}

    /** {@code dev.ebb.activity.reported}: all traffic of all the account's deployments in these minutes is known. */
    record Reported(String account, Minutes minutes) implements Usage {}

    /**
     * {@code dev.ebb.tokens.used}: serverless usage.
     *
     * @param prompt all prompt tokens, 0 to 10^12
     * @param cachedPrompt those of them that were cached
     * @param completion completion tokens, 0 to 10^12
     */
    record Tokens(String account, String model, long prompt, long cachedPrompt, long completion) implements Usage {}

    /** {@code dev.ebb.usage.voided}: that event never happened. */
    record Voided(Identity target, @Nullable Instant time) implements Usage {
        /** Of an event whose time it does not name. */
        public Voided(Identity target) {
            this(target, null);
        }
    }

    /** {@code dev.ebb.action.*}: Ebb's own announcements, acknowledged and ignored. */
    record OwnAnnouncement(String account) implements Usage {}

    /**
     * What an announcement says of a deployment beside its shape; a null names nothing.
     *
     * @param target which system runs it, as JSON text
     * @param policy the sweeps' policy for it, as JSON text
     */
    record Configuration(
            @Nullable String model,
            @Nullable Integer minReplicas,
            @Nullable Integer maxReplicas,
            @Nullable Map<String, String> labels,
            @Nullable String target,
            @Nullable String policy) {

        /** Names nothing. */
        public static final Configuration NONE = new Configuration(null, null, null, null, null, null);

        /** This, with what it does not name taken from {@code other}. */
        public Configuration orElse(Configuration other) {
            return new Configuration(
                    model != null ? model : other.model,
                    minReplicas != null ? minReplicas : other.minReplicas,
                    maxReplicas != null ? maxReplicas : other.maxReplicas,
                    labels != null ? labels : other.labels,
                    target != null ? target : other.target,
                    policy != null ? policy : other.policy);
        }
    }

    /** The CloudEvents type; of Ebb's own announcements only what they have in common. */
    default String type() {
        return switch (this) {
            case Created ignored -> "dev.ebb.deployment.created";
            case Updated ignored -> "dev.ebb.deployment.updated";
            case Deleted ignored -> "dev.ebb.deployment.deleted";
            case Starting ignored -> "dev.ebb.replica.starting";
            case Ready ignored -> "dev.ebb.replica.ready";
            case Stopped ignored -> "dev.ebb.replica.stopped";
            case Alive ignored -> "dev.ebb.replica.alive";
            case Served ignored -> "dev.ebb.requests.served";
            case Rejected ignored -> "dev.ebb.requests.rejected";
            case Reported ignored -> "dev.ebb.activity.reported";
            case Tokens ignored -> "dev.ebb.tokens.used";
            case Voided ignored -> "dev.ebb.usage.voided";
            case OwnAnnouncement ignored -> "dev.ebb.action.";
        };
    }

    /** Whether deliveries of it must be told apart: those that are not are sets of minutes, or the latest of instants. */
    default boolean hasIdentity() {
        return switch (this) {
            case Served served -> served.tokens() != null;
            case Alive ignored -> false;
            case Rejected ignored -> false;
            case Reported ignored -> false;
            case OwnAnnouncement ignored -> false;
            case OfDeployment ignored -> true;
            case OfReplica ignored -> true;
            case Tokens ignored -> true;
            case Voided ignored -> true;
        };
    }

    /** An interval [from, to), by the minutes that it touches; an empty interval touches its minute. */
    record Minutes(Instant from, Instant to) {
        private static final long MINUTE = 60_000;

        /** Number of the first minute touched, counted from the epoch. */
        public long first() {
            return Math.floorDiv(from.toEpochMilli(), MINUTE);
        }

        /** Number of the last minute touched. */
        public long last() {
            long end = to.toEpochMilli();
            return to.equals(from) ? first() : Math.floorDiv(end - 1, MINUTE);
        }
    }
}
