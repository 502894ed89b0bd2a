package dev.ebb.charging;

import org.jspecify.annotations.Nullable;

/**
 * Something that somebody should know of before relying on a statement.
 *
 * @param account whose statement
 * @param source the event's source, if it is about an event
 * @param id the event's id, if it is about an event
 * @param reason a sentence for people
 */
public record Warning(
        String account, @Nullable String source, @Nullable String id, String reason) {}
