package dev.ebb.sweeping.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.charging.json.MessageFields;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetWatch;
import dev.ebb.sweeping.sweeps.Leg;
import java.util.Optional;

/**
 * A leg of a sweep as its queue carries it: {@code {"sweep", "part", "dueAt"?, "account"?, "deployment"?, "again"?}}, and
 * for a hard cap {@code {"sweep", "cap"}}.
 */
public final class LegJson {

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
        JsonNode json = MessageFields.parsed(body);
        if (json.has("cap")) {
            return Leg.ofCap(MessageFields.instant(json, "sweep"), MessageFields.text(json, "cap"));
        }
        JsonNode part = json.path("part");
        if (!part.isInt()) {
            throw new IllegalArgumentException("part: must be a whole number, is " + MessageFields.shown(part));
        }
        Leg leg = new Leg(MessageFields.instant(json, "sweep"), part.intValue(), place(json));
        return json.path("again").asBoolean() ? leg.rest() : leg;
    }

    private static Optional<FleetWatch.Place> place(JsonNode json) {
        return json.has("deployment")
                ? Optional.of(new FleetWatch.Place(
                        MessageFields.instant(json, "dueAt"),
                        new DeploymentId(MessageFields.text(json, "account"), MessageFields.text(json, "deployment"))))
                : Optional.empty();
    }
}
