package dev.ebb.metering;

import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one deployment used in an interval.
 *
 * @param from the interval's first instant
 * @param to the first instant after it, or as-of if that is earlier
 * @param sessions those that overlap it, whole: they may begin before it, but they end at as-of at the latest; if as-of
 *     lies in it, also those that are open then
 * @param boots those that led to a session or are under way, and overlap it: also where the session does not
 * @param failedStarts boots without a session that overlap it
 * @param activeMinutes bit n: the n-th minute after {@link #firstMinute} was active; none if there are no sessions
 * @param firstMinute the minute of {@code from}, counted from the epoch
 * @param traffic what is known beyond the minutes; nothing if there are no sessions
 * @param configuration what is announced beside the shape now, whenever the interval was
 * @param notices readies that opened no session, of all time
 * @param lost replicas whose sessions ended because they fell silent, of the present
 * @param evidence of what ran in the interval without a session
 * @param pending whether an announcement has not reached all replicas yet, or sessions changed faster than they could
 *     be read
 * @param metered the other road: what the meters say for [{@code from}, {@code meteredTo})
 * @param meteredTo the last quarter-hour's edge that is not after {@code to}
 */
public record DeploymentUsage(
        DeploymentId id,
        Instant from,
        Instant to,
        List<ReplicaSession> sessions,
        List<Boot> boots,
        List<FailedStart> failedStarts,
        BitSet activeMinutes,
        long firstMinute,
        Traffic traffic,
        Usage.Configuration configuration,
        List<Notice> notices,
        List<Lost> lost,
        List<Evidence> evidence,
        boolean pending,
        Map<GpuKind, GpuTime> metered,
        Instant meteredTo) {

    /** Of a deployment of which nothing ran without a session. */
    public DeploymentUsage(
            DeploymentId id,
            Instant from,
            Instant to,
            List<ReplicaSession> sessions,
            List<Boot> boots,
            List<FailedStart> failedStarts,
            BitSet activeMinutes,
            long firstMinute,
            Traffic traffic,
            Usage.Configuration configuration,
            List<Notice> notices,
            List<Lost> lost,
            boolean pending,
            Map<GpuKind, GpuTime> metered,
            Instant meteredTo) {
        this(
                id,
                from,
                to,
                sessions,
                boots,
                failedStarts,
                activeMinutes,
                firstMinute,
                traffic,
                configuration,
                notices,
                lost,
                List.of(),
                pending,
                metered,
                meteredTo);
    }

    /** Of a deployment that announced nothing beside its shape and counted no tokens, with its sessions' boots. */
    public DeploymentUsage(
            DeploymentId id,
            Instant from,
            Instant to,
            List<ReplicaSession> sessions,
            List<FailedStart> failedStarts,
            BitSet activeMinutes,
            long firstMinute,
            List<Notice> notices,
            List<Lost> lost,
            boolean pending,
            Map<GpuKind, GpuTime> metered,
            Instant meteredTo) {
        this(
                id,
                from,
                to,
                sessions,
                sessions.stream()
                        .flatMap(each -> Boot.of(each.session(), to).stream())
                        .toList(),
                failedStarts,
                activeMinutes,
                firstMinute,
                Traffic.NONE,
                Usage.Configuration.NONE,
                notices,
                lost,
                pending,
                metered,
                meteredTo);
    }

    /**
     * A boot [from, to), whole: it may begin before the interval, and end after it.
     *
     * @param to where its session began; as-of if it is under way then
     * @param shape of its session; of one under way what it would run on, if anybody said so
     * @param underWay whether no session had begun by as-of
     */
    public record Boot(Instant from, Instant to, @Nullable Shape shape, boolean underWay) {

        /** Of a session, as seen at as-of; empty if none was observed. */
        public static Optional<Boot> of(Session session, Instant asOf) {
            Instant from = session.bootFrom();
            if (from == null) {
                return Optional.empty();
            }
            boolean underWay = session.start().isAfter(asOf);
            return Optional.of(new Boot(from, underWay ? asOf : session.start(), session.shape(), underWay));
        }
    }

    /**
     * A session and whose it is.
     *
     * @param open whether as-of lies in the interval and it has not ended by then: its end is as-of
     */
    public record ReplicaSession(String replica, Session session, boolean open) {}

    /**
     * A replica that fell silent.
     *
     * @param since the last instant at which it was seen, where its session ends provisionally
     * @param shape of that session, if it is known
     */
    public record Lost(
            String replica, Instant since, @Nullable Shape shape) {}

    /** The same, with this evidence. */
    public DeploymentUsage with(List<Evidence> found) {
        return new DeploymentUsage(
                id,
                from,
                to,
                sessions,
                boots,
                failedStarts,
                activeMinutes,
                firstMinute,
                traffic,
                configuration,
                notices,
                lost,
                found,
                pending,
                metered,
                meteredTo);
    }

    /** The same, but not to be relied on. */
    public DeploymentUsage asPending() {
        return new DeploymentUsage(
                id,
                from,
                to,
                sessions,
                boots,
                failedStarts,
                activeMinutes,
                firstMinute,
                traffic,
                configuration,
                notices,
                lost,
                evidence,
                true,
                metered,
                meteredTo);
    }
}
