package dev.ebb.charging;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of what an account has settled or agreed, as the journal keeps it.
 *
 * @param revision that the change led to
 * @param what was set, and to what
 * @param reason in the words of whoever asked; null for settings, which need none
 */
public record AccountChange(
        long revision, Instant at, String what, @Nullable String reason) {}
