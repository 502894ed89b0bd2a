package dev.ebb.sweeping.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.actions.Announcement;
import java.nio.charset.StandardCharsets;

/** Ebb's own events, as CloudEvents. */
public final class AnnouncementJson {

    /** Who says it. */
    public static final String SOURCE = "urn:ebb";

    /** What an event may have, so that MeterUsage lets it pass. */
    static final int MOST_BYTES = 16 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    private AnnouncementJson() {}

    /** With its evidence, unless that makes it too long: then with the evidence's length. */
    public static String write(Announcement announcement) {
        String evidence = announcement.intent().evidence();
        String whole = event(announcement, parsed(evidence));
        if (whole.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES) {
            return whole;
        }
        ObjectNode omitted = JsonNodeFactory.instance.objectNode().put("omittedCharacters", evidence.length());
        return event(announcement, omitted);
    }

    private static String event(Announcement announcement, JsonNode evidence) {
        Intent intent = announcement.intent();
        DeploymentId deployment = intent.id().deployment();
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("specversion", "1.0")
                .put("id", announcement.id())
                .put("source", SOURCE)
                .put("type", announcement.kind().type())
                .put("subject", "accounts/" + deployment.account() + "/deployments/" + deployment.name())
                .put("time", announcement.time().toString());
        ObjectNode data = event.putObject("data");
        data.put("actionId", intent.id().toString())
                .put("account", deployment.account())
                .put("deployment", deployment.name())
                .put("action", intent.id().action().name())
                .put("target", announcement.target())
                .put("desiredReplicas", intent.desiredReplicas())
                .put("deadline", intent.deadline().toString())
                .put("reason", intent.reason());
        data.set("evidence", evidence);
        announcement.outcome().ifPresent(outcome -> data.put("outcome", outcome));
        announcement.configuration().ifPresent(configuration -> data.set("configuration", parsed(configuration)));
        return event.toString();
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            return TextNode.valueOf(text);
        }
    }
}
