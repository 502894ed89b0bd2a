package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.sweeping.json.PolicyJson;
import dev.ebb.sweeping.policy.Inheritance;
import dev.ebb.sweeping.policy.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README claims of the code, where that can be checked. */
class ReadmeTests {

    private static final Pattern POLICY = Pattern.compile("<!-- policy -->\\s+```json\\s+(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("^functions/local/ebb ([a-z][a-z-]*)", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("\\]\\((functions/[^)#]+)\\)");

    private final Path root = Repository.ofThisBuild();
    private final String readme;

    ReadmeTests() throws IOException {
        readme = Files.readString(root.resolve("README.md"));
    }

    @Test
    void theDefaultsOfAPolicyAreThoseInForce() {
        Matcher policy = POLICY.matcher(readme);
        assertThat(policy.find()).isTrue();

        assertThat(PolicyJson.read(policy.group(1))).isEqualTo(Settings.of(Inheritance.DEFAULT));
    }

    @Test
    void everyCommandIsThere() {
        List<String> commands = COMMAND.matcher(readme)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
        String help = Invocation.of("--help").out();

        assertThat(commands)
                .contains("sweep", "policy", "pin", "doctor")
                .allSatisfy(command -> assertThat(help).containsPattern("(?m)^  " + command + "(,| |$)"));
    }

    @Test
    void everyClassThatIsLinkedIsThere() {
        assertThat(LINK.matcher(readme).results().map(found -> found.group(1)))
                .hasSizeGreaterThan(6)
                .allSatisfy(file -> assertThat(root.resolve(file)).exists());
    }
}
