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

    /**
     * In the order in which they were given.
     *
     * @throws InputException if one of them cannot be read: it is said before the first event of the others is used
     */
    List<Path> files() {
        files.forEach(file -> InputFiles.requireReadable("--events", file));
        return files;
    }
}
