package dev.ebb.sweeping;

import dev.ebb.metering.Names;
import java.time.Duration;
import java.time.Instant;

/**
 * "Leave this deployment alone."
 *
 * @param owner who said so; 1 to 128 characters without control characters
 * @param reason why; 1 to 512 characters
 * @param from when it was said
 * @param until when it ends, exclusive
 */
public record Pin(String owner, String reason, Instant from, Instant until) {

    /** What a snooze may last at most. */
    public static final Duration LONGEST_SNOOZE = Duration.ofHours(24);

    /** What a pin may last at most: whoever needs more says so again. */
    public static final Duration LONGEST = Duration.ofDays(366);

    /** @throws IllegalArgumentException if a part breaks its rule */
    public Pin {
        Names.requirePerson("owner", owner);
        if (reason.isBlank() || reason.length() > 512) {
            throw new IllegalArgumentException("reason: must be 1 to 512 characters, is \"" + reason + "\"");
        }
        if (!until.isAfter(from)) {
            throw new IllegalArgumentException("until: must be after " + from + ", is " + until);
        }
        if (Duration.between(from, until).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("until: must be within " + LONGEST.toDays() + " days, is " + until);
        }
    }

    /** Whether it holds at an instant. */
    public boolean holdsAt(Instant now) {
        return now.isBefore(until);
    }
}
