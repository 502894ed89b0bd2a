package dev.ebb.local;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What a command touches of the world beside files and tables.
 *
 * @param clock the present
 * @param out for results
 * @param err for everything else
 * @param terminal whether a person watches {@code out}
 * @param colour whether {@code out} may carry colours
 * @param progress whether {@code err} is watched by a person, so that progress may be drawn there
 * @param repository where {@code events/} is
 */
record Surroundings(
        Clock clock,
        PrintStream out,
        PrintStream err,
        boolean terminal,
        boolean colour,
        boolean progress,
        Path repository) {

    /** The present, as far as events, marks and charges tell instants apart: to the millisecond. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** The real ones. */
    static Surroundings ofProcess() {
        return new Surroundings(
                Clock.systemUTC(),
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                StandardStream.OUTPUT.isTerminal(),
                StandardStream.OUTPUT.isTerminal() && System.getenv("NO_COLOR") == null,
                StandardStream.ERROR.isTerminal(),
                Repository.ofThisBuild());
    }
}
