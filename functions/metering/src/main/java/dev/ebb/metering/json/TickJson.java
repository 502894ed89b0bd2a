package dev.ebb.metering.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A tick as it stands in a usage queue: an object with one member, which no event has. */
public final class TickJson {

    private static final Pattern TICK = Pattern.compile("\\{\"ebbTick\":\"([0-9TZ:.+-]{1,40})\"}");

    private TickJson() {}

    /** The body of a tick's message. */
    public static String write(Instant tick) {
        return "{\"ebbTick\":\"" + tick + "\"}";
    }

    /** When a tick was sent; empty if the body is anything else, as which it is then metered or quarantined. */
    public static Optional<Instant> read(String body) {
        Matcher matcher = TICK.matcher(body);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(matcher.group(1)));
        } catch (DateTimeException noInstant) {
            return Optional.empty();
        }
    }
}
