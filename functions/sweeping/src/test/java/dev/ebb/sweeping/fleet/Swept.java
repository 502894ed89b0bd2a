package dev.ebb.sweeping.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the log of SweepDeployments says of one invocation, or of some.
 *
 * @param notAdded legs whose sums are wrong
 * @param failures deployments that could not be looked at, with why
 * @param actions by action and outcome: {@code SCALE_TO_ZERO marked}
 */
record Swept(
        long found,
        long judged,
        long repeated,
        long moved,
        long overtaken,
        long deferred,
        long notAdded,
        Map<String, String> failures,
        Map<String, Long> actions) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads it. */
    static Swept of(String log) {
        List<JsonNode> lines = new ArrayList<>();
        log.lines().forEach(line -> lines.add(read(line)));
        Map<String, String> failures = new TreeMap<>();
        Map<String, Long> actions = new TreeMap<>();
        for (JsonNode line : lines) {
            if (line.path("message").asText().equals("could not look")) {
                failures.put(line.path("deployment").asText(), line.path("why").asText());
            }
            if (line.has("action") && line.has("Actions")) {
                actions.merge(
                        line.path("action").asText() + " "
                                + line.path("outcome").asText(),
                        line.path("Actions").asLong(),
                        Long::sum);
            }
        }
        return new Swept(
                sum(lines, "found"),
                sum(lines, "judged"),
                sum(lines, "repeated"),
                sum(lines, "moved"),
                sum(lines, "overtaken"),
                sum(lines, "deferred"),
                lines.stream()
                        .filter(line -> line.path("message").asText().contains("does not add up"))
                        .count(),
                failures,
                actions);
    }

    private static long sum(List<JsonNode> lines, String field) {
        return lines.stream().mapToLong(line -> line.path(field).asLong(0)).sum();
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(line, malformed);
        }
    }
}
