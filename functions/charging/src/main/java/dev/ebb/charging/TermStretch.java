package dev.ebb.charging;

import dev.ebb.charging.Agreement.Term;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Where in an interval a term with commitments holds: [start, end), milliseconds from the epoch.
 *
 * @param end after {@code start}
 */
public record TermStretch(Term term, long start, long end) {

    /** In the order of time; empty if nothing is reserved in [from, to). */
    public static List<TermStretch> of(Agreement agreement, Instant from, Instant to) {
        List<TermStretch> stretches = new ArrayList<>();
        List<Term> terms = agreement.terms();
        for (int i = 0; i < terms.size(); i++) {
            Term term = terms.get(i);
            Instant next = i + 1 < terms.size() ? terms.get(i + 1).from() : to;
            long start = Math.max(from.toEpochMilli(), term.from().toEpochMilli());
            long end = Math.min(to.toEpochMilli(), next.toEpochMilli());
            if (start < end && !term.commitments().isEmpty()) {
                stretches.add(new TermStretch(term, start, end));
            }
        }
        return stretches;
    }
}
