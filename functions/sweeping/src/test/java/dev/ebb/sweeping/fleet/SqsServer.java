package dev.ebb.sweeping.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.metering.loopback.LoopbackServer;
import dev.ebb.metering.loopback.LoopbackServer.Answer;
import dev.ebb.metering.loopback.LoopbackServer.Request;
import java.io.IOException;
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
import software.amazon.awssdk.services.sqs.SqsClient;

/** Queues of SQS on loopback: SendMessageBatch in its JSON protocol 1.0. Delays go by the test's clock. */
final class SqsServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_ENTRIES = 10;
    private static final int LONGEST_DELAY = 900;

    /** A message that waits until an instant. */
    record Message(String id, String body, Instant visibleAt) {}

    private final Clock clock;
    private final Map<String, List<Message>> queues = new TreeMap<>();
    private final LoopbackServer server = new LoopbackServer(this::answer);
    private final SqsClient client = server.reachedBy(SqsClient.builder()).build();
    private int sent;
    private boolean refusing;

    SqsServer(Clock clock) {
        this.clock = clock;
    }

    SqsClient client() {
        return client;
    }

    /** Whether it takes nothing. */
    synchronized void refusing(boolean isRefusing) {
        refusing = isRefusing;
    }

    /** Where a queue is. */
    String address(String queue) {
        return server.endpoint() + "/123456789012/" + queue;
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

    private Answer answer(Request request) throws IOException {
        JsonNode batch = JSON.readTree(request.body());
        JsonNode entries = batch.path("Entries");
        boolean wellFormed = request.operation().equals("AmazonSQS.SendMessageBatch")
                && !entries.isEmpty()
                && entries.size() <= MOST_ENTRIES;
        ObjectNode body = wellFormed ? send(batch.path("QueueUrl").asText(), entries) : refusal(request.operation());
        return Answer.of(wellFormed ? 200 : 400, "application/x-amz-json-1.0", body.toString());
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
            if (refusing) {
                answer.withArray("Failed")
                        .addObject()
                        .put("Id", entry.path("Id").asText())
                        .put("Code", "InternalError")
                        .put("SenderFault", false);
                continue;
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
        server.close();
    }
}
