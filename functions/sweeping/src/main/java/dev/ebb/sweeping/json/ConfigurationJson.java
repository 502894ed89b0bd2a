package dev.ebb.sweeping.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.TreeMap;

/** A deployment's configuration as the {@code data} of the {@code dev.ebb.deployment.created} that would announce it. */
public final class ConfigurationJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ConfigurationJson() {}

    /** What nobody announced is left out; labels are sorted. */
    public static String write(ShapePart shape, Usage.Configuration configuration) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        Optional.ofNullable(shape.accelerator()).ifPresent(value -> json.put("accelerator", value));
        Optional.ofNullable(shape.count()).ifPresent(value -> json.put("acceleratorCount", decimal(value)));
        Optional.ofNullable(shape.region()).ifPresent(value -> json.put("region", value));
        Optional.ofNullable(configuration.model()).ifPresent(value -> json.put("model", value));
        Optional.ofNullable(configuration.minReplicas()).ifPresent(value -> json.put("minReplicas", value));
        Optional.ofNullable(configuration.maxReplicas()).ifPresent(value -> json.put("maxReplicas", value));
        Optional.ofNullable(configuration.labels()).ifPresent(labels -> {
            ObjectNode object = json.putObject("labels");
            new TreeMap<>(labels).forEach(object::put);
        });
        Optional.ofNullable(configuration.target()).ifPresent(value -> json.set("target", embedded(value)));
        Optional.ofNullable(configuration.policy()).ifPresent(value -> json.set("policy", embedded(value)));
        return json.toString();
    }

    private static String decimal(GpuCount count) {
        return BigDecimal.valueOf(count.milliGpus(), 3).stripTrailingZeros().toPlainString();
    }

    private static JsonNode embedded(String canonical) {
        try {
            return JSON.readTree(canonical);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("configuration: must be JSON, is " + canonical, malformed);
        }
    }
}
