package dev.ebb.local.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Tries every order in which a few events can come. */
abstract class FewEventsContract extends OrderContract {

    /** How many sets a try has. */
    abstract int sets();

    /** How many events a set has at most. */
    abstract int most();

    @Provide
    Arbitrary<List<EventSet>> fewEvents() {
        return EventSets.narrow(most()).list().ofSize(sets());
    }

    @Property(tries = 5, edgeCases = EdgeCasesMode.NONE)
    void everyOrderOfAFewEventsGivesOneStatement(@ForAll("fewEvents") List<EventSet> sets) {
        for (EventSet set : sets) {
            String expected = oracle(set);

            List<Delivery> deliveries = new ArrayList<>();
            for (List<String> order : permutations(set.events())) {
                deliveries.add(new Delivery(set, batches(order, 1 + deliveries.size() % order.size())));
            }
            List<String> statements = runs(deliveries);
            String first = statements.getFirst();
            assertThat(asTree(first).toString()).as("%s", set).isEqualTo(expected);
            for (int number = 0; number < deliveries.size(); number++) {
                assertThat(statements.get(number))
                        .as("%s\nin batches %s", set, deliveries.get(number).batches())
                        .isEqualTo(first);
            }
        }
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
