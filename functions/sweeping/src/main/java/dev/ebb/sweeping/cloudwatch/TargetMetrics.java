package dev.ebb.sweeping.cloudwatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.cloudwatch.Watching.Part;
import dev.ebb.sweeping.evidence.MetricsSource.Metrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads out of a deployment's target what CloudWatch watches of it. */
final class TargetMetrics {

    private static final String SOURCE = "CloudWatch";
    private static final String SAGEMAKER = "sagemaker";
    private static final int MOST_SHOWN = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private TargetMetrics() {}

    static Optional<Metrics> in(DeploymentId deployment, String target) {
        JsonNode json;
        try {
            json = JSON.readTree(target);
        } catch (JsonProcessingException broken) {
            return Optional.of(new Metrics(
                    deployment, SOURCE, Map.of(), List.of("target: must be JSON: " + broken.getOriginalMessage())));
        }
        List<Watching> named =
                Watching.ALL.stream().filter(kind -> isNamed(kind, json)).toList();
        if (named.size() > 1) {
            return Optional.of(new Metrics(
                    deployment,
                    SOURCE,
                    Map.of(),
                    List.of("target: must name one thing that CloudWatch watches, is " + shown(json))));
        }
        return named.stream().findFirst().map(kind -> read(deployment, kind, json));
    }

    private static boolean isNamed(Watching kind, JsonNode json) {
        return kind.parts().stream().anyMatch(part -> json.has(part.member()))
                || (kind.equals(Watching.INFERENCE_COMPONENT) && isOfSageMaker(json));
    }

    private static boolean isOfSageMaker(JsonNode json) {
        return SAGEMAKER.equals((json.isTextual() ? json : json.path("type")).asText());
    }

    private static Metrics read(DeploymentId deployment, Watching kind, JsonNode json) {
        Map<String, String> dimensions = new HashMap<>();
        List<String> faults = new ArrayList<>();
        for (Part part : kind.parts()) {
            JsonNode value = json.path(part.member());
            if (value.isTextual() && part.pattern().matcher(value.textValue()).matches()) {
                dimensions.put(part.dimension(), value.textValue());
            } else {
                String is = value.isMissingNode() ? "absent" : shown(value);
                faults.add("target." + part.member() + ": " + part.rule() + ", is " + is);
            }
        }
        return new Metrics(deployment, kind.source(), dimensions, faults);
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }
}
