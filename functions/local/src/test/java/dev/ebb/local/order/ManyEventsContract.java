package dev.ebb.local.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Tries many events, shuffled and doubled. */
abstract class ManyEventsContract extends OrderContract {

    @Provide
    Arbitrary<EventSet> manyEvents() {
        return EventSets.wide(60);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void shufflingAndDoublingManyEventsGivesOneStatement(@ForAll("manyEvents") EventSet set, @ForAll Random random) {
        String expected = oracle(set);

        List<List<String>> batches = batches(shuffledAndDoubled(set.events(), random), 1 + random.nextInt(10));
        List<String> statements = runs(set, List.of(List.of(set.events()), batches));
        assertThat(asTree(statements.getFirst()).toString()).as("%s", set).isEqualTo(expected);
        assertThat(statements.getLast()).as("%s\nin batches %s", set, batches).isEqualTo(statements.getFirst());
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
}
