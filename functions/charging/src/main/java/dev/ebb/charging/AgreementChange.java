package dev.ebb.charging;

import dev.ebb.charging.Agreement.Term;
import dev.ebb.charging.PriceBook.GpuPrice;
import dev.ebb.charging.PriceBook.ModelPrice;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Where an account that agrees on something else first pays something else. */
public final class AgreementChange {

    private AgreementChange() {}

    /**
     * The first instant at which a price that exists, or what is reserved, may be another. A price where there was none
     * changes nothing: nothing was billed without one.
     *
     * @param book what holds where nothing is agreed
     * @return empty if there is none
     */
    public static Optional<Instant> first(PriceBook book, Agreement before, Agreement after) {
        TreeSet<Instant> cuts = new TreeSet<>();
        Stream.of(before, after).forEach(each -> each.terms().forEach(term -> cuts.add(term.from())));
        for (Instant cut : cuts) {
            Instant next = cuts.higher(cut);
            Term old = before.at(cut).orElseGet(() -> nothing(cut));
            Term now = after.at(cut).orElseGet(() -> nothing(cut));
            Optional<Instant> first = first(book, old, now, cut, next == null ? Instant.MAX : next);
            if (first.isPresent()) {
                return first;
            }
        }
        return Optional.empty();
    }

    private static Term nothing(Instant from) {
        return new Term(from, List.of(), List.of(), BigDecimal.ZERO, "0", List.of());
    }

    private static Optional<Instant> first(PriceBook book, Term old, Term now, Instant from, Instant to) {
        if (old.equals(now)) {
            return Optional.empty();
        }
        // Lines say of which term a percentage is.
        boolean lessOff = (old.percentOff().signum() != 0 || now.percentOff().signum() != 0)
                && (!old.percentText().equals(now.percentText()) || !old.from().equals(now.from()));
        if (lessOff
                || !old.commitments().equals(now.commitments())
                || !now.gpus().containsAll(old.gpus())
                || !now.models().containsAll(old.models())) {
            return Optional.of(from);
        }
        Stream<Instant> gpus = now.gpus().stream()
                .filter(own -> !old.gpus().contains(own))
                .flatMap(own -> Stream.concat(old.gpus().stream(), book.gpus().stream())
                        .filter(row -> meet(row, own))
                        .map(row -> row.perGpuHour().from()));
        Stream<Instant> models = now.models().stream()
                .filter(own -> !old.models().contains(own))
                .flatMap(own -> Stream.concat(old.models().stream(), book.models().stream())
                        .filter(row -> row.model().equals(own.model()))
                        .map(ModelPrice::from));
        return Stream.concat(gpus, models)
                .map(since -> since.isAfter(from) ? since : from)
                .filter(since -> since.isBefore(to))
                .min(Instant::compareTo);
    }

    /** Whether some kind of GPU has its price by the one, and could have it by the other. */
    private static boolean meet(GpuPrice row, GpuPrice own) {
        return row.accelerator().equals(own.accelerator())
                && (row.region().equals(own.region())
                        || row.region().equals(PriceBook.ANY_REGION)
                        || own.region().equals(PriceBook.ANY_REGION));
    }
}
