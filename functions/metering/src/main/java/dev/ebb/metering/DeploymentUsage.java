package dev.ebb.metering;

import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * What one deployment used in an interval.
 *
 * @param from the interval's first instant
 * @param to the first instant after it, or as-of if that is earlier
 * @param sessions those that overlap it, whole: they may begin before it, but they end at as-of at the latest; if as-of
 *     lies in it, also those that are open then
 * @param failedStarts boots without a session that overlap it
 * @param activeMinutes bit n: the n-th minute after {@link #firstMinute} was active; none if there are no sessions
 * @param firstMinute the minute of {@code from}, counted from the epoch
 * @param notices readies that opened no session, of all time
 * @param lost replicas whose sessions ended because they fell silent, of the present
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
        List<FailedStart> failedStarts,
        BitSet activeMinutes,
        long firstMinute,
        List<Notice> notices,
        List<Lost> lost,
        boolean pending,
        Map<GpuKind, GpuTime> metered,
        Instant meteredTo) {

    /**
     * A session and whose it is.
     *
     * @param open whether it has not ended: its end is as-of
     */
    public record ReplicaSession(String replica, Session session, boolean open) {}

    /**
     * A replica that fell silent.
     *
     * @param since the last instant at which it was seen, where its session ends provisionally
     */
    public record Lost(String replica, Instant since) {}

    /** The same, but not to be relied on. */
    public DeploymentUsage asPending() {
        return new DeploymentUsage(
                id,
                from,
                to,
                sessions,
                failedStarts,
                activeMinutes,
                firstMinute,
                notices,
                lost,
                true,
                metered,
                meteredTo);
    }
}
