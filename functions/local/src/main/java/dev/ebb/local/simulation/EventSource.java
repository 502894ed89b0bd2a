package dev.ebb.local.simulation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.metering.DeploymentId;
import java.time.Instant;
import java.util.function.Consumer;

/** Makes CloudEvents of one source, numbered, and sends them to where Ebb's queue would get them. */
public final class EventSource {

    private final String name;
    private final Consumer<Sent> sink;
    private long sent;

    /** @param name of the source: {@code fleet} is {@code urn:simulated:fleet} */
    public EventSource(String name, Consumer<Sent> sink) {
        this.name = name;
        this.sink = sink;
    }

    /**
     * An event on its way.
     *
     * @param about the subject's last part: a replica, a deployment, or an account
     * @param text all of it, as JSON
     */
    public record Sent(String type, String about, Instant time, String text) {}

    /** No data. */
    static ObjectNode nothing() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String subject(DeploymentId deployment) {
        return subject(deployment.account()) + "/deployments/" + deployment.name();
    }

    static String subject(String account) {
        return "accounts/" + account;
    }

    void send(String type, String subject, Instant time, ObjectNode data) {
        sent++;
        ObjectNode event = nothing();
        event.put("specversion", "1.0")
                .put("id", name + "-" + sent)
                .put("source", "urn:simulated:" + name)
                .put("type", type)
                .put("subject", subject)
                .put("time", time.toString());
        if (!data.isEmpty()) {
            event.set("data", data);
        }
        sink.accept(new Sent(type, subject.substring(subject.lastIndexOf('/') + 1), time, event.toString()));
    }
}
