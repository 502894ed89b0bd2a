package dev.ebb.local.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Spells a CloudEvent out, so that a test says only what matters. Unless told otherwise events are from {@code urn:hand},
 * about account {@code acme}, its deployment {@code m} and that one's replica {@code r1}; a time without a date is in UTC
 * on 2026-11-03.
 *
 * @param deployment null for an event about an account
 * @param replica null for an event about no replica
 * @param sequence null for none
 * @param id null for one made of type, deployment, replica, time and sequence
 */
record RawEvent(
        String type,
        String account,
        @Nullable String deployment,
        @Nullable String replica,
        String time,
        @Nullable String sequence,
        String source,
        @Nullable String id,
        ObjectNode data) {

    static RawEvent ofAccount(String type, String time) {
        return new RawEvent(
                type, "acme", null, null, full(time), null, "urn:hand", null, JsonNodeFactory.instance.objectNode());
    }

    static RawEvent ofDeployment(String type, String time) {
        return ofAccount(type, time).deployment("m");
    }

    static RawEvent ofReplica(String type, String time) {
        return ofDeployment(type, time).replica("r1");
    }

    static RawEvent created(String time, String accelerator, String count) {
        return ofDeployment("deployment.created", time).shape(accelerator, count);
    }

    static RawEvent updated(String time) {
        return ofDeployment("deployment.updated", time);
    }

    static RawEvent deleted(String time) {
        return ofDeployment("deployment.deleted", time);
    }

    static RawEvent ready(String time) {
        return ofReplica("replica.ready", time);
    }

    static RawEvent ready(String time, String accelerator, String count) {
        return ready(time).shape(accelerator, count);
    }

    static RawEvent alive(String time) {
        return ofReplica("replica.alive", time);
    }

    static RawEvent stopped(String time) {
        return ofReplica("replica.stopped", time);
    }

    static RawEvent served(String from, String to, int count) {
        return ofDeployment("requests.served", to)
                .with("from", full(from))
                .with("to", full(to))
                .with("count", count);
    }

    static RawEvent tokens(String time, String model, long prompt, long cached, long completion) {
        return ofAccount("tokens.used", time)
                .with("model", model)
                .with("promptTokens", prompt)
                .with("cachedPromptTokens", cached)
                .with("completionTokens", completion);
    }

    static RawEvent voided(String time, RawEvent target) {
        return ofAccount("usage.voided", time)
                .account(target.account)
                .with("source", target.source)
                .with("id", target.identifier());
    }

    RawEvent account(String name) {
        return new RawEvent(type, name, deployment, replica, time, sequence, source, id, data);
    }

    RawEvent deployment(String name) {
        return new RawEvent(type, account, name, replica, time, sequence, source, id, data);
    }

    RawEvent replica(String name) {
        return new RawEvent(type, account, deployment, name, time, sequence, source, id, data);
    }

    RawEvent sequence(String digits) {
        return new RawEvent(type, account, deployment, replica, time, digits, source, id, data);
    }

    RawEvent source(String uri) {
        return new RawEvent(type, account, deployment, replica, time, sequence, uri, id, data);
    }

    RawEvent id(String name) {
        return new RawEvent(type, account, deployment, replica, time, sequence, source, name, data);
    }

    RawEvent shape(String accelerator, String count) {
        return with("accelerator", accelerator).with("acceleratorCount", count);
    }

    RawEvent with(String field, String value) {
        return with(field, JsonNodeFactory.instance.textNode(value));
    }

    RawEvent with(String field, long value) {
        return with(field, JsonNodeFactory.instance.numberNode(value));
    }

    RawEvent with(String field, boolean value) {
        return with(field, JsonNodeFactory.instance.booleanNode(value));
    }

    RawEvent with(String field, JsonNode value) {
        ObjectNode more = data.deepCopy();
        more.set(field, value);
        return new RawEvent(type, account, deployment, replica, time, sequence, source, id, more);
    }

    /** Whether deliveries of it must be told apart. */
    boolean hasIdentity() {
        return switch (type) {
            case "replica.alive", "requests.rejected", "activity.reported" -> false;
            case "requests.served" -> data.has("promptTokens") || data.has("completionTokens");
            default -> true;
        };
    }

    String identifier() {
        if (id != null) {
            return id;
        }
        String elsewhere = deployment == null || deployment.equals("m") ? "" : deployment + "/";
        return type + "@" + time + "/" + elsewhere + replica + (sequence != null ? "#" + sequence : "");
    }

    ObjectNode json() {
        String subject = "accounts/" + account
                + (deployment != null ? "/deployments/" + deployment : "")
                + (replica != null ? "/replicas/" + replica : "");
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("specversion", "1.0")
                .put("id", identifier())
                .put("source", source)
                .put("type", "dev.ebb." + type)
                .put("subject", subject)
                .put("time", time);
        if (sequence != null) {
            json.put("sequence", sequence);
        }
        json.set("data", data);
        return json;
    }

    /** As it is delivered. */
    @Override
    public String toString() {
        return json().toString();
    }

    /** {@code 10:00} is an hour and minute on the third of November. */
    static String full(String time) {
        if (time.contains("T")) {
            return time;
        }
        return "2026-11-03T" + (time.length() == 5 ? time + ":00" : time) + "Z";
    }
}
