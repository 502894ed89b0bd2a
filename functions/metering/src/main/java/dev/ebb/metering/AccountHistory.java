package dev.ebb.metering;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What an account has used since the beginning of time. */
public interface AccountHistory {

    /** The quarter-hour of its first usage that is billed, GPU time or tokens; empty if there is none. */
    Optional<Instant> firstUsage(String account);

    /**
     * GPU time of all its deployments from the beginning of time, by kind of GPU; kinds without any are left out.
     *
     * @param to the edge of a quarter-hour
     */
    Map<GpuKind, GpuTime> gpuTimeUpTo(String account, Instant to);
}
