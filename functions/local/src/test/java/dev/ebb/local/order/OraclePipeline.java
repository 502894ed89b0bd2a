package dev.ebb.local.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The oracle as a pipeline: it knows no order of delivery either, so the contract can be met. */
final class OraclePipeline implements Pipeline {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String statements(
            List<List<String>> batches, String pricesJson, Instant asOf, List<String> periods, String zone) {
        Set<String> once = new LinkedHashSet<>();
        batches.forEach(once::addAll);
        try {
            List<JsonNode> events = new ArrayList<>();
            for (String event : once) {
                events.add(JSON.readTree(event));
            }
            JsonNode prices = JSON.readTree(pricesJson);
            return Oracle.statements(events, prices, asOf, periods, zone, Duration.ofMinutes(10))
                    .toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
