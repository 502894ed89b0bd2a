package dev.ebb.sweeping.fleet;

import dev.ebb.sweeping.fleet.Guards.Edit;
import dev.ebb.sweeping.fleet.Guards.Guard;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Takes each guard of {@link Guards} out, one after the other, and runs the test that tells its story: the test must fail.
 * Sources are not touched: copies with the guard taken out are compiled into a directory that comes first on the class path
 * of a process of its own.
 *
 * <p>To be run by hand, in the module's directory and with its test class path; some minutes. Ends with 1 if a test passes
 * without its guard.
 */
final class Mutations {

    private Mutations() {}

    /** Takes parts of test names; none for all. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        int survived = 0;
        for (Guard guard : Guards.ALL) {
            if (arguments.length > 0 && List.of(arguments).stream().noneMatch(guard.method()::contains)) {
                continue;
            }
            Optional<String> failure = failure(guard);
            survived += failure.isPresent() ? 0 : 1;
            System.out.println((failure.isPresent() ? "fails:  " : "PASSES: ") + guard.story() + "\n        without "
                    + guard.name() + ", " + guard.method()
                    + failure.map(words -> "\n        " + words).orElse(""));
        }
        System.out.println(survived + " of " + Guards.ALL.size() + " tests pass without their guard");
        System.exit(survived == 0 ? 0 : 1);
    }

    /** How the test fails without its guard; empty if it passes. */
    private static Optional<String> failure(Guard guard) throws IOException, InterruptedException {
        Path classes = Files.createTempDirectory("without-guard");
        compile(guard, classes);
        String classPath = classes + File.pathSeparator + System.getProperty("java.class.path");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        OneTest.class.getName(),
                        guard.test().getName(),
                        guard.method())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? Optional.empty() : Optional.of(said.strip());
    }

    private static void compile(Guard guard, Path classes) throws IOException {
        Map<Path, String> sources = new HashMap<>();
        for (Edit edit : guard.edits()) {
            String source = sources.containsKey(edit.file()) ? sources.get(edit.file()) : Files.readString(edit.file());
            sources.put(edit.file(), source.replace(edit.from(), edit.to()));
        }
        List<String> options = new ArrayList<>(List.of(
                "-nowarn",
                "-proc:none",
                "-parameters",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString()));
        Path copies = Files.createTempDirectory("guard-sources");
        for (Map.Entry<Path, String> source : sources.entrySet()) {
            Path copy = copies.resolve(source.getKey());
            Files.createDirectories(copy.getParent());
            options.add(Files.writeString(copy, source.getValue()).toString());
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler.run(null, null, System.err, options.toArray(String[]::new)) != 0) {
            throw new IllegalStateException(guard.name() + ": does not compile without its guard");
        }
    }
}
