package dev.ebb.local;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** One run of the {@code ebb} command in this process: what it said, and its exit status. */
record Invocation(int status, String out, String err) {

    /** The present of commands that are not told another. */
    static final Instant NOW = Instant.parse("2026-11-15T12:00:00Z");

    static Invocation of(String... arguments) {
        return at(NOW, arguments);
    }

    static Invocation at(Instant now, String... arguments) {
        return with(now, false, false, arguments);
    }

    static Invocation with(Instant now, boolean colour, boolean progress, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Ebb.run(
                new Surroundings(
                        Clock.fixed(now, ZoneOffset.UTC),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        colour,
                        progress,
                        Repository.ofThisBuild()),
                arguments);
        return new Invocation(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
