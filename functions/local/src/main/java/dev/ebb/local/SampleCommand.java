package dev.ebb.local;

import dev.ebb.metering.json.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sample}: one of the files in {@code events/}, moved to the present so that it is never too old. */
@Command(
        name = "sample",
        description = "Prints a sample event, shifted to now, for `sam local invoke FUNCTION -e -`.",
        mixinStandardHelpOptions = true)
final class SampleCommand implements Callable<Integer> {

    private static final String EXTENSION = ".json";

    /** In the same directory, but no events. */
    private static final Set<String> OTHERS = Set.of("prices", "sam-env");

    private final Surroundings surroundings;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Which; --list tells them all")
    private @Nullable String name;

    @Option(names = "--list", description = "Print the names")
    private boolean list;

    @Spec
    private @Nullable CommandSpec command;

    SampleCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Path directory = surroundings.repository().resolve("events");
        List<String> names = names(directory);
        if (list) {
            names.forEach(surroundings.out()::println);
            return 0;
        }
        if (name == null) {
            throw new ParameterException(spec().commandLine(), "Missing: NAME, or --list");
        }
        if (!names.contains(name)) {
            throw new InputException("no sample is called \"" + name + "\"; there are: " + String.join(", ", names));
        }
        byte[] file = InputFiles.bytes("sample", directory.resolve(name + EXTENSION));
        InputFiles.write(Samples.current(file, surroundings.clock().instant()), null, surroundings.out());
        return 0;
    }

    /** The samples in {@code directory}, sorted. */
    static List<String> names(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(EXTENSION))
                    .map(file -> file.substring(0, file.length() - EXTENSION.length()))
                    .filter(file -> !OTHERS.contains(file))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw InputFiles.unreadable("samples", directory, unreadable);
        }
    }

    private CommandSpec spec() {
        if (command == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return command;
    }
}
