package dev.ebb.sweeping.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ebb.metering.DeploymentId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whoever really runs a fleet: it listens on the bus, obeys when it is its turn, and answers with lifecycle events. An event
 * that comes twice is one request.
 */
final class Runner {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How it answers. */
    interface Answers {
        /** Sends an event; {@code replica} is empty for one of the deployment itself. */
        void send(String type, DeploymentId deployment, String replica, String data);
    }

    private final Answers answers;
    private final Set<String> heard = new HashSet<>();
    private final Deque<JsonNode> waiting = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final Map<DeploymentId, Deque<String>> replicas = new HashMap<>();
    private final Set<DeploymentId> deaf = new HashSet<>();
    private int named;

    Runner(Answers answers) {
        this.answers = answers;
    }

    /** Announces a deployment and starts its replicas. */
    void create(DeploymentId id, String configuration, int count) {
        answers.send("deployment.created", id, "", configuration);
        scale(id, count);
    }

    /** Whether it leaves what it is asked about this one undone. */
    void deaf(DeploymentId id, boolean isDeaf) {
        boolean ignored = isDeaf ? deaf.add(id) : deaf.remove(id);
    }

    /** An envelope of the bus. */
    synchronized void hear(String envelope) {
        JsonNode event = read(envelope).path("detail");
        if (event.path("type").asText().equals("dev.ebb.action.requested")
                && heard.add(event.path("id").asText())) {
            waiting.add(event.path("data"));
        }
    }

    /** What it did, as {@code SCALE_TO_ZERO llama}, in order. */
    List<String> done() {
        return List.copyOf(done);
    }

    /** How many replicas of it there are. */
    int running(DeploymentId id) {
        return replicas.getOrDefault(id, new ArrayDeque<>()).size();
    }

    /** Does what it was asked for. */
    synchronized void obey() {
        List<JsonNode> later = new ArrayList<>();
        while (!waiting.isEmpty()) {
            JsonNode request = waiting.remove();
            DeploymentId id = new DeploymentId(
                    request.path("account").asText(), request.path("deployment").asText());
            if (deaf.contains(id)) {
                later.add(request);
            } else {
                obey(id, request);
            }
        }
        waiting.addAll(later);
    }

    private void obey(DeploymentId id, JsonNode request) {
        String action = request.path("action").asText();
        int desired = request.path("desiredReplicas").asInt();
        done.add(action + " " + id.name());
        switch (action) {
            case "DELETE" -> {
                scale(id, 0);
                answers.send("deployment.deleted", id, "", "{}");
            }
            case "RESTORE" -> {
                answers.send(
                        "deployment.created",
                        id,
                        "",
                        request.path("configuration").toString());
                scale(id, desired);
            }
            default -> scale(id, desired);
        }
    }

    /** Starts or stops replicas, whoever wants it. */
    void scale(DeploymentId id, int desired) {
        Deque<String> names = replicas.computeIfAbsent(id, ignored -> new ArrayDeque<>());
        while (names.size() > desired) {
            answers.send("replica.stopped", id, names.remove(), "{}");
        }
        while (names.size() < desired) {
            names.add("r" + ++named);
            answers.send("replica.ready", id, names.getLast(), "{}");
        }
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(text, malformed);
        }
    }
}
