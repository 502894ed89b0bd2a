package dev.ebb.local;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is wrong, by what it is. */
final class Findings {

    private static final int MOST_SHOWN = 20;

    private final Map<String, List<String>> byKind = new TreeMap<>();

    /** @param what may be text from outside */
    void add(String kind, String what) {
        byKind.computeIfAbsent(kind, ignored -> new ArrayList<>()).add(Printable.of(what));
    }

    boolean isEmpty() {
        return byKind.isEmpty();
    }

    void print(PrintStream out) {
        byKind.forEach((kind, all) -> {
            out.println();
            out.println(kind + ":");
            all.stream().limit(MOST_SHOWN).forEach(each -> out.println("  " + each));
            if (all.size() > MOST_SHOWN) {
                out.println("  and " + (all.size() - MOST_SHOWN) + " more");
            }
        });
        if (isEmpty()) {
            out.println("Nothing is amiss.");
        }
    }
}
