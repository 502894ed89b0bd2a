package dev.ebb.sweeping.shadow;

import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Intent.Cause;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was decided by others than sweeps, and has no verdict: how often, by action and how far it has come, such as {@code
 * SCALE_TO_ZERO DONE}.
 *
 * @param caps by hard caps
 * @param people by hand
 */
public record ByOthers(SortedMap<String, Long> caps, SortedMap<String, Long> people) {

    /** Copies the maps. */
    public ByOthers {
        caps = Collections.unmodifiableSortedMap(new TreeMap<>(caps));
        people = Collections.unmodifiableSortedMap(new TreeMap<>(people));
    }

    /** Of these, some of which sweeps decided. */
    public static ByOthers of(Collection<Intent> intents) {
        SortedMap<String, Long> caps = new TreeMap<>();
        SortedMap<String, Long> people = new TreeMap<>();
        for (Intent intent : intents) {
            String what = intent.id().action() + " " + intent.state();
            switch (intent.cause()) {
                case Cause.Cap ignored -> caps.merge(what, 1L, Long::sum);
                case Cause.Person ignored -> people.merge(what, 1L, Long::sum);
                case Cause.Sweep ignored -> {}
                case Cause.Demand ignored -> {}
            }
        }
        return new ByOthers(caps, people);
    }
}
