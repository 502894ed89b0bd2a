package dev.ebb.sweeping.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ebb.sweeping.sweeps.Warnings.Warning;

/** A warning for programs. */
public final class WarningJson {

    private WarningJson() {}

    /** {@code {"warningId", "account", "deployment", "owner", "sentence", "at"}}. */
    public static String write(Warning warning) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("warningId", warning.id())
                .put("account", warning.deployment().account())
                .put("deployment", warning.deployment().name())
                .put("owner", warning.owner())
                .put("sentence", warning.sentence())
                .put("at", warning.at().toString())
                .toString();
    }
}
