package dev.ebb.charging;

import static dev.ebb.charging.TestBooks.gpu;
import static dev.ebb.charging.TestBooks.usd;
import static dev.ebb.charging.TestTerms.commitment;
import static dev.ebb.charging.TestTerms.own;
import static dev.ebb.charging.TestTerms.percentOff;
import static dev.ebb.charging.TestTerms.reserving;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Agreement.Term;
import dev.ebb.charging.PriceBook.GpuPrice;
import dev.ebb.metering.GpuKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AgreementChangeTests {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int HOURS = 6;
    private static final String MARCH = "2026-03-01T00:00:00Z";
    private static final String APRIL = "2026-04-01T00:00:00Z";
    private static final PriceBook BOOK =
            usd(gpu("A", "*", "2026-01-01T00:00:00Z", "7.00"), gpu("L", "eu", APRIL, "1"));

    private static Optional<Instant> first(Agreement before, Term added) {
        return AgreementChange.first(BOOK, before, before.with(added));
    }

    @Test
    void anOwnRateWhereThereIsNoPriceChangesNothing() {
        assertThat(first(Agreement.NONE, own(MARCH, gpu("X", "*", MARCH, "3")))).isEmpty();
    }

    @Test
    void anOwnRateThatJoinsOthersInTheirTermChangesNothing() {
        GpuPrice standing = gpu("A", "*", MARCH, "6");
        Agreement before = Agreement.NONE.with(percentOff(MARCH, "10", standing));

        assertThat(first(before, percentOff(MARCH, "10", standing, gpu("X", "*", MARCH, "3"))))
                .isEmpty();
        assertThat(first(before, percentOff(MARCH, "11", standing, gpu("X", "*", MARCH, "3"))))
                .contains(Instant.parse(MARCH));
    }

    @Test
    void anOwnRateWhereTheBookHasAPriceChangesItFromThereOn() {
        assertThat(first(Agreement.NONE, own(MARCH, gpu("A", "us", MARCH, "3"))))
                .contains(Instant.parse(MARCH));
        assertThat(first(Agreement.NONE, own(MARCH, gpu("L", "*", MARCH, "3")))).contains(Instant.parse(APRIL));
    }

    @Test
    void aPercentageAndACommitmentChangeWhatIsBilledFromTheirTermOn() {
        assertThat(first(Agreement.NONE, percentOff(MARCH, "10"))).contains(Instant.parse(MARCH));
        assertThat(first(Agreement.NONE, reserving(MARCH, commitment("X", "*", "1", MARCH, "2"))))
                .contains(Instant.parse(MARCH));
    }

    /** Asks at each quarter-hour for every kind: no change of a price may come before the one that is found. */
    @Property(tries = 500)
    void noPriceChangesBeforeTheFirstChange(
            @ForAll("rows") List<GpuPrice> book, @ForAll("terms") List<Term> terms, @ForAll("terms") List<Term> more) {
        Agreement before = new Agreement(terms);
        Agreement after = more.stream().reduce(before, Agreement::with, (one, other) -> other);
        PriceBook listed = TestBooks.book("USD", book, List.of());
        Tariff old = new Tariff(listed, before);
        Tariff now = new Tariff(listed, after);

        Optional<Instant> brute = IntStream.rangeClosed(0, 4 * HOURS)
                .mapToObj(quarter -> START.plus(15L * quarter, ChronoUnit.MINUTES))
                .filter(at -> changes(old, now, at))
                .findFirst();

        Optional<Instant> found = AgreementChange.first(listed, before, after);
        brute.ifPresent(at ->
                assertThat(found).hasValueSatisfying(first -> assertThat(first).isBeforeOrEqualTo(at)));
    }

    private static boolean changes(Tariff old, Tariff now, Instant at) {
        for (String accelerator : List.of("A", "B")) {
            for (String region : List.of("*", "eu", "us", "unnamed")) {
                GpuKind kind = new GpuKind(accelerator, region);
                Optional<UnitPrice> price = old.gpuPrice(kind, at);
                if (price.isPresent() && !price.equals(now.gpuPrice(kind, at))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Arbitrary<String> instants() {
        return Arbitraries.integers()
                .between(0, 4 * HOURS)
                .map(quarter -> START.plus(15L * quarter, ChronoUnit.MINUTES).toString());
    }

    private static Arbitrary<List<GpuPrice>> rows(Arbitrary<String> from, int most) {
        return Combinators.combine(
                        Arbitraries.of("A", "B"), Arbitraries.of("*", "eu", "us"), from, Arbitraries.of("1", "2"))
                .as(TestBooks::gpu)
                .list()
                .ofMaxSize(most)
                .uniqueElements(row -> List.of(
                        row.accelerator(), row.region(), row.perGpuHour().from()));
    }

    @Provide
    Arbitrary<List<GpuPrice>> rows() {
        return rows(instants(), 3);
    }

    @Provide
    Arbitrary<List<Term>> terms() {
        return instants()
                .flatMap(from -> Combinators.combine(rows(Arbitraries.just(from), 2), Arbitraries.of("0", "0", "10"))
                        .as((own, percent) -> percentOff(from, percent, own.toArray(GpuPrice[]::new))))
                .list()
                .ofMaxSize(2)
                .uniqueElements(Term::from);
    }
}
