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

    private static final int TRIES = 5;

    /** How many sets are tried, a fifth of them at once. */
    abstract int sets();

    @Provide
    Arbitrary<List<EventSet>> manyEvents() {
        return EventSets.wide(60).list().ofSize(sets() / TRIES);
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void shufflingAndDoublingManyEventsGivesOneStatement(
            @ForAll("manyEvents") List<EventSet> sets, @ForAll Random random) {
        List<Delivery> shuffled = sets.stream()
                .map(set ->
                        new Delivery(set, batches(shuffledAndDoubled(set.events(), random), 1 + random.nextInt(10))))
                .toList();
        List<Delivery> atOnce = sets.stream()
                .map(set -> new Delivery(set, List.of(set.events())))
                .toList();

        List<String> actual = runs(shuffled);
        List<String> statements = runs(atOnce);

        for (int number = 0; number < sets.size(); number++) {
            EventSet set = sets.get(number);
            String statement = statements.get(number);
            assertThat(asTree(statement).toString()).as("%s", set).isEqualTo(oracle(set));
            assertThat(actual.get(number))
                    .as("%s\nin batches %s", set, shuffled.get(number).batches())
                    .isEqualTo(statement);
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
}
