package dev.ebb.local.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The real code, on the embedded table, against sums made by hand. */
final class HandComputedDynamoTests {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TablePipeline PIPELINE = TablePipeline.onDynamoDbLocal();
    private static final AtomicInteger RUNS = new AtomicInteger();

    static List<HandComputedCase> cases() {
        return HandComputedCases.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatWasComputedByHandIsWhatTheTableSays(HandComputedCase hand) throws JsonProcessingException {
        String statements = statements(hand, List.of(hand.events()));

        hand.check(JSON.readTree(statements));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void itIsTheSameOneByOneFromTheLastEventToTheFirst(HandComputedCase hand) throws JsonProcessingException {
        List<String> events = new ArrayList<>(hand.events());
        Collections.reverse(events);

        String statements = statements(hand, events.stream().map(List::of).toList());

        hand.check(JSON.readTree(statements));
    }

    /** With accounts of its own, for the cases share a table. */
    private static String statements(HandComputedCase hand, List<List<String>> batches) {
        AccountPrefix prefix = AccountPrefix.of(RUNS.getAndIncrement());
        List<List<String>> own = batches.stream()
                .map(batch -> batch.stream().map(prefix::putOn).toList())
                .toList();
        return prefix.takeOff(
                PIPELINE.statements(own, hand.prices(), hand.asOf(), List.of(hand.period()), hand.zone()));
    }
}
