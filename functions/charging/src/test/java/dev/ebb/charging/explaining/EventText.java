package dev.ebb.charging.explaining;

import dev.ebb.metering.Original;
import java.util.ArrayList;
import java.util.List;

/** Events of account {@code acme} in JSON, numbered in the order in which they are made. */
final class EventText {

    private final List<Original> all = new ArrayList<>();

    List<Original> all() {
        return all;
    }

    EventText deployment(String type, String time, String deployment, String data) {
        return add("deployment." + type, "accounts/acme/deployments/" + deployment, time, data);
    }

    EventText replica(String type, String time, String deployment, String replica, String data) {
        return add("replica." + type, "accounts/acme/deployments/" + deployment + "/replicas/" + replica, time, data);
    }

    EventText tokens(String time, String model, long prompt, long cached, long completion) {
        return add(
                "tokens.used",
                "accounts/acme",
                time,
                "{\"model\":\"" + model + "\",\"promptTokens\":" + prompt + ",\"cachedPromptTokens\":" + cached
                        + ",\"completionTokens\":" + completion + "}");
    }

    EventText voided(String time, int number) {
        return add("usage.voided", "accounts/acme", time, "{\"source\":\"urn:t\",\"id\":\"" + number + "\"}");
    }

    /** How many there are: the id of the latest. */
    int count() {
        return all.size();
    }

    private EventText add(String type, String subject, String time, String data) {
        all.add(Original.of("{\"specversion\":\"1.0\",\"id\":\"" + (all.size() + 1)
                + "\",\"source\":\"urn:t\",\"type\":\"dev.ebb." + type + "\",\"subject\":\"" + subject
                + "\",\"time\":\"" + time + "\"" + (data.isEmpty() ? "" : ",\"data\":" + data) + "}"));
        return this;
    }
}
