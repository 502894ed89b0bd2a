package dev.ebb.metering;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A boot [from, to) that never led to a session. Not billed, but shown.
 *
 * @param shape what it would have run on, if anybody said so
 */
public record FailedStart(
        Instant from, Instant to, @Nullable Shape shape) {}
