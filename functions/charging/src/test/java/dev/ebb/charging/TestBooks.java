package dev.ebb.charging;

import dev.ebb.charging.PriceBook.GpuPrice;
import dev.ebb.charging.PriceBook.ModelPrice;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Price books in a line. */
final class TestBooks {

    private TestBooks() {}

    static UnitPrice price(String from, String amount) {
        return new UnitPrice(Instant.parse(from), from, new BigDecimal(amount), amount);
    }

    static GpuPrice gpu(String accelerator, String region, String from, String perHour) {
        return new GpuPrice(accelerator, region, price(from, perHour));
    }

    static ModelPrice model(String model, String from, String prompt, @Nullable String cached, String completion) {
        return new ModelPrice(
                model, price(from, prompt), cached == null ? null : price(from, cached), price(from, completion));
    }

    static PriceBook usd(GpuPrice... gpus) {
        return book("USD", List.of(gpus), List.of());
    }

    static PriceBook usd(ModelPrice... models) {
        return book("USD", List.of(), List.of(models));
    }

    static PriceBook usd() {
        return book("USD", List.of(), List.of());
    }

    static PriceBook book(String currency, List<GpuPrice> gpus, List<ModelPrice> models) {
        return new PriceBook(Currency.getInstance(currency), gpus, models);
    }
}
