package dev.ebb.local.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What must hold for every {@link Pipeline}: statements depend on the set of accepted events alone, never on the order or
 * the number of deliveries nor on how they were batched, and they are what the {@link Oracle} says.
 */
abstract class OrderContract {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    /** Over all properties, for they may share a table. */
    private static final AtomicInteger RUNS = new AtomicInteger();

    /** Many more sets, for which nobody waits. */
    static final boolean THOROUGH = Boolean.getBoolean("ebb.thorough");

    private static final Duration LOST_AFTER = Duration.ofMinutes(10);

    /** The same for all runs, or a fresh one: accounts never meet those of another run. Used by several threads. */
    abstract Pipeline pipeline();

    /** A set, and one way to deliver it. */
    record Delivery(EventSet set, List<List<String>> batches) {}

    /** The statements after each delivery, side by side. */
    final List<String> runs(List<Delivery> deliveries) {
        return deliveries.parallelStream().map(this::run).toList();
    }

    private String run(Delivery delivery) {
        AccountPrefix prefix = AccountPrefix.of(RUNS.getAndIncrement());
        List<List<String>> own = delivery.batches().stream()
                .map(batch -> batch.stream().map(prefix::putOn).toList())
                .toList();
        EventSet set = delivery.set();
        return prefix.takeOff(pipeline().statements(own, EventSets.PRICES, set.asOf(), set.periods(), set.zone()));
    }

    static String oracle(EventSet set) {
        List<JsonNode> events = set.events().stream().map(OrderContract::asTree).toList();
        return Oracle.statements(events, asTree(EventSets.PRICES), set.asOf(), set.periods(), set.zone(), LOST_AFTER)
                .toString();
    }

    static JsonNode asTree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    static List<List<String>> batches(List<String> deliveries, int size) {
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < deliveries.size(); from += size) {
            batches.add(deliveries.subList(from, Math.min(from + size, deliveries.size())));
        }
        return batches;
    }
}
