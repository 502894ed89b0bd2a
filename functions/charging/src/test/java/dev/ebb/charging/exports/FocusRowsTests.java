package dev.ebb.charging.exports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ebb.charging.Agreement;
import dev.ebb.charging.Commitment;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.UnitPrice;
import dev.ebb.charging.csv.Csv;
import dev.ebb.charging.csv.CsvReader;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FocusRowsTests {

    private static final Period NOVEMBER = Period.of("2026-11", "UTC");
    /** The account was in Paris when October was invoiced. */
    private static final FocusRows.Origin INVOICE =
            new FocusRows.Origin("Example GPUs", "acme-000007", month -> Period.of(month.toString(), "Europe/Paris"));

    private static final Labels LABELS = (deployment, at) -> Map.of("team", deployment.name());
    private static final long HOUR = 3_600_000_000L;

    /** The rows as a reader of the file has them, by column. */
    private static List<Map<String, String>> read(DatedStatement dated, Tariff tariff) {
        String file =
                new String(Csv.write(FocusRows.of(dated, tariff, INVOICE, LABELS), false), StandardCharsets.UTF_8);
        List<List<String>> all = CsvReader.rows(file);
        List<Map<String, String>> rows = new ArrayList<>();
        for (List<String> cells : all.subList(1, all.size())) {
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < cells.size(); i++) {
                row.put(all.getFirst().get(i), cells.get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    private static BigDecimal number(Map<String, String> row, String column) {
        return new BigDecimal(Objects.requireNonNull(row.get(column)));
    }

    private static BigDecimal sum(List<Map<String, String>> rows, String column) {
        return rows.stream().map(row -> number(row, column)).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static Line.Committed committed(String region, long milliGpus, String price, long billed, long used) {
        UnitPrice agreed = new UnitPrice(
                NOVEMBER.from(),
                NOVEMBER.from().toString(),
                new BigDecimal(price),
                price,
                new UnitPrice.Agreed(NOVEMBER.from(), null));
        return new Line.Committed(
                new Commitment("H100", region, milliGpus, agreed), GpuTime.ofMicros(billed), GpuTime.ofMicros(used));
    }

    private static Line.Gpu gpu(String deployment, String region, String price, long billed, Fraction reserved) {
        return new Line.Gpu(
                deployment,
                new GpuKind("H100", region),
                DatingTests.price("2026-01-01T00:00:00Z", price),
                GpuTime.ofMicros(billed),
                GpuTime.ZERO,
                reserved);
    }

    private static DatedStatement dated(Tariff tariff, Line... lines) {
        Statement statement = Statement.of("acme", NOVEMBER, tariff, List.of(lines), true);
        return DatedStatement.of(statement, List.of(new DatedStatement.Part(Span.whole(NOVEMBER), List.of(lines))));
    }

    /** Every kind of row that there is. */
    private static DatedStatement everything() {
        return dated(
                DatingTests.tariff("2026-01-01T00:00:00Z", "8.00"),
                gpu("m", "eu", "8.00", 10 * HOUR, Fraction.of(4 * HOUR)),
                gpu("n", "us", "8.00", 3 * HOUR, Fraction.ZERO),
                new Line.Gpu("m", new GpuKind("A100", "eu"), null, GpuTime.ofMicros(HOUR), GpuTime.ZERO),
                committed("*", 1000, "5.00", 7 * HOUR, 4 * HOUR),
                new Line.Tokens(
                        "llama",
                        Line.Direction.PROMPT,
                        DatingTests.price("2026-01-01T00:00:00Z", "0.37"),
                        BigInteger.valueOf(1_234_567),
                        BigInteger.ZERO),
                new Line.Adjustment(
                        YearMonth.parse("2026-10"),
                        6L,
                        new LineKey("gpu", "m", "H100", "eu", "", "2026-01-01T00:00:00Z", ""),
                        new BigDecimal("-1.50"),
                        List.of()),
                new Line.Adjustment(
                        YearMonth.parse("2026-10"),
                        6L,
                        new LineKey("commitment", "", "H100", "*", "", "2026-01-01T00:00:00Z", ""),
                        new BigDecimal("0.50"),
                        List.of()));
    }

    private static JsonNode model() throws IOException {
        try (var in =
                Objects.requireNonNull(FocusRowsTests.class.getResourceAsStream("/focus-1.4/cost-and-usage.json"))) {
            return new JsonMapper().readTree(in);
        }
    }

    @Test
    void columnsAreTheModelsInItsOrderAndAllThatAreMandatory() throws IOException {
        List<String> known = new ArrayList<>();
        List<String> mandatory = new ArrayList<>();
        model().properties().forEach(column -> {
            known.add(column.getKey());
            if (column.getValue().get("level").asText().equals("Mandatory")) {
                mandatory.add(column.getKey());
            }
        });
        List<String> columns = FocusRows.of(everything(), DatingTests.tariff(), INVOICE, LABELS)
                .header();

        assertThat(columns).isSubsetOf(known).containsAll(mandatory).doesNotHaveDuplicates();
        assertThat(known.stream().filter(columns::contains)).containsExactlyElementsOf(columns);
    }

    @Test
    void everyCellKeepsItsColumnsRules() throws IOException {
        JsonNode model = model();

        for (Map<String, String> row : read(everything(), DatingTests.tariff("2026-01-01T00:00:00Z", "8.00"))) {
            row.forEach((column, cell) -> check(column, model.get(column), cell));
        }
    }

    @Test
    void everyRowNamesItsHostAndTheCountOfGpusIsANumber() throws IOException {
        List<Map<String, String>> rows = read(everything(), DatingTests.tariff("2026-01-01T00:00:00Z", "8.00"));

        assertThat(rows)
                .allSatisfy(row ->
                        assertThat(row.get("HostProviderName")).isNotEmpty().isEqualTo(row.get("ServiceProviderName")));
        assertThat(rows)
                .map(row -> row.get("SkuPriceDetails"))
                .filteredOn(details -> details.contains("GpuCount"))
                .isNotEmpty()
                .allSatisfy(details -> {
                    assertThat(json(details).get("GpuCount").isNumber()).isTrue();
                    assertThat(json(details).get("GpuCount").asInt()).isEqualTo(1);
                });
    }

    private static void check(String column, JsonNode rule, String cell) {
        if (cell.isEmpty()) {
            assertThat(rule.get("nullable").asBoolean())
                    .as("%s is empty", column)
                    .isTrue();
            return;
        }
        switch (rule.get("type").asText()) {
            case "Decimal" -> {
                assertThat(cell).as(column).matches("-?[0-9]+(\\.[0-9]+)?");
                if (rule.get("format").asText().equals("Decimal (non-negative)")) {
                    assertThat(new BigDecimal(cell)).as(column).isNotNegative();
                }
            }
            case "Date/Time" ->
                assertThat(Instant.parse(cell).toString()).as(column).isEqualTo(cell);
            case "JSON" ->
                assertThat(json(cell).properties())
                        .as(column)
                        .allMatch(pair -> pair.getValue().isValueNode());
            default -> assertThat(cell).as(column).isEqualTo(cell.strip());
        }
        if (rule.has("values")) {
            List<String> values = new ArrayList<>();
            rule.get("values").forEach(value -> values.add(value.asText()));
            assertThat(values).as(column).contains(cell);
        }
        if (rule.get("format").asText().equals("Currency")) {
            assertThat(cell).as(column).matches("[A-Z]{3}");
        }
    }

    private static JsonNode json(String cell) {
        try {
            return new JsonMapper().readTree(cell);
        } catch (IOException malformed) {
            throw new AssertionError(cell, malformed);
        }
    }

    private static Map<String, String> one(List<Map<String, String>> rows, String column, String value) {
        return rows.stream()
                .filter(row -> value.equals(row.get(column)))
                .reduce((one, two) -> {
                    throw new AssertionError("two rows with " + column + " " + value);
                })
                .orElseThrow();
    }

    @Test
    void aCommitmentIsBoughtAndItsCostIsWhereItWasUsed() {
        List<Map<String, String>> rows = read(everything(), DatingTests.tariff("2026-01-01T00:00:00Z", "8.00"));

        // 7 reserved hours at 5.00, of which 4 were used: 35.00 billed; 20 for what was covered, 15 for the rest.
        Map<String, String> bought = one(
                rows.stream().filter(row -> row.get("ChargeClass").isEmpty()).toList(), "ChargeCategory", "Purchase");
        assertThat(bought)
                .containsEntry("BilledCost", "35.00")
                .containsEntry("EffectiveCost", "0")
                .containsEntry("ChargeFrequency", "Recurring")
                .containsEntry("CommitmentDiscountStatus", "")
                .containsEntry("ConsumedQuantity", "");
        assertThat(number(bought, "CommitmentDiscountQuantity")).isEqualByComparingTo("7");
        Map<String, String> used = one(rows, "CommitmentDiscountStatus", "Used");
        assertThat(used)
                .containsEntry("BilledCost", "0")
                .containsEntry("PricingCategory", "Committed")
                .containsEntry("ResourceName", "m")
                .containsEntry("Tags", "{\"team\":\"m\"}")
                .containsEntry("ConsumedQuantity", "14400.000000");
        assertThat(number(used, "EffectiveCost")).isEqualByComparingTo("20");
        assertThat(number(used, "ContractedCost"))
                .as("4 h at 8.00, as if nothing were reserved")
                .isEqualByComparingTo("32");
        Map<String, String> unused = one(rows, "CommitmentDiscountStatus", "Unused");
        assertThat(number(unused, "EffectiveCost")).isEqualByComparingTo("15");
        assertThat(unused).containsEntry("BilledCost", "0").containsEntry("ConsumedQuantity", "");
    }

    @Test
    void anAdjustmentIsACorrectionOfItsMonth() {
        List<Map<String, String>> corrections = read(everything(), DatingTests.tariff()).stream()
                .filter(row -> "Correction".equals(row.get("ChargeClass")))
                .toList();

        assertThat(corrections).hasSize(2);
        assertThat(corrections.getLast())
                .containsEntry("BilledCost", "-1.50")
                .containsEntry("ListCost", "-1.50")
                .containsEntry("ChargeCategory", "Usage")
                .containsEntry("ChargePeriodStart", "2026-09-30T22:00:00Z")
                .containsEntry("ChargePeriodEnd", "2026-10-31T23:00:00Z")
                .containsEntry("BillingPeriodStart", "2026-11-01T00:00:00Z")
                .containsEntry("PricingQuantity", "")
                .containsEntry("ResourceName", "m");
        assertThat(corrections.getFirst())
                .containsEntry("ChargeCategory", "Purchase")
                .containsEntry("EffectiveCost", "0.50")
                .containsEntry("CommitmentDiscountId", "");
    }

    @Test
    void billedCostsAddUpToTheInvoice() {
        DatedStatement dated = everything();
        List<Map<String, String>> rows = read(dated, DatingTests.tariff("2026-01-01T00:00:00Z", "8.00"));

        // 6 + 3 hours at 8.00, 35.00 reserved, 0.46 for tokens (1.234567 × 0.37 = 0.45678979), less 1.50, plus 0.50.
        assertThat(dated.statement().total()).isEqualTo("106.46");
        assertThat(sum(rows, "BilledCost")).isEqualByComparingTo("106.46");
        assertThat(sum(rows, "EffectiveCost")).isEqualByComparingTo("106.46");
        assertThat(rows).allSatisfy(row -> assertThat(row).containsEntry("InvoiceId", "acme-000007"));
        assertThat(rows).noneMatch(row -> row.get("SkuId").contains("A100"));
    }

    /** As {@link #billedCostsAddUpToTheInvoice}; of the 106.46 credits have paid all but 6.46. */
    @Test
    void whatCreditsPaidIsInNoRowAndTheRowsAddUpToTheTotal() {
        DatedStatement owed = everything();
        DatedStatement dated = new DatedStatement(owed.statement().withDue(new BigDecimal("6.46")), owed.rows());

        List<Map<String, String>> rows = read(dated, DatingTests.tariff("2026-01-01T00:00:00Z", "8.00"));

        assertThat(sum(rows, "BilledCost")).isEqualByComparingTo("106.46");
        assertThat(rows).extracting(row -> row.get("ChargeCategory")).containsOnly("Usage", "Purchase");
    }

    @Test
    void listIsTheBooksPriceAndContractedTheAgreedOne() {
        // The agreement's own rate hides a change of the book's price at noon of 2 November.
        Tariff listed = DatingTests.tariff("2026-01-01T00:00:00Z", "8.00", "2026-11-02T12:00:00Z", "9.00");
        UnitPrice own = DatingTests.price("2026-11-01T00:00:00Z", "6.00");
        Tariff tariff = new Tariff(
                listed.book(),
                new Agreement(List.of(new Agreement.Term(
                        own.from(),
                        List.of(new PriceBook.GpuPrice("H100", "*", own)),
                        List.of(),
                        BigDecimal.ZERO,
                        "0",
                        List.of()))));
        KnownUsage usage = new KnownUsage()
                .session(
                        "m",
                        "H100",
                        "eu",
                        1000,
                        Instant.parse("2026-11-02T11:00:00Z"),
                        Instant.parse("2026-11-02T14:00:00Z"));
        Dating dating = new Dating(usage, tariff, "acme", NOVEMBER, Instant.parse("2026-12-01T00:00:00Z"));

        List<Map<String, String>> rows =
                read(dating.byDayAndListPrice(dating.computed().statement()), tariff);

        assertThat(rows).extracting(row -> row.get("ListUnitPrice")).containsExactly("8.00", "9.00");
        assertThat(rows).extracting(row -> row.get("ContractedUnitPrice")).containsExactly("6.00", "6.00");
        assertThat(sum(rows, "ListCost")).as("1 × 8 + 2 × 9").isEqualByComparingTo("26");
        assertThat(sum(rows, "ContractedCost")).isEqualByComparingTo("18");
        assertThat(sum(rows, "BilledCost")).isEqualByComparingTo("18.00");
    }

    @Property(tries = 30)
    void costsKeepTheirRelationsInEveryRow(@ForAll long seed) throws IOException {
        Dating dating = DatingTests.random(seed);
        Tariff tariff = DatingTests.tariff("2026-01-01T00:00:00Z", "2.95");
        JsonNode model = model();
        Statement statement = dating.computed().statement();

        List<Map<String, String>> rows = read(dating.byDayAndListPrice(statement), tariff);

        assertThat(sum(rows, "BilledCost")).isEqualByComparingTo(statement.total());
        assertThat(sum(rows, "EffectiveCost")).isEqualByComparingTo(statement.total());
        for (Map<String, String> row : rows) {
            row.forEach((column, cell) -> check(column, model.get(column), cell));
            BigDecimal quantity = number(row, "PricingQuantity");
            assertThat(number(row, "ListCost"))
                    .isEqualByComparingTo(number(row, "ListUnitPrice").multiply(quantity));
            BigDecimal contracted = number(row, "ContractedUnitPrice").multiply(quantity);
            assertThat(number(row, "ContractedCost")).isEqualByComparingTo(contracted);
            if (row.get("CommitmentDiscountStatus").isEmpty()) {
                assertThat(number(row, "BilledCost").subtract(contracted).abs())
                        .isLessThanOrEqualTo(new BigDecimal("0.01"));
            }
        }
    }

    /** Commitments for a region and for any, and lines that they cover in whatever proportion. */
    @Property(tries = 100)
    void whatIsBilledForReservedGpusIsTheCostOfWhatTheyCover(@ForAll long seed) {
        Random random = new Random(seed);
        long inRegion = random.nextLong(1, 50 * HOUR);
        long anywhere = random.nextLong(1, 50 * HOUR);
        // Region eu has three lines that share what both cover, in thirds; us has one under the other commitment.
        Fraction anywhereInEu = new Fraction(BigInteger.valueOf(anywhere), BigInteger.valueOf(4));
        Fraction third = new Fraction(BigInteger.ONE, BigInteger.valueOf(3));
        Fraction each = Fraction.of(inRegion).plus(anywhereInEu).times(third);
        List<Line> lines = new ArrayList<>();
        for (String deployment : List.of("a", "b", "c")) {
            lines.add(gpu(deployment, "eu", "8.00", 200 * HOUR, each));
        }
        lines.add(gpu("d", "us", "8.00", 200 * HOUR, Fraction.of(anywhere).minus(anywhereInEu)));
        lines.add(committed("eu", 1000, "5.13", inRegion + random.nextLong(0, HOUR), inRegion));
        lines.add(committed("*", 1000, "4.77", anywhere + random.nextLong(0, HOUR), anywhere));
        DatedStatement dated = dated(DatingTests.tariff("2026-01-01T00:00:00Z", "8.00"), lines.toArray(Line[]::new));

        List<Map<String, String>> rows = read(dated, DatingTests.tariff("2026-01-01T00:00:00Z", "8.00"));

        assertThat(sum(rows, "BilledCost"))
                .isEqualByComparingTo(dated.statement().total());
        for (String region : List.of("eu", "*")) {
            List<Map<String, String>> own = rows.stream()
                    .filter(row -> row.get("CommitmentDiscountId").contains("/" + region + "/"))
                    .toList();
            List<Map<String, String>> usage = own.stream()
                    .filter(row -> "Usage".equals(row.get("ChargeCategory")))
                    .toList();
            assertThat(sum(usage, "EffectiveCost")).isEqualByComparingTo(sum(own, "BilledCost"));
        }
        BigDecimal consumed = rows.stream()
                .filter(row -> !row.get("ConsumedQuantity").isEmpty())
                .map(row -> number(row, "ConsumedQuantity"))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(consumed)
                .as("4 lines of 200 h")
                .isEqualByComparingTo(BigDecimal.valueOf(Duration.ofHours(800).toSeconds()));
    }
}
