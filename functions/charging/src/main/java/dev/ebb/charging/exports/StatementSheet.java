package dev.ebb.charging.exports;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.Statement;
import dev.ebb.charging.UnitPrice;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A dated statement as people read it in a spreadsheet. Columns are named as in the statement's JSON. */
public final class StatementSheet {

    private static final int EXACT_DECIMALS = 9;

    private static final List<String> HEADER = List.of(
            "account",
            "period",
            "day",
            "from",
            "to",
            "line",
            "kind",
            "deployment",
            "model",
            "direction",
            "accelerator",
            "region",
            "priceFrom",
            "unitPrice",
            "unit",
            "agreementFrom",
            "percentOff",
            "gpuSeconds",
            "busyGpuSeconds",
            "idleGpuSeconds",
            "reservedGpuSeconds",
            "usedGpuSeconds",
            "quantity",
            "cachedQuantity",
            "adjustedPeriod",
            "adjustedInvoice",
            "adjustedLine",
            "currency",
            "exactAmount",
            "amount",
            "unpriced");

    private StatementSheet() {}

    /** One row of the sheet for each of the statement. */
    public static Sheet of(DatedStatement dated) {
        return new Sheet(
                HEADER,
                dated.rows().stream().map(row -> cells(dated.statement(), row)).toList());
    }

    private static List<Cell> cells(Statement statement, DatedStatement.Row row) {
        Span span = row.span();
        Stream<Cell> when = Stream.of(
                Cell.of(statement.account()),
                Cell.of(statement.period().month().toString()),
                Cell.of(row.line() instanceof Line.Adjustment ? "" : span.day().toString()),
                Cell.of(span.from()),
                Cell.of(span.to()),
                Cell.of(BigDecimal.valueOf(row.number())));
        BigDecimal exact = row.line()
                .exactAmount()
                .map(amount -> amount.rounded(EXACT_DECIMALS, RoundingMode.HALF_EVEN))
                .orElse(null);
        Stream<Cell> amounts = Stream.of(
                Cell.of(statement.currency().getCurrencyCode()),
                Cell.of(exact),
                Cell.of(row.amount()),
                Cell.of(exact == null ? "true" : ""));
        return Stream.of(when, what(row.line()).stream(), amounts)
                .flatMap(cells -> cells)
                .toList();
    }

    private static List<Cell> what(Line line) {
        return switch (line) {
            case Line.Gpu gpu ->
                priced(
                        List.of(
                                "gpu",
                                gpu.deployment(),
                                "",
                                "",
                                gpu.kind().accelerator(),
                                gpu.kind().region()),
                        gpu.price(),
                        "GPU-hour",
                        numbers(
                                gpu.billed().gpuSeconds(),
                                gpu.busy().gpuSeconds(),
                                gpu.idle().gpuSeconds(),
                                reserved(gpu.reserved()),
                                null,
                                null,
                                null));
            case Line.Committed committed ->
                priced(
                        List.of(
                                "commitment",
                                "",
                                "",
                                "",
                                committed.commitment().accelerator(),
                                committed.commitment().region()),
                        committed.price(),
                        "GPU-hour",
                        numbers(
                                committed.billed().gpuSeconds(),
                                null,
                                null,
                                null,
                                committed.used().gpuSeconds(),
                                null,
                                null));
            case Line.Tokens tokens ->
                priced(
                        List.of("tokens", "", tokens.model(), tokens.direction().text(), "", ""),
                        tokens.price(),
                        "1M tokens",
                        numbers(
                                null,
                                null,
                                null,
                                null,
                                null,
                                new BigDecimal(tokens.quantity()),
                                tokens.direction() == Line.Direction.PROMPT ? new BigDecimal(tokens.cached()) : null));
            case Line.Adjustment adjustment -> adjusted(adjustment);
        };
    }

    private static List<Cell> priced(
            List<String> words, @Nullable UnitPrice price, String unit, List<Cell> quantities) {
        UnitPrice.Agreed agreed = price == null ? null : price.agreed();
        return Stream.of(
                        words.stream().map(Cell::of),
                        Stream.of(
                                Cell.of(price == null ? null : price.priceFrom()),
                                price == null ? Cell.EMPTY : Cell.of(new BigDecimal(price.unitPrice())),
                                Cell.of(unit),
                                Cell.of(agreed == null ? "" : agreed.from().toString()),
                                agreed == null || agreed.percentOff() == null
                                        ? Cell.EMPTY
                                        : Cell.of(new BigDecimal(agreed.percentOff()))),
                        quantities.stream(),
                        Stream.generate(() -> Cell.EMPTY).limit(3))
                .flatMap(cells -> cells)
                .toList();
    }

    private static List<Cell> adjusted(Line.Adjustment adjustment) {
        Long invoice = adjustment.invoice();
        return Stream.of(
                        Stream.of(Cell.of("adjustment")),
                        Stream.generate(() -> Cell.EMPTY).limit(17),
                        Stream.of(
                                Cell.of(adjustment.period().toString()),
                                invoice == null ? Cell.EMPTY : Cell.of(BigDecimal.valueOf(invoice)),
                                Cell.of(adjustment.line().toString())))
                .flatMap(cells -> cells)
                .toList();
    }

    private static @Nullable BigDecimal reserved(Fraction microGpuSeconds) {
        return microGpuSeconds.equals(Fraction.ZERO)
                ? null
                : microGpuSeconds.rounded(0, RoundingMode.HALF_EVEN).movePointLeft(6);
    }

    private static List<Cell> numbers(@Nullable BigDecimal... numbers) {
        return Stream.of(numbers).map(Cell::of).map(Objects::requireNonNull).toList();
    }
}
