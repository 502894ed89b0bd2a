package dev.ebb.metering.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.EventReader.ReadEvent;
import dev.ebb.metering.Original;
import dev.ebb.metering.Rejection;
import dev.ebb.metering.UsageEvent;
import java.util.List;

/** Events as JSON, and what the reader makes of them. */
final class EventBodies {

    static final String OF_DEPLOYMENT = "accounts/acme/deployments/llama";
    static final String OF_REPLICA = OF_DEPLOYMENT + "/replicas/r-1";

    private EventBodies() {}

    static String event(String type, String subject, String data) {
        return """
                {"specversion":"1.0","id":"e-1","source":"urn:test","type":"dev.ebb.%s",\
                "subject":"%s","time":"2026-06-01T00:00:00Z","data":%s}""".formatted(type, subject, data);
    }

    static List<ReadEvent> read(String body) {
        return new JsonEventReader().read(Original.of(body));
    }

    static UsageEvent valid(String body) {
        assertThat(read(body)).singleElement().isInstanceOf(ReadEvent.Valid.class);
        return ((ReadEvent.Valid) read(body).getFirst()).event();
    }

    static Rejection rejected(String body) {
        assertThat(read(body)).singleElement().isInstanceOf(ReadEvent.Invalid.class);
        return ((ReadEvent.Invalid) read(body).getFirst()).rejection();
    }
}
