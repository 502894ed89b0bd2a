package dev.ebb.sweeping.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;

/** A message of the queues of actions: {@code {"account", "deployment", "mark", "action"}}, the action's id and no more. */
public final class ActionMessageJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ActionMessageJson() {}

    /** As the queue takes it. */
    public static String write(ActionId id) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("account", id.deployment().account())
                .put("deployment", id.deployment().name())
                .put("mark", id.mark())
                .put("action", id.action().name())
                .toString();
    }

    /**
     * What a message names.
     *
     * @throws IllegalArgumentException if it is no such message; it says which field breaks which rule
     */
    public static ActionId read(String body) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("message: must be JSON, is \"" + shortened(body) + "\"", malformed);
        }
        JsonNode mark = json.path("mark");
        if (!mark.isIntegralNumber() || !mark.canConvertToLong()) {
            throw new IllegalArgumentException(
                    "mark: must be a whole number, is \"" + shortened(mark.toString()) + "\"");
        }
        DeploymentId deployment = new DeploymentId(text(json, "account"), text(json, "deployment"));
        return new ActionId(deployment, mark.longValue(), Action.valueOf(text(json, "action")));
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(field + ": must be a text, is \"" + shortened(value.toString()) + "\"");
        }
        return value.textValue();
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
