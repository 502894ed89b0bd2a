package dev.ebb.charging.budgets;

import dev.ebb.charging.Agreement;
import dev.ebb.charging.Agreement.Term;
import dev.ebb.charging.Commitment;
import dev.ebb.charging.Fraction;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What commitments cost, used or not. */
final class Reservations {

    private Reservations() {}

    /** In [from, to). */
    static Fraction cost(Agreement agreement, Instant from, Instant to) {
        List<Term> terms = agreement.terms();
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < terms.size(); i++) {
            Term term = terms.get(i);
            Instant start = term.from().isAfter(from) ? term.from() : from;
            Instant next = i + 1 < terms.size() ? terms.get(i + 1).from() : to;
            Instant end = next.isBefore(to) ? next : to;
            if (start.isBefore(end)) {
                BigDecimal millis =
                        BigDecimal.valueOf(Duration.between(start, end).toMillis());
                sum = sum.add(perHour(term).multiply(millis));
            }
        }
        return GpuAccrual.perGpuHour(sum);
    }

    /** Whether anything is reserved in [from, to). */
    static boolean any(Agreement agreement, Instant from, Instant to) {
        return agreement.terms().stream()
                        .anyMatch(term -> !term.commitments().isEmpty()
                                && term.from().isAfter(from)
                                && term.from().isBefore(to))
                || agreement
                        .at(from)
                        .filter(term -> !term.commitments().isEmpty())
                        .isPresent();
    }

    /** The agreement, with nothing reserved. */
    static Agreement without(Agreement agreement) {
        return new Agreement(agreement.terms().stream()
                .map(term -> new Term(
                        term.from(), term.gpus(), term.models(), term.percentOff(), term.percentText(), List.of()))
                .toList());
    }

    /** Milli-GPUs times what each costs an hour. */
    private static BigDecimal perHour(Term term) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Commitment each : term.commitments()) {
            sum = sum.add(each.perGpuHour().amount().multiply(BigDecimal.valueOf(each.milliGpus())));
        }
        return sum;
    }
}
