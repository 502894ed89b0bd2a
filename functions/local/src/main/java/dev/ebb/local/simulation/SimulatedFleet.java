package dev.ebb.local.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.metering.DeploymentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Somebody's own system that runs deployments: it hears what Ebb asks for on the bus, does it, and says what became of its
 * replicas in lifecycle events. It runs nothing. For the demo, for tests and for trying out, never for anything real.
 */
public final class SimulatedFleet implements Actor, BusListener {

    private static final ObjectMapper JSON = new ObjectMapper();

    private record Planned(Instant at, long number, String type, String subject, ObjectNode data) {}

    /** How long it takes to do what. */
    public record Delays(Duration create, Duration start, Duration boot, Duration stop, Duration delete) {}

    private final PriorityQueue<Planned> plan =
            new PriorityQueue<>(Comparator.comparing(Planned::at).thenComparing(Planned::number));
    private final Map<DeploymentId, Deque<String>> replicas = new HashMap<>();
    private final Set<String> ready = new HashSet<>();
    private final Set<String> heard = new HashSet<>();
    private final EventSource events;
    private final Delays delays;
    private long planned;
    private long started;

    /** @param events where its lifecycle events go */
    public SimulatedFleet(EventSource events, Delays delays) {
        this.events = events;
        this.delays = delays;
    }

    /**
     * Its owner makes a deployment, and has so many replicas started.
     *
     * @param configuration the data of its {@code dev.ebb.deployment.created}, as JSON
     */
    public void create(DeploymentId deployment, String configuration, int number, Instant now) {
        create(deployment, read(configuration), now);
        scale(deployment, number, now);
    }

    /** Whether it accepts requests. */
    public boolean isReady(DeploymentId deployment) {
        return replicas.getOrDefault(deployment, new ArrayDeque<>()).stream()
                .anyMatch(replica -> ready.contains(subject(deployment, replica)));
    }

    @Override
    public void hear(String event, Instant now) {
        JsonNode announced = read(event);
        boolean asks = announced.path("type").asText().equals("dev.ebb.action.requested");
        if (!asks || !heard.add(announced.path("id").asText())) {
            return;
        }
        JsonNode data = announced.path("data");
        DeploymentId deployment = new DeploymentId(
                data.path("account").asText(), data.path("deployment").asText());
        int desired = data.path("desiredReplicas").asInt();
        String action = data.path("action").asText();
        switch (action) {
            case "SCALE_TO_ZERO", "SCALE", "WAKE" -> scale(deployment, desired, now);
            case "RESTORE" -> {
                Instant created = now.plus(delays.create());
                create(deployment, data.path("configuration"), created);
                scale(deployment, desired, created);
            }
            case "DELETE" -> {
                scale(deployment, 0, now);
                plan(now.plus(delays.delete()), "dev.ebb.deployment.deleted", EventSource.subject(deployment));
            }
            default -> throw new IllegalArgumentException("action: must be one that a fleet does, is " + action);
        }
    }

    private void create(DeploymentId deployment, JsonNode configuration, Instant at) {
        ObjectNode data = EventSource.nothing();
        configuration.properties().forEach(field -> data.set(field.getKey(), field.getValue()));
        plan(at, "dev.ebb.deployment.created", EventSource.subject(deployment), data);
    }

    private void scale(DeploymentId deployment, int desired, Instant now) {
        Deque<String> running = replicas.computeIfAbsent(deployment, each -> new ArrayDeque<>());
        while (running.size() > desired) {
            plan(now.plus(delays.stop()), "dev.ebb.replica.stopped", subject(deployment, running.removeLast()));
        }
        while (running.size() < desired) {
            started++;
            String replica = deployment.name() + "-" + started;
            running.addLast(replica);
            Instant starting = now.plus(delays.start());
            plan(starting, "dev.ebb.replica.starting", subject(deployment, replica));
            plan(starting.plus(delays.boot()), "dev.ebb.replica.ready", subject(deployment, replica));
        }
    }

    private static String subject(DeploymentId deployment, String replica) {
        return EventSource.subject(deployment) + "/replicas/" + replica;
    }

    private void plan(Instant at, String type, String subject) {
        plan(at, type, subject, EventSource.nothing());
    }

    private void plan(Instant at, String type, String subject, ObjectNode data) {
        plan.add(new Planned(at, planned++, type, subject, data));
    }

    @Override
    public Optional<Instant> next() {
        return Optional.ofNullable(plan.peek()).map(Planned::at);
    }

    @Override
    public void act(Instant now) {
        for (Planned first = plan.peek(); first != null && !first.at().isAfter(now); first = plan.peek()) {
            plan.remove();
            switch (first.type()) {
                case "dev.ebb.replica.ready" -> ready.add(first.subject());
                case "dev.ebb.replica.stopped" -> ready.remove(first.subject());
                default -> {}
            }
            events.send(first.type(), first.subject(), first.at(), first.data());
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("json: must be JSON, is " + json, malformed);
        }
    }
}
