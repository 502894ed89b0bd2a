package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a POSIX shell script")
class ScriptTests {

    private static final Path SCRIPT = Repository.ofThisBuild().resolve("functions/local/ebb");

    @TempDir
    private Path directory = Path.of("");

    private final Map<String, String> environment = new HashMap<>(Map.of("JAVA_HOME", System.getProperty("java.home")));

    @Test
    void nothingElseIsOnTheTerminal() throws Exception {
        Invocation invocation = run(SCRIPT, directory, "sample", "--list");

        assertThat(invocation.status()).isZero();
        assertThat(invocation.out()).startsWith("action-requested\n");
        assertThat(invocation.err()).isEmpty();
    }

    @Test
    void optionsForEveryJvmDoNotHideItsVersion() throws Exception {
        environment.put("JAVA_TOOL_OPTIONS", "-Dversion=17");

        Invocation invocation = run(SCRIPT, directory, "sample", "--list");

        assertThat(invocation.status()).as(invocation.err()).isZero();
        assertThat(invocation.out()).startsWith("action-requested\n");
    }

    @Test
    void theStatusIsTheCommands() throws Exception {
        assertThat(run(SCRIPT, directory, "sample", "no-such-sample").status()).isEqualTo(1);
        assertThat(run(SCRIPT, directory, "no-such-command").status()).isEqualTo(2);
    }

    @Test
    void pathsAreRelativeToWhereItIsCalledAndALinkToItWorks() throws Exception {
        Files.writeString(directory.resolve("events.jsonl"), "{oops\n");
        Path first = Files.createSymbolicLink(directory.resolve("first"), SCRIPT);
        Path second = Files.createSymbolicLink(directory.resolve("second"), first.getFileName());

        Invocation invocation = run(second, directory, "validate", "--events", "events.jsonl");

        assertThat(invocation.status()).isEqualTo(1);
        assertThat(invocation.err()).startsWith("events.jsonl:1: ");
    }

    @Test
    void aTreeThatIsNotBuiltIsSaid() throws Exception {
        Path copy = Files.copy(
                SCRIPT,
                Files.createDirectories(directory.resolve("functions/local")).resolve("ebb"));
        assertThat(copy.toFile().setExecutable(true)).isTrue();

        Invocation invocation = run(copy, directory, "demo");

        assertThat(invocation.status()).isEqualTo(1);
        assertThat(invocation.err()).contains("mvn -Prun");
        assertThat(invocation.err().lines()).hasSize(1);
    }

    private Invocation run(Path script, Path from, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out.txt");
        Path err = directory.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(from.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Invocation(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
