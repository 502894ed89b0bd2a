package dev.ebb.local;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --events}: the files that a command reads events from. */
final class EventsOption {

    @Option(
            names = "--events",
            paramLabel = "FILE",
            arity = "1..*",
            required = true,
            description = "JSON Lines, or JSON: one event or an array; - for standard input")
    private List<Path> files = List.of();

    /** In the order in which they were given. */
    List<Path> files() {
        return files;
    }
}
