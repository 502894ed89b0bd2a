package dev.ebb.charging.budgets;

import dev.ebb.charging.Agreement;
import dev.ebb.charging.Agreement.Term;
import dev.ebb.charging.Commitment;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.TermStretch;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** What commitments cost, used or not. */
final class Reservations {

    private Reservations() {}

    /** In [from, to). */
    static Fraction cost(Agreement agreement, Instant from, Instant to) {
        BigDecimal sum = BigDecimal.ZERO;
        for (TermStretch stretch : TermStretch.of(agreement, from, to)) {
            sum = sum.add(perHour(stretch.term()).multiply(BigDecimal.valueOf(stretch.end() - stretch.start())));
        }
        return GpuAccrual.perGpuHour(sum);
    }

    /** Whether anything is reserved in [from, to). */
    static boolean any(Agreement agreement, Instant from, Instant to) {
        return !TermStretch.of(agreement, from, to).isEmpty();
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
