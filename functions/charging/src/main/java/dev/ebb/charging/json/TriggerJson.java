package dev.ebb.charging.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What invokes a function that has a schedule and a queue, and what it answers. */
public final class TriggerJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TriggerJson() {}

    /** One of the function's two triggers. */
    public sealed interface Trigger {

        /** The schedule, and the instant that it stands for. */
        record Scheduled(Instant time) implements Trigger {}

        /** The queue. */
        record Batch(List<Message> messages) implements Trigger {
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
    public static Trigger read(byte[] event) {
        JsonNode json = parsed(event);
        JsonNode records = json.path("Records");
        if (records.isArray()) {
            List<Message> messages = new ArrayList<>();
            records.forEach(each -> messages.add(new Message(
                    each.path("messageId").asText(), each.path("body").asText())));
            return new Trigger.Batch(messages);
        }
        if (!json.path("detail-type").asText().equals("Scheduled Event")) {
            throw new IllegalArgumentException(
                    "event: must have Records, as in a batch from SQS, or the detail-type Scheduled Event");
        }
        return new Trigger.Scheduled(MessageFields.instant(json, "time"));
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

    /** Which messages are to be delivered again. */
    public static byte[] answer(List<String> messageIds) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode failures = answer.putArray("batchItemFailures");
        messageIds.forEach(id -> failures.addObject().put("itemIdentifier", id));
        return answer.toString().getBytes(StandardCharsets.UTF_8);
    }
}
