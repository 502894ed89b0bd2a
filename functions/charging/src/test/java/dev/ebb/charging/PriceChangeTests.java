package dev.ebb.charging;

import static dev.ebb.charging.TestBooks.book;
import static dev.ebb.charging.TestBooks.gpu;
import static dev.ebb.charging.TestBooks.model;
import static dev.ebb.charging.TestBooks.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.PriceBook.GpuPrice;
import dev.ebb.charging.PriceBook.ModelPrice;
import dev.ebb.metering.GpuKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PriceChangeTests {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int HOURS = 6;
    private static final PriceBook OLD = usd(
            gpu("A", "*", "2026-01-01T00:00:00Z", "7.00"),
            gpu("A", "*", "2026-03-01T00:00:00Z", "8.00"),
            gpu("A", "eu", "2026-02-01T00:00:00Z", "6.00"));

    @Test
    void booksThatSayTheSameDoNotChangeWhateverTheirOrder() {
        assertThat(PriceChange.first(
                        OLD, new PriceBook(OLD.currency(), OLD.gpus().reversed(), List.of())))
                .isEmpty();
    }

    @Test
    void aRowThatAnExactOneHidesChangesTheOtherRegionsOnly() {
        PriceBook later = usd(
                gpu("A", "*", "2026-01-01T00:00:00Z", "7.00"),
                gpu("A", "*", "2026-03-01T00:00:00Z", "9.00"),
                gpu("A", "eu", "2026-02-01T00:00:00Z", "6.00"));

        assertThat(PriceChange.first(OLD, later))
                .contains(new PriceChange(
                        Instant.parse("2026-03-01T00:00:00Z"),
                        "gpu A in *",
                        "8.00 from 2026-03-01T00:00:00Z",
                        "9.00 from 2026-03-01T00:00:00Z"));
    }

    @Test
    void aRowThatIsTakenAwayChangesWhatItsRegionPaysFromItsFirstInstantOn() {
        PriceBook without =
                usd(gpu("A", "*", "2026-01-01T00:00:00Z", "7.00"), gpu("A", "*", "2026-03-01T00:00:00Z", "8.00"));

        assertThat(PriceChange.first(OLD, without))
                .contains(new PriceChange(
                        Instant.parse("2026-02-01T00:00:00Z"),
                        "gpu A in eu",
                        "6.00 from 2026-02-01T00:00:00Z",
                        "7.00 from 2026-01-01T00:00:00Z"));
    }

    @Test
    void aPriceWhereThereWasNoneIsNoChange() {
        PriceBook more = usd(
                gpu("A", "*", "2025-01-01T00:00:00Z", "5.00"),
                gpu("A", "*", "2026-01-01T00:00:00Z", "7.00"),
                gpu("A", "*", "2026-03-01T00:00:00Z", "8.00"),
                gpu("A", "eu", "2026-02-01T00:00:00Z", "6.00"),
                gpu("X", "*", "2025-01-01T00:00:00Z", "1.00"));

        assertThat(PriceChange.first(OLD, more)).isEmpty();
        assertThat(PriceChange.first(more, OLD).map(PriceChange::at)).contains(Instant.parse("2025-01-01T00:00:00Z"));
    }

    @Test
    void anotherSpellingOfAPriceIsAnotherPrice() {
        PriceBook respelled = usd(gpu("A", "*", "2026-01-01T00:00:00Z", "7.0"));

        assertThat(PriceChange.first(usd(gpu("A", "*", "2026-01-01T00:00:00Z", "7.00")), respelled))
                .map(PriceChange::at)
                .contains(START);
    }

    @Test
    void aModelThatGetsAPriceForCachedTokensChanges() {
        PriceBook flat = usd(model("m", "2026-01-01T00:00:00Z", "0.20", null, "0.30"));
        PriceBook cached = usd(model("m", "2026-01-01T00:00:00Z", "0.20", "0.10", "0.30"));

        assertThat(PriceChange.first(flat, cached))
                .contains(new PriceChange(
                        START,
                        "model m",
                        "0.20 a million prompt tokens, 0.30 completion, from 2026-01-01T00:00:00Z",
                        "0.20 a million prompt tokens, 0.10 cached, 0.30 completion, from 2026-01-01T00:00:00Z"));
    }

    /** Asks both books at each quarter-hour for every kind and model, also for those that no row names. */
    @Property(tries = 500)
    void theFirstChangeIsTheFirstQuarterHourAtWhichAnyAnswerIsAnother(
            @ForAll("books") PriceBook before, @ForAll("books") PriceBook after) {
        Optional<Instant> brute = IntStream.rangeClosed(0, 4 * HOURS)
                .mapToObj(quarter -> START.plus(15L * quarter, ChronoUnit.MINUTES))
                .filter(at -> !answers(after, at)
                        .entrySet()
                        .containsAll(answers(before, at).entrySet()))
                .findFirst();

        assertThat(PriceChange.first(before, after).map(PriceChange::at)).isEqualTo(brute);
    }

    private static Map<String, Object> answers(PriceBook book, Instant at) {
        Map<String, Object> answers = new HashMap<>();
        for (String accelerator : List.of("A", "B", "unnamed")) {
            for (String region : List.of("*", "eu", "us", "unnamed")) {
                book.gpuPrice(new GpuKind(accelerator, region), at)
                        .ifPresent(price -> answers.put(accelerator + " " + region, price));
            }
        }
        for (String name : List.of("m", "n")) {
            Map.Entry<Instant, ModelPrice> row = book.modelPrices(name).floorEntry(at);
            if (row != null) {
                answers.put(name, row.getValue());
            }
        }
        return answers;
    }

    @Provide
    Arbitrary<PriceBook> books() {
        Arbitrary<String> from = Arbitraries.integers()
                .between(0, 4 * HOURS)
                .map(quarter -> START.plus(15L * quarter, ChronoUnit.MINUTES).toString());
        Arbitrary<String> amount = Arbitraries.of("1", "2");
        Arbitrary<GpuPrice> gpu = Combinators.combine(
                        Arbitraries.of("A", "B"), Arbitraries.of("*", "eu", "us"), from, amount)
                .as(TestBooks::gpu);
        Arbitrary<ModelPrice> model = Combinators.combine(
                        Arbitraries.of("m", "n"),
                        from,
                        amount,
                        Arbitraries.of("1", "2").injectNull(0.5))
                .as((name, since, prompt, cached) -> model(name, since, prompt, cached, "3"));
        return Combinators.combine(
                        gpu.list()
                                .ofMaxSize(6)
                                .uniqueElements(row -> List.of(
                                        row.accelerator(),
                                        row.region(),
                                        row.perGpuHour().from())),
                        model.list().ofMaxSize(3).uniqueElements(row -> List.of(row.model(), row.from())))
                .as((gpus, models) -> book("USD", gpus, models));
    }
}
