package dev.ebb.sweeping.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
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

    private final HttpServer server;
    private final URI endpoint;
    private final EventBridgeClient client;
    private final List<ObjectNode> events = new ArrayList<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
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

    private EventBridgeServer(HttpServer server) {
        this.server = server;
        endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        client = EventBridgeClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    /** Starts it. */
    public static EventBridgeServer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            EventBridgeServer bus = new EventBridgeServer(server);
            server.createContext("/", bus::answer);
            server.start();
            return bus;
        } catch (IOException failure) {
            throw new IllegalStateException("no bus on loopback", failure);
        }
    }

    /** Where it is. */
    public URI endpoint() {
        return endpoint;
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
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
        String operation = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        Answer answer = handle(operation, request);
        if (answer.status == 0) {
            exchange.close();
            return;
        }
        byte[] bytes = answer.body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(answer.status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private record Answer(int status, ObjectNode body) {
        static Answer error(int status, String code, String message) {
            return new Answer(
                    status, JSON.createObjectNode().put("__type", code).put("message", message));
        }
    }

    private synchronized Answer handle(String operation, JsonNode request) {
        requests++;
        if (!operation.equals("AWSEvents.PutEvents")) {
            return Answer.error(400, "UnknownOperationException", operation);
        }
        JsonNode entries = request.path("Entries");
        if (!entries.isArray() || entries.isEmpty() || entries.size() > MOST_ENTRIES) {
            return Answer.error(400, "ValidationException", "Entries must have length 1 to 10");
        }
        Fault fault = faults.poll();
        if (fault == Fault.THROTTLED) {
            return Answer.error(400, "ThrottlingException", "Rate exceeded");
        }
        if (fault == Fault.INNER_ERROR) {
            return Answer.error(500, "InternalException", "told to fail");
        }
        if (fault == Fault.DENIED) {
            return Answer.error(400, "AccessDeniedException", "not authorized to perform: events:PutEvents");
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
        return new Answer(fault == Fault.LOST_ANSWER ? 0 : 200, body);
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
