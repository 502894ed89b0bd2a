package dev.ebb.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.json.TickJson;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestionTests {

    private static final Instant TEN = Instant.parse("2026-11-15T10:00:00Z");

    @Test
    void moreThanTwoMinutesBehindIsLag() {
        Ingestion ingestion = new Ingestion(TEN);

        assertThat(ingestion.lagsAt(TEN.plusSeconds(120))).isFalse();
        assertThat(ingestion.lagsAt(TEN.plusSeconds(121))).isTrue();
        assertThat(Ingestion.WITHOUT_QUEUE.lagsAt(Instant.MAX)).isFalse();
    }

    @Test
    void silenceIsMeasuredUpToWhatWasMetered() {
        assertThat(new Ingestion(TEN).heardUpTo(TEN.plusSeconds(1))).isEqualTo(TEN);
        assertThat(new Ingestion(TEN).heardUpTo(TEN.minusSeconds(1))).isEqualTo(TEN.minusSeconds(1));
        assertThat(Ingestion.WITHOUT_QUEUE.heardUpTo(TEN)).isEqualTo(TEN);
    }

    @Test
    void aTickIsReadAsItWasWritten() {
        assertThat(TickJson.read(TickJson.write(TEN))).contains(TEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"ebbTick\":\"soon\"}",
                "{\"ebbTick\":\"2026-11-15T10:00:00Z\",\"more\":1}",
                " {\"ebbTick\":\"2026-11-15T10:00:00Z\"}",
                "[{\"ebbTick\":\"2026-11-15T10:00:00Z\"}]"
            })
    void anythingElseIsNone(String body) {
        assertThat(TickJson.read(body)).isEmpty();
    }
}
