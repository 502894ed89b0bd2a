package dev.ebb.metering;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/**
 * What is known of a deployment's traffic beyond its minutes, for advice: what reports said that carried token counts,
 * probes left out. It is never billed.
 *
 * @param hours with any such report, sorted
 * @param countedMinutes active minutes of the interval that such a report touches
 */
public record Traffic(List<Hour> hours, long countedMinutes) {

    /** Nothing carried token counts. */
    public static final Traffic NONE = new Traffic(List.of(), 0);

    /**
     * The reports that begin in one hour.
     *
     * @param start its first instant; it lies in the interval
     * @param requests how many they counted
     */
    public record Hour(Instant start, BigInteger requests, BigInteger promptTokens, BigInteger completionTokens) {

        /** Whether anything was counted. */
        public boolean isAny() {
            return requests.signum() != 0 || promptTokens.signum() != 0 || completionTokens.signum() != 0;
        }
    }

    /** Copies the hours. */
    public Traffic {
        hours = List.copyOf(hours);
    }
}
