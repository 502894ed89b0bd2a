package dev.ebb.charging.exports;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.UnitPrice;
import dev.ebb.metering.GpuTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A row of Cost and Usage, column by column; what is not set is empty. */
final class FocusRow {

    /** Of quantities in units that prices are for: a GPU-hour has 3.6 × 10^9 micro-GPU-seconds, and no finite inverse. */
    static final int QUANTITY_DECIMALS = 15;

    private static final String GPU_HOURS = "GPU-Hours";

    private final Map<FocusColumn, Cell> cells = new EnumMap<>(FocusColumn.class);
    private String sku = "";
    private BigDecimal quantity = BigDecimal.ZERO;

    List<Cell> cells() {
        return Arrays.stream(FocusColumn.values())
                .map(column -> cells.getOrDefault(column, Cell.EMPTY))
                .toList();
    }

    FocusRow with(FocusColumn column, Cell cell) {
        cells.put(column, cell);
        return this;
    }

    FocusRow with(FocusColumn column, String text) {
        return with(column, Cell.of(text));
    }

    FocusRow billed(BigDecimal cost) {
        return with(FocusColumn.BILLED_COST, Cell.of(cost));
    }

    FocusRow effective(BigDecimal cost) {
        return with(FocusColumn.EFFECTIVE_COST, Cell.of(cost));
    }

    FocusRow sku(String id, String meter, Cell details) {
        sku = id;
        return with(FocusColumn.SKU_ID, id)
                .with(FocusColumn.SKU_METER, meter)
                .with(FocusColumn.SKU_PRICE_DETAILS, details);
    }

    /** What a price for GPU time is for: one GPU of that accelerator. GpuCount is a number in FOCUS. */
    static Cell oneGpu(String accelerator) {
        return Cell.of(Map.of("x_Accelerator", accelerator), Map.of("GpuCount", BigDecimal.ONE));
    }

    FocusRow gpuHours(Fraction microGpuSeconds) {
        return quantity(microGpuSeconds.times(Line.PER_GPU_HOUR), GPU_HOURS);
    }

    FocusRow consumedGpuSeconds(BigInteger microGpuSeconds) {
        return with(FocusColumn.CONSUMED_QUANTITY, Cell.of(new GpuTime(microGpuSeconds).gpuSeconds()))
                .with(FocusColumn.CONSUMED_UNIT, "GPU-Seconds");
    }

    FocusRow quantity(Fraction units, String unit) {
        quantity = decimal(units);
        return with(FocusColumn.PRICING_QUANTITY, Cell.of(quantity)).with(FocusColumn.PRICING_UNIT, unit);
    }

    /** Of the SKU and the quantity that were set before. */
    FocusRow priced(UnitPrice list, UnitPrice contracted) {
        return with(FocusColumn.SKU_PRICE_ID, sku + "/" + list.from())
                .with(FocusColumn.LIST_UNIT_PRICE, Cell.of(list.amount()))
                .with(FocusColumn.LIST_COST, Cell.of(list.amount().multiply(quantity)))
                .with(FocusColumn.CONTRACTED_UNIT_PRICE, Cell.of(contracted.amount()))
                .with(FocusColumn.CONTRACTED_COST, Cell.of(contracted.amount().multiply(quantity)));
    }

    FocusRow commitment(String id, Line.Committed committed) {
        return with(FocusColumn.COMMITMENT_DISCOUNT_ID, id)
                .with(FocusColumn.COMMITMENT_DISCOUNT_NAME, commitmentName(committed))
                .with(FocusColumn.COMMITMENT_DISCOUNT_CATEGORY, "Usage")
                .with(FocusColumn.COMMITMENT_DISCOUNT_TYPE, "Reserved GPUs")
                .with(FocusColumn.COMMITMENT_DISCOUNT_UNIT, GPU_HOURS);
    }

    static String commitmentName(Line.Committed committed) {
        String region = committed.commitment().region();
        return committed.commitment().accelerator()
                + (region.equals(PriceBook.ANY_REGION) ? " in any region" : " in " + region);
    }

    static Cell hours(Fraction microGpuSeconds) {
        return Cell.of(decimal(microGpuSeconds.times(Line.PER_GPU_HOUR)));
    }

    private static BigDecimal decimal(Fraction units) {
        return units.rounded(QUANTITY_DECIMALS, RoundingMode.HALF_EVEN);
    }

    static Fraction micros(GpuTime time) {
        return new Fraction(time.microGpuSeconds(), BigInteger.ONE);
    }

    static BigInteger whole(Fraction microGpuSeconds) {
        return microGpuSeconds.rounded(0, RoundingMode.HALF_EVEN).toBigIntegerExact();
    }

    static UnitPrice priceOf(Line.Priced line) {
        UnitPrice price = line.price();
        if (price == null) {
            throw new IllegalArgumentException("line: must have a price, is " + line);
        }
        return price;
    }
}
