package dev.ebb.sweeping.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What invokes SweepDeployments: the schedule, or its queue. */
public final class SweepInvocationJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private SweepInvocationJson() {}

    /** One of the function's two triggers. */
    public sealed interface Invocation {

        /** The schedule: it is time for the sweep of this minute. */
        record Scheduled(Instant sweep) implements Invocation {}

        /** The queue. */
        record Batch(List<Message> messages) implements Invocation {
            /** Copies the list. */
            public Batch {
                messages = List.copyOf(messages);
            }
        }
    }

    /** A message of the queue as it was delivered. */
    public record Message(String id, String body) {}

    /**
     * Tells them apart.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Invocation read(byte[] event) {
        JsonNode json = parsed(event);
        JsonNode records = json.path("Records");
        if (records.isArray()) {
            List<Message> messages = new ArrayList<>();
            records.forEach(each -> messages.add(new Message(
                    each.path("messageId").asText(), each.path("body").asText())));
            return new Invocation.Batch(messages);
        }
        if (!json.path("detail-type").asText().equals("Scheduled Event")) {
            throw new IllegalArgumentException(
                    "event: must have Records, as in a batch from SQS, or the detail-type Scheduled Event");
        }
        return new Invocation.Scheduled(LegJson.instant(json, "time").truncatedTo(ChronoUnit.MINUTES));
    }

    private static JsonNode parsed(byte[] event) {
        try {
            return JSON.readTree(event);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("event: must be JSON, is not", malformed);
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory", impossible);
        }
    }
}
