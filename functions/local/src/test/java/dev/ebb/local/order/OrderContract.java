package dev.ebb.local.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

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

    private static final Duration LOST_AFTER = Duration.ofMinutes(10);

    /** The same for all runs, or a fresh one: accounts never meet those of another run. */
    abstract Pipeline pipeline();

    @Provide
    Arbitrary<EventSet> fewEvents() {
        return EventSets.narrow(6);
    }

    @Provide
    Arbitrary<EventSet> manyEvents() {
        return EventSets.wide(60);
    }

    @Property(tries = 8, edgeCases = EdgeCasesMode.NONE)
    void everyOrderOfAFewEventsGivesOneStatement(@ForAll("fewEvents") EventSet set) {
        String expected = oracle(set);

        List<List<String>> orders = permutations(set.events());
        String first = run(set, List.of(set.events()));
        assertThat(asTree(first).toString()).as("%s", set).isEqualTo(expected);
        for (int number = 0; number < orders.size(); number++) {
            List<List<String>> batches =
                    batches(orders.get(number), 1 + number % set.events().size());
            assertThat(run(set, batches)).as("%s\nin batches %s", set, batches).isEqualTo(first);
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void shufflingAndDoublingManyEventsGivesOneStatement(@ForAll("manyEvents") EventSet set, @ForAll Random random) {
        String expected = oracle(set);

        String first = run(set, List.of(set.events()));
        assertThat(asTree(first).toString()).as("%s", set).isEqualTo(expected);
        List<List<String>> batches = batches(shuffledAndDoubled(set.events(), random), 1 + random.nextInt(10));
        assertThat(run(set, batches)).as("%s\nin batches %s", set, batches).isEqualTo(first);
    }

    private String run(EventSet set, List<List<String>> batches) {
        AccountPrefix prefix = AccountPrefix.of(RUNS.getAndIncrement());
        List<List<String>> own = batches.stream()
                .map(batch -> batch.stream().map(prefix::putOn).toList())
                .toList();
        return prefix.takeOff(pipeline().statements(own, EventSets.PRICES, set.asOf(), set.periods(), set.zone()));
    }

    private static String oracle(EventSet set) {
        List<JsonNode> events = set.events().stream().map(OrderContract::asTree).toList();
        return Oracle.statements(events, asTree(EventSets.PRICES), set.asOf(), set.periods(), set.zone(), LOST_AFTER)
                .toString();
    }

    private static JsonNode asTree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    /** All events, and about every second of them once or twice more. */
    private static List<String> shuffledAndDoubled(List<String> events, Random random) {
        List<String> deliveries = new ArrayList<>(events);
        for (String event : events) {
            int again = Math.max(0, random.nextInt(4) - 1);
            deliveries.addAll(Collections.nCopies(again, event));
        }
        Collections.shuffle(deliveries, random);
        return deliveries;
    }

    private static List<List<String>> batches(List<String> deliveries, int size) {
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < deliveries.size(); from += size) {
            batches.add(deliveries.subList(from, Math.min(from + size, deliveries.size())));
        }
        return batches;
    }

    private static List<List<String>> permutations(List<String> events) {
        if (events.isEmpty()) {
            return List.of(List.of());
        }
        List<List<String>> all = new ArrayList<>();
        for (int first = 0; first < events.size(); first++) {
            List<String> rest = new ArrayList<>(events);
            String event = rest.remove(first);
            for (List<String> order : permutations(rest)) {
                List<String> whole = new ArrayList<>(List.of(event));
                whole.addAll(order);
                all.add(whole);
            }
        }
        return all;
    }
}
