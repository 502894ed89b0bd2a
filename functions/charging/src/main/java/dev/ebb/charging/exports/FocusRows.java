package dev.ebb.charging.exports;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Period;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.UnitPrice;
import dev.ebb.charging.exports.DatedStatement.Row;
import dev.ebb.metering.DeploymentId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A dated statement as rows of Cost and Usage in FOCUS 1.4.
 *
 * <ul>
 *   <li>BilledCost of all rows adds up to the statement's total; so does EffectiveCost.
 *   <li>ListCost and ContractedCost are PricingQuantity times ListUnitPrice, the price book's, and ContractedUnitPrice,
 *       the agreement's. The quantity is rounded to {@value FocusRow#QUANTITY_DECIMALS} decimals, and the products are
 *       exact. BilledCost is the row's share of the rounded amount, so it differs from ContractedCost by less than a minor
 *       unit.
 *   <li>A commitment is bought by a row a day, with no EffectiveCost, for that is spread over the usage that it covers
 *       and over what was left unused, each a row of its own without BilledCost.
 *   <li>An adjustment is a correction. It names no commitment: it covers nothing.
 *   <li>Usage without a price is in no row: FOCUS has no word for it.
 *   <li>Credits are in no row, of category Credit or any other. A credit pays for an invoice and changes nothing that it
 *       comes to; a row of what was burned would make the rows add up to what is due instead, and no longer to the
 *       invoice whose number they carry. What credits paid is the invoice's total less its {@code due}.
 * </ul>
 */
public final class FocusRows {

    private static final String GPU_SERVICE = "Dedicated deployments";
    private static final String TOKEN_SERVICE = "Serverless inference";

    private final DatedStatement dated;
    private final Tariff tariff;
    private final Origin origin;
    private final Labels labels;
    private final List<FocusRow> rows = new ArrayList<>();

    /**
     * Where charges come from.
     *
     * @param provider who provides the service and issues the invoices
     * @param invoice the invoice's identifier; empty of a draft
     * @param invoiced the period of an earlier month that is corrected, as it was invoiced
     */
    public record Origin(String provider, String invoice, Function<YearMonth, Period> invoiced) {}

    private FocusRows(DatedStatement dated, Tariff tariff, Origin origin, Labels labels) {
        this.dated = dated;
        this.tariff = tariff;
        this.origin = origin;
        this.labels = labels;
    }

    /**
     * The rows of a statement.
     *
     * @param dated {@linkplain Dating#byDayAndListPrice by day and list price}
     */
    public static Sheet of(DatedStatement dated, Tariff tariff, Origin origin, Labels labels) {
        FocusRows focus = new FocusRows(dated, tariff, origin, labels);
        Map<Span, List<Row>> bySpan = new LinkedHashMap<>();
        for (Row row : dated.rows()) {
            if (row.amount() != null) {
                bySpan.computeIfAbsent(row.span(), span -> new ArrayList<>()).add(row);
            }
        }
        bySpan.values().forEach(focus::add);
        return new Sheet(
                Arrays.stream(FocusColumn.values()).map(FocusColumn::id).toList(),
                focus.rows.stream().map(FocusRow::cells).toList());
    }

    private void add(List<Row> together) {
        CommitmentShares shares = CommitmentShares.of(together);
        for (Row row : together) {
            switch (row.line()) {
                case Line.Gpu gpu -> add(row, gpu, shares);
                case Line.Tokens tokens -> add(row, tokens);
                case Line.Committed committed -> add(row, committed, shares);
                case Line.Adjustment adjustment -> add(row, adjustment);
            }
        }
    }

    private FocusRow row(Row row) {
        Statement statement = dated.statement();
        BigDecimal billed = row.amount() == null ? BigDecimal.ZERO : row.amount();
        FocusRow focus = new FocusRow()
                .with(FocusColumn.BILLING_ACCOUNT_ID, statement.account())
                .with(FocusColumn.BILLING_CURRENCY, statement.currency().getCurrencyCode())
                .with(FocusColumn.BILLING_PERIOD_START, Cell.of(statement.from()))
                .with(FocusColumn.BILLING_PERIOD_END, Cell.of(statement.to()))
                .with(FocusColumn.CHARGE_PERIOD_START, Cell.of(row.span().from()))
                .with(FocusColumn.CHARGE_PERIOD_END, Cell.of(row.span().to()))
                .with(FocusColumn.HOST_PROVIDER_NAME, origin.provider())
                .with(FocusColumn.INVOICE_ISSUER_NAME, origin.provider())
                .with(FocusColumn.SERVICE_PROVIDER_NAME, origin.provider())
                .with(FocusColumn.SERVICE_CATEGORY, "AI and Machine Learning")
                .with(FocusColumn.CHARGE_CATEGORY, "Usage")
                .with(FocusColumn.CHARGE_FREQUENCY, "Usage-Based")
                .with(FocusColumn.PRICING_CATEGORY, "Standard")
                .billed(billed)
                .effective(billed);
        if (!origin.invoice().isEmpty()) {
            focus.with(FocusColumn.INVOICE_ID, origin.invoice())
                    .with(FocusColumn.INVOICE_DETAIL_ID, origin.invoice() + "-" + row.number());
        }
        rows.add(focus);
        return focus;
    }

    private static FocusRow gpuService(FocusRow row) {
        return row.with(FocusColumn.SERVICE_NAME, GPU_SERVICE).with(FocusColumn.SERVICE_SUBCATEGORY, "AI Platforms");
    }

    private FocusRow gpuTime(Row row, Line.Gpu gpu, Fraction microGpuSeconds) {
        DeploymentId deployment = new DeploymentId(dated.statement().account(), gpu.deployment());
        UnitPrice contracted = FocusRow.priceOf(gpu);
        String sku = "gpu/" + gpu.kind().accelerator() + "/" + gpu.kind().region();
        return gpuService(row(row))
                .with(FocusColumn.RESOURCE_ID, "accounts/" + deployment.account() + "/deployments/" + gpu.deployment())
                .with(FocusColumn.RESOURCE_NAME, gpu.deployment())
                .with(FocusColumn.RESOURCE_TYPE, "Deployment")
                .with(FocusColumn.REGION_ID, gpu.kind().region())
                .with(FocusColumn.REGION_NAME, gpu.kind().region())
                .with(
                        FocusColumn.TAGS,
                        Cell.of(labels.at(deployment, row.span().to().minusMillis(1))))
                .with(
                        FocusColumn.CHARGE_DESCRIPTION,
                        gpu.kind().accelerator() + " in " + gpu.kind().region() + " for " + gpu.deployment())
                .sku(sku, "GPU time", FocusRow.oneGpu(gpu.kind().accelerator()))
                .gpuHours(microGpuSeconds)
                .priced(ListPrice.of(tariff, gpu, contracted, row.span()), contracted);
    }

    private void add(Row row, Line.Gpu gpu, CommitmentShares shares) {
        BigInteger onDemand = gpu.billed().microGpuSeconds();
        for (CommitmentShares.Share share : shares.of(row)) {
            BigInteger covered = FocusRow.whole(share.microGpuSeconds());
            onDemand = onDemand.subtract(covered);
            gpuTime(row, gpu, share.microGpuSeconds())
                    .billed(BigDecimal.ZERO)
                    .effective(share.effective())
                    .consumedGpuSeconds(covered)
                    .with(FocusColumn.PRICING_CATEGORY, "Committed")
                    .commitment(id(share.committed()), share.committed())
                    .with(FocusColumn.COMMITMENT_DISCOUNT_STATUS, "Used")
                    .with(FocusColumn.COMMITMENT_DISCOUNT_QUANTITY, FocusRow.hours(share.microGpuSeconds()));
        }
        Fraction rest = FocusRow.micros(gpu.billed()).minus(gpu.reserved());
        if (rest.compareTo(Fraction.ZERO) > 0) {
            gpuTime(row, gpu, rest).consumedGpuSeconds(onDemand);
        }
    }

    private void add(Row row, Line.Tokens tokens) {
        UnitPrice contracted = FocusRow.priceOf(tokens);
        String sku = "tokens/" + tokens.model() + "/" + tokens.direction().text();
        row(row).with(FocusColumn.SERVICE_NAME, TOKEN_SERVICE)
                .with(FocusColumn.SERVICE_SUBCATEGORY, "Generative AI")
                .with(FocusColumn.CHARGE_DESCRIPTION, tokens.direction().text() + " tokens of " + tokens.model())
                .sku(sku, "Tokens", Cell.of(Map.of("x_Model", tokens.model())))
                .with(FocusColumn.CONSUMED_QUANTITY, Cell.of(new BigDecimal(tokens.quantity())))
                .with(FocusColumn.CONSUMED_UNIT, "Tokens")
                .quantity(tokens.units(), "1000000 Tokens")
                .priced(ListPrice.of(tariff, tokens, contracted, row.span()), contracted);
    }

    private void add(Row row, Line.Committed committed, CommitmentShares shares) {
        Fraction bought = FocusRow.micros(committed.billed());
        commitment(row, committed, bought)
                .effective(BigDecimal.ZERO)
                .with(FocusColumn.CHARGE_CATEGORY, "Purchase")
                .with(FocusColumn.CHARGE_FREQUENCY, "Recurring");
        Fraction unused = bought.minus(FocusRow.micros(committed.used()));
        if (unused.compareTo(Fraction.ZERO) > 0) {
            commitment(row, committed, unused)
                    .billed(BigDecimal.ZERO)
                    .effective(shares.unused(row))
                    .with(FocusColumn.PRICING_CATEGORY, "Committed")
                    .with(FocusColumn.COMMITMENT_DISCOUNT_STATUS, "Unused");
        }
    }

    private FocusRow commitment(Row row, Line.Committed committed, Fraction microGpuSeconds) {
        String accelerator = committed.commitment().accelerator();
        String region = committed.commitment().region();
        return gpuService(row(row))
                .with(FocusColumn.CHARGE_DESCRIPTION, "Reserved " + FocusRow.commitmentName(committed))
                .sku("commitment/" + accelerator + "/" + region, "Reserved GPU time", FocusRow.oneGpu(accelerator))
                .gpuHours(microGpuSeconds)
                .priced(committed.price(), committed.price())
                .commitment(id(committed), committed)
                .with(FocusColumn.COMMITMENT_DISCOUNT_QUANTITY, FocusRow.hours(microGpuSeconds));
    }

    private String id(Line.Committed committed) {
        return "accounts/" + dated.statement().account() + "/commitments/"
                + committed.commitment().accelerator() + "/"
                + committed.commitment().region() + "/"
                + committed.price().from();
    }

    private void add(Row row, Line.Adjustment adjustment) {
        LineKey line = adjustment.line();
        Period then = origin.invoiced().apply(adjustment.period());
        boolean tokens = line.kind().equals("tokens");
        FocusRow focus = row(row).with(FocusColumn.CHARGE_CLASS, "Correction")
                .with(FocusColumn.CHARGE_PERIOD_START, Cell.of(then.from()))
                .with(FocusColumn.CHARGE_PERIOD_END, Cell.of(then.to()))
                .with(FocusColumn.CHARGE_FREQUENCY, "One-Time")
                .with(FocusColumn.PRICING_CATEGORY, Cell.EMPTY)
                .with(FocusColumn.SERVICE_NAME, tokens ? TOKEN_SERVICE : GPU_SERVICE)
                .with(FocusColumn.SERVICE_SUBCATEGORY, tokens ? "Generative AI" : "AI Platforms")
                .with(FocusColumn.LIST_COST, Cell.of(adjustment.amount()))
                .with(FocusColumn.CONTRACTED_COST, Cell.of(adjustment.amount()))
                .with(FocusColumn.REGION_ID, line.kind().equals("gpu") ? line.region() : "")
                .with(FocusColumn.REGION_NAME, line.kind().equals("gpu") ? line.region() : "")
                .with(FocusColumn.CHARGE_DESCRIPTION, "Correction of " + adjustment.period() + ": " + line);
        if (line.kind().equals("gpu")) {
            DeploymentId deployment = new DeploymentId(dated.statement().account(), line.name());
            focus.with(FocusColumn.RESOURCE_ID, "accounts/" + deployment.account() + "/deployments/" + line.name())
                    .with(FocusColumn.RESOURCE_NAME, line.name())
                    .with(FocusColumn.RESOURCE_TYPE, "Deployment")
                    .with(
                            FocusColumn.TAGS,
                            Cell.of(labels.at(deployment, then.to().minusMillis(1))));
        } else if (line.kind().equals("commitment")) {
            focus.with(FocusColumn.CHARGE_CATEGORY, "Purchase");
        }
    }
}
