package dev.ebb.sweeping.actions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ebb.metering.DeploymentId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Whoever listens on the bus and really runs a deployment: it hears requests as their JSON, obeys when it is told to, and
 * answers with lifecycle events. One event that comes twice is one request; an older mark than the last is not obeyed.
 */
public final class Listener {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Answers answers;
    private final Supplier<Instant> clock;
    private final Set<String> heard = new HashSet<>();
    private final Deque<JsonNode> waiting = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final Deque<String> replicas = new ArrayDeque<>();
    private int named;
    private long lastMark;
    private boolean deaf;

    /** How it answers: a type, the replica or nothing, the time, and the data. */
    public interface Answers {
        /** Sends an event. */
        void send(String type, String replica, Instant time, String data);
    }

    Listener(Answers answers, Supplier<Instant> clock) {
        this.answers = answers;
        this.clock = clock;
    }

    /** Announces the deployment, and starts its replicas. */
    void create(DeploymentId id, String configuration, int count, Instant since) {
        answers.send("deployment.created", "", since, configuration);
        scale(count, since);
    }

    /** Never obeys again. */
    public void turnDeaf() {
        deaf = true;
    }

    /** An event of the bus. */
    void hear(String event) {
        JsonNode request = read(event);
        if (request.path("type").asText().equals("dev.ebb.action.requested")
                && heard.add(request.path("id").asText())) {
            waiting.add(request.path("data"));
        }
    }

    /** What it has done, each action by its id, once for each time. */
    public List<String> done() {
        return done;
    }

    /** How many replicas it runs. */
    public int running() {
        return replicas.size();
    }

    /** Does what it has been asked for. */
    public void obey() {
        while (!deaf && !waiting.isEmpty()) {
            obey(waiting.remove());
        }
    }

    private void obey(JsonNode request) {
        String id = request.path("actionId").asText();
        long mark = Long.parseLong(id.split(" ", -1)[2]);
        if (mark < lastMark) {
            return;
        }
        lastMark = mark;
        done.add(id);
        Instant now = clock.get();
        int desired = request.path("desiredReplicas").asInt();
        switch (request.path("action").asText()) {
            case "DELETE" -> {
                scale(0, now);
                answers.send("deployment.deleted", "", now, "{}");
            }
            case "RESTORE" -> {
                answers.send(
                        "deployment.created",
                        "",
                        now,
                        request.path("configuration").toString());
                scale(desired, now);
            }
            default -> scale(desired, now);
        }
    }

    private void scale(int desired, Instant at) {
        while (replicas.size() > desired) {
            answers.send("replica.stopped", replicas.remove(), at, "{}");
        }
        while (replicas.size() < desired) {
            replicas.add("r" + ++named);
            answers.send("replica.ready", replicas.getLast(), at, "{}");
        }
    }

    private static JsonNode read(String event) {
        try {
            return JSON.readTree(event);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(event, malformed);
        }
    }
}
