package dev.ebb.charging.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.charging.runs.Message.Delivery;
import dev.ebb.charging.runs.RunId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What invokes ComputeCharges, and what it answers. */
public final class InvocationJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private InvocationJson() {}

    /** One of the function's two triggers. */
    public sealed interface Invocation {

        /** The schedule: it is time for this run. */
        record Scheduled(RunId run) implements Invocation {}

        /** The queue. */
        record Batch(List<Delivery> deliveries) implements Invocation {}
    }

    /**
     * Tells them apart.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Invocation read(byte[] event) {
        JsonNode json = parsed(event);
        JsonNode records = json.path("Records");
        if (records.isArray()) {
            List<Delivery> deliveries = new ArrayList<>();
            for (JsonNode message : records) {
                deliveries.add(new Delivery(
                        message.path("messageId").asText(),
                        MessageJson.read(message.path("body").asText())));
            }
            return new Invocation.Batch(deliveries);
        }
        if (!json.path("detail-type").asText().equals("Scheduled Event")) {
            throw new IllegalArgumentException(
                    "event: must have Records, as in a batch from SQS, or the detail-type Scheduled Event");
        }
        return new Invocation.Scheduled(RunId.of(MessageJson.instant(json, "time")));
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
