package dev.ebb.metering;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far events have been metered. Each minute a tick goes into every usage queue; the last tick that MeterUsage has
 * taken out of the slowest of them says how far ingestion has come. A MeterUsage that is down, throttled or disabled lags
 * as well as one that is behind; a single message that comes again does not.
 *
 * @param meteredUpTo the instant of that tick; null where there is no queue, and so no lag
 */
public record Ingestion(@Nullable Instant meteredUpTo) {

    /** Events come by no queue. */
    public static final Ingestion WITHOUT_QUEUE = new Ingestion(null);

    /** A tick that is older than this says that ingestion lags: twice the time between two of them. */
    public static final Duration MOST_DELAY = Duration.ofMinutes(2);

    /** Whether events of some time before this instant may still be in a queue. */
    public boolean lagsAt(Instant now) {
        return meteredUpTo != null && meteredUpTo.plus(MOST_DELAY).isBefore(now);
    }

    /** The latest instant, up to this one, of which silence says something: what is later may wait in a queue. */
    public Instant heardUpTo(Instant now) {
        return meteredUpTo != null && meteredUpTo.isBefore(now) ? meteredUpTo : now;
    }
}
