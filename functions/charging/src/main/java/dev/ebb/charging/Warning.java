package dev.ebb.charging;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.Evidence;
import dev.ebb.metering.IdleVoid;
import dev.ebb.metering.Notice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody should know of before relying on a statement.
 *
 * @param account whose statement
 * @param source the event's source, if it is about an event
 * @param id the event's id, if it is about an event
 * @param reason a sentence for people
 * @param deployment the deployment that the event is about, where the reason does not name it
 */
public record Warning(
        String account,
        @Nullable String source,
        @Nullable String id,
        String reason,
        @Nullable DeploymentId deployment) {

    /** One whose reason names all that it is about. */
    public Warning(String account, @Nullable String source, @Nullable String id, String reason) {
        this(account, source, id, reason, null);
    }

    /**
     * About a deployment in [from, to): readies that people should know of, what ran without a session,
     * and its replicas that fell silent.
     */
    public static List<Warning> of(DeploymentUsage usage, Instant from, Instant to) {
        String account = usage.id().account();
        List<Warning> warnings = new ArrayList<>();
        for (Notice notice : usage.notices()) {
            if (notice.concerns(from, to)) {
                warnings.add(new Warning(
                        account, notice.identity().source(), notice.identity().id(), notice.reason(), usage.id()));
            }
        }
        for (Evidence evidence : usage.evidence()) {
            warnings.add(about(usage, evidence.reason()));
        }
        for (DeploymentUsage.Lost lost : usage.lost()) {
            warnings.add(about(
                    usage,
                    "replica " + lost.replica() + " fell silent: its session ends provisionally at " + lost.since()));
        }
        return warnings;
    }

    /** About a void that did nothing. */
    public static Warning of(IdleVoid idle) {
        return new Warning(
                idle.identity().account(),
                idle.identity().source(),
                idle.identity().id(),
                idle.reason());
    }

    /** In a line: the event first, if it is about one. */
    public String words() {
        return id == null ? reason : source + " " + id + ": " + reason;
    }

    /** About a deployment, and no event of it. */
    public static Warning about(DeploymentUsage usage, String reason) {
        return new Warning(usage.id().account(), null, null, "deployment " + usage.id() + ": " + reason);
    }
}
