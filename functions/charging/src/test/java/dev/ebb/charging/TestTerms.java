package dev.ebb.charging;

import dev.ebb.charging.Agreement.Term;
import dev.ebb.charging.PriceBook.GpuPrice;
import dev.ebb.charging.PriceBook.ModelPrice;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Terms of agreements in a line. */
final class TestTerms {

    private TestTerms() {}

    static Commitment commitment(String accelerator, String region, String gpus, String from, String perHour) {
        long milliGpus = new BigDecimal(gpus).movePointRight(3).longValueExact();
        return new Commitment(accelerator, region, milliGpus, TestBooks.price(from, perHour));
    }

    static Term reserving(String from, Commitment... commitments) {
        return new Term(Instant.parse(from), List.of(), List.of(), BigDecimal.ZERO, "0", List.of(commitments));
    }

    static Term own(String from, GpuPrice... gpus) {
        return new Term(Instant.parse(from), List.of(gpus), List.of(), BigDecimal.ZERO, "0", List.of());
    }

    static Term own(String from, ModelPrice... models) {
        return new Term(Instant.parse(from), List.of(), List.of(models), BigDecimal.ZERO, "0", List.of());
    }

    static Term percentOff(String from, String percent, GpuPrice... gpus) {
        return new Term(Instant.parse(from), List.of(gpus), List.of(), new BigDecimal(percent), percent, List.of());
    }

    static Tariff tariff(PriceBook book, Term... terms) {
        return new Tariff(book, new Agreement(List.of(terms)));
    }
}
