package dev.ebb.metering.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Original;
import dev.ebb.metering.json.EventFiles.NumberedBody;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFilesTests {

    @TempDir
    private Path directory;

    private List<NumberedBody> bodies(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("events"), content);
        try (Stream<NumberedBody> bodies = EventFiles.bodies(file)) {
            return bodies.toList();
        }
    }

    private static NumberedBody body(String text, int line) {
        return new NumberedBody(Original.of(text), line);
    }

    @Test
    void everyLineThatIsNotBlankIsABody() throws IOException {
        assertThat(bodies("{\"a\":1}\r\n\n  \n[{},{}]\noops {\n{\"b\":2}"))
                .containsExactly(body("{\"a\":1}", 1), body("[{},{}]", 4), body("oops {", 5), body("{\"b\":2}", 6));
    }

    @Test
    void aMalformedFirstLineDoesNotSpoilTheRest() throws IOException {
        assertThat(bodies("{\"a\":\n{\"b\":2}\n{\"c\":3}\n"))
                .containsExactly(body("{\"a\":", 1), body("{\"b\":2}", 2), body("{\"c\":3}", 3));
    }

    @Test
    void aPrettyPrintedObjectIsOneBody() throws IOException {
        String object = "\n{\n  \"a\": \"}\\\"{\"\n}\n";

        assertThat(bodies(object)).containsExactly(body(object, 2));
    }

    @Test
    void thePiecesOfAPrettyPrintedArrayAreBodies() throws IOException {
        assertThat(bodies("[\n  {\n    \"a\": 1\n  },\n  oops,\n  {\"b\": 2}\n]\n"))
                .containsExactly(body("{\n    \"a\": 1\n  }", 2), body("oops", 5), body("{\"b\": 2}", 6));
    }

    @Test
    void theRecordsOfAnSqsEventAreBodies() throws IOException {
        assertThat(bodies("""
                {"other": {"body": "no"},
                 "Records": [
                  {"messageId": "1", "attributes": {"body": "no"}, "body": "{\\"a\\":\\n1}"},
                  5,
                  {"body": "oops"}
                 ]}
                """)).containsExactly(body("{\"a\":\n1}", 3), body("oops", 5));
    }

    @Test
    void anObjectWithoutRecordsOfAQueueIsABody() throws IOException {
        assertThat(bodies("{\"Records\": 5}")).containsExactly(body("{\"Records\": 5}", 1));
        assertThat(bodies("{\"Records\": [{\"kinesis\": {}}]}")).hasSize(1);
    }

    @Test
    void anEmptyFileHoldsNothing() throws IOException {
        assertThat(bodies("")).isEmpty();
        assertThat(bodies("\n \n")).isEmpty();
        assertThat(bodies("[]")).isEmpty();
    }

    @Test
    void aByteOrderMarkIsNoPartOfALine() throws IOException {
        assertThat(bodies("\ufeff[{},\n{}]")).containsExactly(body("{}", 1), body("{}", 2));
        assertThat(bodies("\ufeff{}\n{}")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1}\n{\"b\":2}\n", "[{\"a\":1},{\"b\":2}]"})
    void aPipeIsReadToItsEnd(String content) throws Exception {
        Path pipe = directory.resolve("pipe");
        int made = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        assertThat(made).isZero();
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                Files.writeString(pipe, content);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        });

        try (Stream<NumberedBody> bodies = EventFiles.bodies(pipe)) {
            assertThat(bodies.map(NumberedBody::body))
                    .containsExactly(Original.of("{\"a\":1}"), Original.of("{\"b\":2}"));
        }
        writer.join();
    }

    @Test
    void linesAreReadAsTheyAreConsumed() throws IOException {
        Path file = directory.resolve("large");
        String line = "{\"pad\":\"" + "x".repeat(1000) + "\"}\n";
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < 20_000; i++) {
                out.write(line);
            }
        }

        try (Stream<NumberedBody> bodies = EventFiles.bodies(file)) {
            assertThat(bodies.mapToLong(NumberedBody::line).sum()).isEqualTo(20_000L * 20_001 / 2);
        }
        try (Stream<NumberedBody> bodies = EventFiles.bodies(file)) {
            assertThat(bodies.findFirst()).contains(body(line.strip(), 1));
        }
    }
}
