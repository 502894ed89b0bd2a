package dev.ebb.charging;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an account has agreed on, term after term. A term holds until the next one begins, and says everything that holds
 * in it: what it leaves out is the price book's.
 *
 * @param terms by their first instants, no two alike
 */
public record Agreement(List<Term> terms) {

    /** Nothing was agreed. */
    public static final Agreement NONE = new Agreement(List.of());

    /**
     * What holds from an instant on. An own rate, for the exact region or for {@value PriceBook#ANY_REGION}, beats the
     * price book; the percentage is taken off the book's prices and off no own rate.
     *
     * @param from its first instant, on a quarter-hour: tokens are metered by quarter-hours
     * @param gpus own rates, each {@linkplain UnitPrice#from() from} the term's first instant on; no two for the same
     *     accelerator and region
     * @param models own rates, likewise; no two for the same model
     * @param percentOff from 0 to 100
     * @param percentText {@code percentOff} as the agreement spells it
     * @param commitments no two for the same accelerator and region
     */
    public record Term(
            Instant from,
            List<PriceBook.GpuPrice> gpus,
            List<PriceBook.ModelPrice> models,
            BigDecimal percentOff,
            String percentText,
            List<Commitment> commitments) {

        /** Copies the rates. */
        public Term {
            gpus = List.copyOf(gpus);
            models = List.copyOf(models);
            commitments = List.copyOf(commitments);
        }
    }

    /** Sorts the terms. */
    public Agreement {
        terms = terms.stream().sorted(Comparator.comparing(Term::from)).toList();
    }

    /** With one more term, in the place of one that begins at the same instant. */
    public Agreement with(Term term) {
        return new Agreement(Stream.concat(
                        terms.stream().filter(each -> !each.from().equals(term.from())), Stream.of(term))
                .toList());
    }

    /** When anything is reserved for the first time, if ever. */
    public Optional<Instant> firstCommitment() {
        return nextCommitment(Instant.MIN);
    }

    /** The next first instant, after another, of a term that reserves anything. */
    public Optional<Instant> nextCommitment(Instant after) {
        return terms.stream()
                .filter(term -> !term.commitments().isEmpty())
                .map(Term::from)
                .filter(from -> from.isAfter(after))
                .findFirst();
    }

    /** The term that holds at that instant, if one has begun. */
    public Optional<Term> at(Instant instant) {
        return terms.stream().filter(term -> !term.from().isAfter(instant)).reduce((earlier, later) -> later);
    }
}
