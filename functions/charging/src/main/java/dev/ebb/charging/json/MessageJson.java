package dev.ebb.charging.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.charging.runs.Message;
import dev.ebb.charging.runs.Message.Order;
import dev.ebb.charging.runs.Message.Resumption;
import dev.ebb.charging.runs.Message.Unreadable;
import dev.ebb.charging.runs.RunId;
import dev.ebb.metering.DueAccounts;
import java.util.Optional;

/**
 * Messages of the queue of charges: {@code {"run", "account"}}, or {@code {"run", "part", "dueAt"?, "after"?}} to go on
 * planning.
 */
public final class MessageJson {

    private MessageJson() {}

    /** As the queue takes it. */
    public static String write(Message message) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        switch (message) {
            case Order order -> json.put("run", order.run().toString()).put("account", order.account());
            case Resumption resumption -> {
                json.put("run", resumption.run().toString()).put("part", resumption.part());
                resumption
                        .after()
                        .ifPresent(place ->
                                json.put("dueAt", place.dueAt().toString()).put("after", place.account()));
            }
            case Unreadable unreadable ->
                throw new IllegalArgumentException("message: must be readable, is not: " + unreadable.reason());
        }
        return json.toString();
    }

    /** What a body says; whatever it is. */
    public static Message read(String body) {
        try {
            JsonNode json = MessageFields.parsed(body);
            if (!json.isObject()) {
                return new Unreadable("message: must be a JSON object, is \"" + MessageFields.shortened(body) + "\"");
            }
            RunId run = new RunId(MessageFields.instant(json, "run"));
            if (json.has("part")) {
                return new Resumption(run, part(json), place(json));
            }
            return new Order(run, MessageFields.text(json, "account"));
        } catch (IllegalArgumentException broken) {
            return new Unreadable(String.valueOf(broken.getMessage()));
        }
    }

    private static int part(JsonNode json) {
        JsonNode part = json.get("part");
        if (!part.isInt()) {
            throw new IllegalArgumentException("part: must be a whole number, is " + MessageFields.shown(part));
        }
        return part.intValue();
    }

    private static Optional<DueAccounts.Place> place(JsonNode json) {
        return json.has("dueAt") || json.has("after")
                ? Optional.of(
                        new DueAccounts.Place(MessageFields.instant(json, "dueAt"), MessageFields.text(json, "after")))
                : Optional.empty();
    }
}
