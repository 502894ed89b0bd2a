package dev.ebb.metering.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.metering.EventReader.ReadEvent;
import dev.ebb.metering.Identity;
import dev.ebb.metering.Original;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEventWriterTests {

    private static final Path EVENTS = Path.of("..", "..", "events");

    private static UsageEvent read(Original body) {
        ReadEvent read = new JsonEventReader().read(body).getFirst();
        assertThat(read).isInstanceOf(ReadEvent.Valid.class);
        return ((ReadEvent.Valid) read).event();
    }

    private static void assertIsKept(Original body) {
        UsageEvent event = read(body);

        String line = JsonEventWriter.write(event);

        assertThat(line).doesNotContain("\n");
        assertThat(read(Original.of(line))).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "activity-reported",
                "deployment-created",
                "deployment-deleted",
                "deployment-updated",
                "replica-alive",
                "replica-ready",
                "replica-starting",
                "replica-stopped",
                "requests-rejected",
                "requests-served",
                "tokens-used",
                "usage-voided"
            })
    void whatIsWrittenIsReadAsTheSame(String sample) throws IOException {
        try (Stream<EventFiles.NumberedBody> bodies = EventFiles.bodies(EVENTS.resolve(sample + ".json"))) {
            assertIsKept(bodies.findFirst().orElseThrow().body());
        }
    }

    @Test
    void whatFewEventsHaveIsWrittenToo() {
        assertIsKept(Original.of("""
                {"specversion":"1.0","id":"1","source":"urn:t","type":"dev.ebb.requests.served","sequence":"0012",
                 "subject":"accounts/a/deployments/d","time":"2026-11-01T00:00:00.123Z",
                 "data":{"from":"2026-11-01T00:00:00Z","to":"2026-11-01T00:00:00Z","count":1000000000000,
                         "concurrency":0.0000001,"probe":true,"completionTokens":3}}"""));
        assertIsKept(Original.of("""
                {"specversion":"1.0","id":"1","source":"urn:t","type":"dev.ebb.deployment.updated",
                 "subject":"accounts/a/deployments/d","time":"2026-11-01T00:00:00Z",
                 "data":{"acceleratorCount":1000,"minReplicas":0,"maxReplicas":100000,"labels":{},"target":"ecs",
                         "policy":{"deep":[1.50,{"er":null}],"text":"\\u0000\\ud83d\\ude00"}}}"""));
    }

    @Test
    void ebbsOwnAnnouncementsAreNotWritten() {
        UsageEvent own = new UsageEvent(
                new Identity("a", "urn:ebb", "1"), Instant.EPOCH, Sequence.ABSENT, new Usage.OwnAnnouncement("a"));

        assertThatThrownBy(() -> JsonEventWriter.write(own)).hasMessageStartingWith("usage: must be known whole");
    }
}
