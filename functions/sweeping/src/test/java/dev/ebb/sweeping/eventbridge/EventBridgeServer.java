package dev.ebb.sweeping.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.metering.loopback.LoopbackServer;
import dev.ebb.metering.loopback.LoopbackServer.Answer;
import dev.ebb.metering.loopback.LoopbackServer.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;

/**
 * One bus of EventBridge on loopback: PutEvents in its JSON protocol 1.1, with EventBridge's rules for entries. What it
 * takes it hands on in an envelope, as a rule's target gets it.
 */
public final class EventBridgeServer implements AutoCloseable {

    /** The bus that there is. */
    public static final String BUS = "ebb";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_ENTRIES = 10;
    private static final int MOST_BYTES = 262_144;

    private final List<ObjectNode> events = new ArrayList<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final LoopbackServer server = new LoopbackServer(this::answer);
    private final EventBridgeClient client = server.reachedBy(EventBridgeClient.builder())
            .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    private Consumer<String> listener = envelope -> {};
    private int requests;

    /** What goes wrong with one request. */
    public enum Fault {
        /** Its first entry is not taken, all others are. */
        FIRST_ENTRY,
        /** None is taken. */
        ALL_ENTRIES,
        /** It is throttled. */
        THROTTLED,
        /** The service has failed. */
        INNER_ERROR,
        /** Whoever asks may not. */
        DENIED,
        /** It is taken, and the answer is lost. */
        LOST_ANSWER
    }

    /** Where it is. */
    public URI endpoint() {
        return server.endpoint();
    }

    /** Reaches it, and tries nothing twice. */
    public EventBridgeClient client() {
        return client;
    }

    /** The next requests fail, each in its way; those after them don't. */
    public synchronized void fail(Fault... next) {
        faults.addAll(List.of(next));
    }

    /** Who is handed each envelope, as JSON, once it is taken. */
    public synchronized void listen(Consumer<String> to) {
        listener = to;
    }

    /** The envelopes of all that was taken, in order. */
    public synchronized List<ObjectNode> events() {
        return List.copyOf(events);
    }

    /** How often it was asked. */
    public synchronized int requests() {
        return requests;
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    private Answer answer(Request request) throws IOException {
        return handle(request.operation(), JSON.readTree(request.body()));
    }

    private static Answer json(int status, ObjectNode body) {
        return Answer.of(status, "application/x-amz-json-1.1", body.toString());
    }

    private static Answer error(int status, String code, String message) {
        return json(status, JSON.createObjectNode().put("__type", code).put("message", message));
    }

    private synchronized Answer handle(String operation, JsonNode request) {
        requests++;
        if (!operation.equals("AWSEvents.PutEvents")) {
            return error(400, "UnknownOperationException", operation);
        }
        JsonNode entries = request.path("Entries");
        if (!entries.isArray() || entries.isEmpty() || entries.size() > MOST_ENTRIES) {
            return error(400, "ValidationException", "Entries must have length 1 to 10");
        }
        Fault fault = faults.poll();
        if (fault == Fault.THROTTLED) {
            return error(400, "ThrottlingException", "Rate exceeded");
        }
        if (fault == Fault.INNER_ERROR) {
            return error(500, "InternalException", "told to fail");
        }
        if (fault == Fault.DENIED) {
            return error(400, "AccessDeniedException", "not authorized to perform: events:PutEvents");
        }
        ObjectNode body = JSON.createObjectNode();
        ArrayNode results = body.putArray("Entries");
        int failed = 0;
        for (JsonNode entry : entries) {
            boolean refused = fault == Fault.ALL_ENTRIES || (fault == Fault.FIRST_ENTRY && results.isEmpty());
            ObjectNode result = refused ? refusal("InternalFailure", "told to fail") : put(entry);
            failed += result.has("ErrorCode") ? 1 : 0;
            results.add(result);
        }
        body.put("FailedEntryCount", failed);
        return fault == Fault.LOST_ANSWER ? Answer.LOST : json(200, body);
    }

    private ObjectNode put(JsonNode entry) {
        String source = entry.path("Source").asText();
        String detail = entry.path("Detail").asText();
        if (source.isEmpty()
                || source.startsWith("aws.")
                || entry.path("DetailType").asText().isEmpty()) {
            return refusal("InvalidArgument", "Source and DetailType must be there, and Source none of AWS's");
        }
        if (!entry.path("EventBusName").asText().equals(BUS)) {
            return refusal("InvalidArgument", "EventBus does not exist");
        }
        if (detail.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            return refusal("InvalidArgument", "Total size must be at most 256 KB");
        }
        JsonNode content;
        try {
            content = JSON.readTree(detail);
        } catch (IOException malformed) {
            return refusal("MalformedDetail", "Detail is malformed");
        }
        if (!content.isObject()) {
            return refusal("MalformedDetail", "Detail is malformed");
        }
        String id = UUID.randomUUID().toString();
        ObjectNode envelope = JSON.createObjectNode()
                .put("version", "0")
                .put("id", id)
                .put("detail-type", entry.path("DetailType").asText())
                .put("source", source)
                .put("account", "123456789012")
                .put("time", content.path("time").asText())
                .put("region", "us-east-1");
        envelope.putArray("resources");
        envelope.set("detail", content);
        events.add(envelope);
        listener.accept(envelope.toString());
        return JSON.createObjectNode().put("EventId", id);
    }

    private static ObjectNode refusal(String code, String message) {
        return JSON.createObjectNode().put("ErrorCode", code).put("ErrorMessage", message);
    }
}
