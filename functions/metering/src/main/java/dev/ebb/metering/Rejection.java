package dev.ebb.metering;

import org.jspecify.annotations.Nullable;

/**
 * Why something was not metered.
 *
 * @param account the account, if it could be read
 * @param source the event's source, if it could be read
 * @param id the event's id, if it could be read
 * @param reason every rule that it breaks, each naming field, rule and value
 * @param original its bytes as they came
 */
public record Rejection(
        @Nullable String account,
        @Nullable String source,
        @Nullable String id,
        String reason,
        Original original) {}
