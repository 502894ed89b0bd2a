package dev.ebb.sweeping.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ebb.charging.json.MessageFields;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;

/** A message of the queues of actions: {@code {"account", "deployment", "mark", "action"}}, the action's id and no more. */
public final class ActionMessageJson {

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
        JsonNode json = MessageFields.parsed(body);
        JsonNode mark = json.path("mark");
        if (!mark.isIntegralNumber() || !mark.canConvertToLong()) {
            throw new IllegalArgumentException("mark: must be a whole number, is " + MessageFields.shown(mark));
        }
        DeploymentId deployment =
                new DeploymentId(MessageFields.text(json, "account"), MessageFields.text(json, "deployment"));
        return new ActionId(deployment, mark.longValue(), Action.valueOf(MessageFields.text(json, "action")));
    }
}
