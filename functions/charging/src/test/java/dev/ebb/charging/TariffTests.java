package dev.ebb.charging;

import static dev.ebb.charging.TestBooks.gpu;
import static dev.ebb.charging.TestBooks.model;
import static dev.ebb.charging.TestBooks.usd;
import static dev.ebb.charging.TestTerms.own;
import static dev.ebb.charging.TestTerms.percentOff;
import static dev.ebb.charging.TestTerms.tariff;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.PriceBook.ModelPrice;
import dev.ebb.metering.GpuKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TariffTests {

    private static final String JANUARY = "2026-01-01T00:00:00Z";
    private static final String JUNE = "2026-06-01T00:00:00Z";
    private static final String JULY = "2026-07-01T00:00:00Z";
    private static final GpuKind EU = new GpuKind("H100", "eu");
    private static final GpuKind US = new GpuKind("H100", "us");

    /** Spans as {@code from amount}. */
    private static List<String> spans(Tariff tariff, GpuKind kind) {
        return tariff.gpuPrices(kind).stream()
                .map(span -> {
                    UnitPrice price = span.price();
                    return span.from() + " "
                            + (price == null ? "none" : price.amount().toPlainString());
                })
                .toList();
    }

    private static Optional<ModelPrice> inForce(Tariff tariff, String at) {
        return Objects.requireNonNull(tariff.modelPrices("llama").floorEntry(Instant.parse(at)))
                .getValue();
    }

    @Test
    void withoutAnAgreementTheBookHolds() {
        Tariff tariff = Tariff.of(usd(gpu("H100", "*", JANUARY, "8.00"), gpu("H100", "eu", JUNE, "9.00")));

        assertThat(spans(tariff, EU)).containsExactly(JANUARY + " 8.00", JUNE + " 9.00");
        assertThat(spans(tariff, US)).containsExactly(JANUARY + " 8.00");
        assertThat(tariff.gpuPrice(EU, Instant.parse(JUNE).minusMillis(1)))
                .hasValueSatisfying(price -> assertThat(price.agreed()).isNull());
    }

    /** A region may be called {@code *}: the rows for any region price it, and it is never left without a price. */
    @Test
    void aRegionThatIsCalledAsAnyIsHasThePricesForAny() {
        GpuKind any = new GpuKind("H100", PriceBook.ANY_REGION);
        PriceBook book =
                usd(gpu("H100", "*", JANUARY, "8.00"), gpu("H100", "eu", JUNE, "9.00"), gpu("H100", "*", JULY, "7.00"));

        assertThat(spans(Tariff.of(book), any)).containsExactly(JANUARY + " 8.00", JULY + " 7.00");
        assertThat(spans(tariff(book, own(JUNE, gpu("H100", "*", JUNE, "6.00"))), any))
                .containsExactly(JANUARY + " 8.00", JUNE + " 6.00");
    }

    @Test
    void anOwnRateForAnyRegionBeatsTheBooksForTheRegion() {
        Tariff tariff = tariff(usd(gpu("H100", "eu", JANUARY, "9.00")), own(JUNE, gpu("H100", "*", JUNE, "6.00")));

        assertThat(spans(tariff, EU)).containsExactly(JANUARY + " 9.00", JUNE + " 6.00");
        assertThat(spans(tariff, US)).containsExactly(JUNE + " 6.00");
        assertThat(tariff.gpuPrice(EU, Instant.parse(JUNE)))
                .hasValueSatisfying(
                        price -> assertThat(price.agreed()).isEqualTo(new UnitPrice.Agreed(Instant.parse(JUNE), null)));
    }

    @Test
    void anOwnRateForTheRegionBeatsTheOneForAny() {
        Tariff tariff = tariff(usd(), own(JUNE, gpu("H100", "*", JUNE, "6.00"), gpu("H100", "eu", JUNE, "7.00")));

        assertThat(spans(tariff, EU)).containsExactly(JUNE + " 7.00");
        assertThat(spans(tariff, US)).containsExactly(JUNE + " 6.00");
    }

    @Test
    void aPercentageIsTakenOffTheBooksPriceAndOffNoOwnRate() {
        Tariff tariff = tariff(
                usd(gpu("H100", "*", JANUARY, "8.00")), percentOff(JUNE, "12.5", gpu("H100", "eu", JUNE, "7.00")));

        // 8.00 x 0.875
        assertThat(tariff.gpuPrice(US, Instant.parse(JUNE))).hasValueSatisfying(price -> {
            assertThat(price.amount()).isEqualByComparingTo("7");
            assertThat(price.unitPrice()).isEqualTo("8.00");
            assertThat(price.priceFrom()).isEqualTo(JANUARY);
            assertThat(price.agreed()).isEqualTo(new UnitPrice.Agreed(Instant.parse(JUNE), "12.5"));
        });
        assertThat(spans(tariff, EU)).containsExactly(JANUARY + " 8.00", JUNE + " 7.00");
    }

    @Test
    void aHundredPercentOffIsFree() {
        Tariff tariff = tariff(usd(gpu("H100", "*", JANUARY, "8.00")), percentOff(JUNE, "100"));

        assertThat(tariff.gpuPrice(US, Instant.parse(JUNE)))
                .hasValueSatisfying(price -> assertThat(price.amount()).isEqualByComparingTo("0"));
    }

    @Test
    void aTermThatDoesNotNameAnOwnRateEndsIt() {
        Tariff listed = tariff(
                usd(gpu("H100", "*", JANUARY, "8.00")),
                own(JUNE, gpu("H100", "*", JUNE, "6.00")),
                own(JULY, gpu("A100", "*", JULY, "1.00")));
        Tariff unlisted =
                tariff(usd(), own(JUNE, gpu("H100", "*", JUNE, "6.00")), own(JULY, gpu("A100", "*", JULY, "1.00")));

        assertThat(spans(listed, US)).containsExactly(JANUARY + " 8.00", JUNE + " 6.00", JULY + " 8.00");
        assertThat(spans(unlisted, US)).containsExactly(JUNE + " 6.00", JULY + " none");
    }

    @Test
    void aTermThatChangesNothingForAKindCutsNothing() {
        Tariff tariff = tariff(usd(gpu("H100", "*", JANUARY, "8.00")), own(JUNE, gpu("A100", "*", JUNE, "1.00")));

        assertThat(spans(tariff, US)).containsExactly(JANUARY + " 8.00");
    }

    @Test
    void aNewPriceInTheBookDuringATermHasThePercentageTakenOffToo() {
        Tariff tariff =
                tariff(usd(gpu("H100", "*", JANUARY, "8.00"), gpu("H100", "*", JULY, "10.00")), percentOff(JUNE, "50"));

        assertThat(tariff.gpuPrices(US))
                .extracting(
                        span -> Objects.requireNonNull(span.price()).amount().stripTrailingZeros())
                .containsExactly(new BigDecimal("8"), new BigDecimal("4"), new BigDecimal("5"));
    }

    @Test
    void anOwnRateForAModelThatIsSilentOnCachedTokensBillsThemFlat() {
        Tariff tariff = tariff(
                usd(model("llama", JANUARY, "0.20", "0.05", "0.40")),
                own(JUNE, model("llama", JUNE, "0.10", null, "0.30")),
                own(JULY, model("other", JULY, "1", null, "1")));

        assertThat(inForce(tariff, "2026-05-31T23:45:00Z").orElseThrow().perMillionCachedPromptTokens())
                .isNotNull();
        assertThat(inForce(tariff, JUNE)).hasValueSatisfying(price -> {
            assertThat(price.perMillionPromptTokens().amount()).isEqualTo("0.10");
            assertThat(price.perMillionCachedPromptTokens()).isNull();
            assertThat(price.perMillionCompletionTokens().amount()).isEqualTo("0.30");
        });
        assertThat(inForce(tariff, JULY)).hasValueSatisfying(price -> {
            assertThat(price.perMillionPromptTokens().amount()).isEqualTo("0.20");
            assertThat(Objects.requireNonNull(price.perMillionCachedPromptTokens())
                            .amount())
                    .isEqualTo("0.05");
        });
    }

    @Test
    void aPercentageIsTakenOffCachedTokensToo() {
        Tariff tariff = tariff(usd(model("llama", JANUARY, "0.20", "0.05", "0.40")), percentOff(JUNE, "20"));

        // 0.20 x 0.8, 0.05 x 0.8, 0.40 x 0.8
        assertThat(inForce(tariff, JUNE)).hasValueSatisfying(price -> {
            assertThat(price.perMillionPromptTokens().amount()).isEqualByComparingTo("0.16");
            assertThat(Objects.requireNonNull(price.perMillionCachedPromptTokens())
                            .amount())
                    .isEqualByComparingTo("0.04");
            assertThat(price.perMillionCompletionTokens().amount()).isEqualByComparingTo("0.32");
        });
    }

    @Test
    void anOwnRateForAModelThatTheBookDoesNotKnowHoldsInItsTermOnly() {
        Tariff tariff = tariff(
                usd(), own(JUNE, model("llama", JUNE, "0.10", null, "0.30")), own(JULY, gpu("A100", "*", JULY, "1")));

        assertThat(inForce(tariff, JUNE)).isPresent();
        assertThat(inForce(tariff, JULY)).isEmpty();
    }
}
