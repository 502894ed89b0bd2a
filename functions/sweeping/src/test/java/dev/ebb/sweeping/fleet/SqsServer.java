package dev.ebb.sweeping.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Queues of SQS on loopback: SendMessageBatch in its JSON protocol 1.0. Delays go by the test's clock. */
final class SqsServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_ENTRIES = 10;
    private static final int LONGEST_DELAY = 900;

    /** A message that waits until an instant. */
    record Message(String id, String body, Instant visibleAt) {}

    private final HttpServer server;
    private final SqsClient client;
    private final Clock clock;
    private final Map<String, List<Message>> queues = new TreeMap<>();
    private int sent;

    SqsServer(Clock clock) {
        this.clock = clock;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException impossible) {
            throw new UncheckedIOException("no free port on loopback", impossible);
        }
        server.createContext("/", this::answer);
        server.start();
        client = SqsClient.builder()
                .endpointOverride(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    SqsClient client() {
        return client;
    }

    /** Where a queue is. */
    String address(String queue) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/123456789012/" + queue;
    }

    /** Takes what is to be seen by now out of a queue, at most so many. */
    synchronized List<Message> take(String queue, int most) {
        List<Message> waiting = queues.computeIfAbsent(address(queue), ignored -> new ArrayList<>());
        List<Message> taken = waiting.stream()
                .filter(message -> !message.visibleAt().isAfter(clock.instant()))
                .limit(most)
                .toList();
        waiting.removeAll(taken);
        return taken;
    }

    /** Puts one that failed back. */
    synchronized void putBack(String queue, Message message) {
        queues.computeIfAbsent(address(queue), ignored -> new ArrayList<>()).add(message);
    }

    /** How many wait in a queue, to be seen or not. */
    synchronized int waiting(String queue) {
        return queues.getOrDefault(address(queue), List.of()).size();
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
        String operation = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        JsonNode entries = request.path("Entries");
        boolean wellFormed =
                operation.equals("AmazonSQS.SendMessageBatch") && !entries.isEmpty() && entries.size() <= MOST_ENTRIES;
        byte[] bytes = (wellFormed ? send(request.path("QueueUrl").asText(), entries) : refusal(operation))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(wellFormed ? 200 : 400, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static ObjectNode refusal(String operation) {
        return JSON.createObjectNode()
                .put("__type", "com.amazonaws.sqs#InvalidAction")
                .put("message", operation);
    }

    private synchronized ObjectNode send(String queue, JsonNode entries) {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode successful = answer.putArray("Successful");
        answer.putArray("Failed");
        for (JsonNode entry : entries) {
            String body = entry.path("MessageBody").asText();
            int delay = entry.path("DelaySeconds").asInt(0);
            if (delay < 0 || delay > LONGEST_DELAY) {
                throw new AssertionError("DelaySeconds: must be from 0 to 900, is " + delay);
            }
            String id = "m" + ++sent;
            queues.computeIfAbsent(queue, ignored -> new ArrayList<>())
                    .add(new Message(id, body, clock.instant().plusSeconds(delay)));
            successful
                    .addObject()
                    .put("Id", entry.path("Id").asText())
                    .put("MessageId", id)
                    .put("MD5OfMessageBody", md5(body));
        }
        return answer;
    }

    private static String md5(String body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }
}
