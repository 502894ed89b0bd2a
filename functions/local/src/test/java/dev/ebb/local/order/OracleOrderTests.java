package dev.ebb.local.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The oracle knows no order of delivery either; and the contract can be met. */
class OracleOrderTests extends OrderContract {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    Pipeline pipeline() {
        return (batches, prices, asOf, periods, zone) -> {
            Set<String> once = new LinkedHashSet<>();
            batches.forEach(once::addAll);
            try {
                List<JsonNode> events = new ArrayList<>();
                for (String event : once) {
                    events.add(JSON.readTree(event));
                }
                return Oracle.statements(events, JSON.readTree(prices), asOf, periods, zone, Duration.ofMinutes(10))
                        .toString();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        };
    }
}
