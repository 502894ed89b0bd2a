package dev.ebb.sweeping.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetWatch;
import dev.ebb.sweeping.sweeps.Leg;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A leg of a sweep as its queue carries it: {@code {"sweep", "part", "dueAt"?, "account"?, "deployment"?, "again"?}}, and
 * for a hard cap {@code {"sweep", "cap"}}.
 */
public final class LegJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private LegJson() {}

    /** As the queue takes it. */
    public static String write(Leg leg) {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("sweep", leg.sweep().toString());
        if (leg.cap().isPresent()) {
            return json.put("cap", leg.cap().get()).toString();
        }
        json.put("part", leg.part());
        if (leg.again()) {
            json.put("again", true);
        }
        leg.after()
                .ifPresent(place -> json.put("dueAt", place.dueAt().toString())
                        .put("account", place.deployment().account())
                        .put("deployment", place.deployment().name()));
        return json.toString();
    }

    /**
     * What a body says.
     *
     * @throws IllegalArgumentException if it is no leg, with field, value and rule
     */
    public static Leg read(String body) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("message: must be JSON, is not", malformed);
        }
        if (json.has("cap")) {
            return Leg.ofCap(instant(json, "sweep"), text(json, "cap"));
        }
        JsonNode part = json.path("part");
        if (!part.isInt()) {
            throw new IllegalArgumentException("part: must be a whole number, is " + part);
        }
        Leg leg = new Leg(instant(json, "sweep"), part.intValue(), place(json));
        return json.path("again").asBoolean() ? leg.rest() : leg;
    }

    private static Optional<FleetWatch.Place> place(JsonNode json) {
        return json.has("deployment")
                ? Optional.of(new FleetWatch.Place(
                        instant(json, "dueAt"), new DeploymentId(text(json, "account"), text(json, "deployment"))))
                : Optional.empty();
    }

    static Instant instant(JsonNode json, String field) {
        String text = text(json, field);
        try {
            return Instant.parse(text);
        } catch (DateTimeException broken) {
            throw new IllegalArgumentException(
                    field + ": must be an instant such as 2026-11-15T12:00:00Z, is \"" + text + "\"", broken);
        }
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(field + ": must be a text, is " + value);
        }
        return value.textValue();
    }
}
