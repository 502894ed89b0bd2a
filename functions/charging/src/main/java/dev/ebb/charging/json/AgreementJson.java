package dev.ebb.charging.json;

import dev.ebb.charging.Agreement.Term;
import dev.ebb.charging.BrokenRulesException.Problem;
import dev.ebb.charging.Commitment;
import dev.ebb.charging.InvalidTermException;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBook.GpuPrice;
import dev.ebb.charging.PriceBook.ModelPrice;
import dev.ebb.charging.UnitPrice;
import dev.ebb.metering.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Terms of agreements as JSON, one a file. Unlike a price book's, every field that the format does not have is refused,
 * but for {@code remark}: nothing that was agreed may vanish because it is misspelled.
 */
public final class AgreementJson {

    private static final String FROM = "from";
    private static final String PERCENT_OFF = "percentOff";
    private static final String GPUS = "gpus";
    private static final String MODELS = "models";
    private static final String COMMITMENTS = "commitments";
    private static final String REMARK = "remark";
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal MAX_GPUS = BigDecimal.valueOf(Commitment.MAX_MILLI_GPUS, 3);
    private static final int GPU_DECIMALS = 3;

    private AgreementJson() {}

    /**
     * Reads one term.
     *
     * @param json in UTF-8
     * @throws InvalidTermException with everything that is wrong in it
     */
    public static Term read(byte[] json) {
        List<Problem> problems = new ArrayList<>();
        Row term = Row.of(json, problems).orElseThrow(() -> new InvalidTermException(problems));
        known(term, List.of(FROM, PERCENT_OFF, GPUS, MODELS, COMMITMENTS));
        List<Row> gpuRows = rows(term, GPUS, List.of("accelerator", "region", PriceRows.GPU_PRICE));
        List<Row> modelRows = rows(
                term,
                MODELS,
                Stream.concat(Stream.of("model"), PriceRows.MODEL_PRICES.stream())
                        .toList());
        List<Row> reserved = rows(term, COMMITMENTS, List.of("accelerator", "region", GPUS, PriceRows.GPU_PRICE));
        PriceRows.From from = new PriceRows.From(term.quarter(FROM), term.spelling(FROM), false);
        BigDecimal percentOff = percentOff(term);
        List<GpuPrice> gpus = PriceRows.gpus(gpuRows, row -> from);
        List<ModelPrice> models = PriceRows.models(modelRows, row -> from);
        List<Commitment> commitments = commitments(reserved, from);
        Instant first = from.instant();
        if (!problems.isEmpty() || first == null || percentOff == null) {
            throw new InvalidTermException(problems);
        }
        String percentText = term.has(PERCENT_OFF) ? term.spelling(PERCENT_OFF) : percentOff.toString();
        return new Term(first, gpus, models, percentOff, percentText, commitments);
    }

    private static void known(Row row, List<String> names) {
        row.requireKnown(name -> !name.equals(REMARK), names);
    }

    private static List<Row> rows(Row term, String name, List<String> fields) {
        List<Row> rows = term.rows(name);
        rows.forEach(row -> known(row, fields));
        return rows;
    }

    private static @Nullable BigDecimal percentOff(Row term) {
        if (!term.has(PERCENT_OFF)) {
            return BigDecimal.ZERO;
        }
        BigDecimal percent = term.decimal(PERCENT_OFF);
        if (percent != null && percent.compareTo(HUNDRED) > 0) {
            term.refuse(PERCENT_OFF, "must be from 0 to 100");
        }
        return percent;
    }

    private static List<Commitment> commitments(List<Row> rows, PriceRows.From from) {
        List<Commitment> commitments = new ArrayList<>();
        PriceRows.Twins twins = new PriceRows.Twins();
        for (Row row : rows) {
            String accelerator = row.identifier("accelerator");
            String region = row.has("region") ? row.identifier("region") : PriceBook.ANY_REGION;
            long milliGpus = milliGpus(row);
            UnitPrice price = row.price(PriceRows.GPU_PRICE, from.instant(), from.spelling());
            if (accelerator == null || region == null) {
                continue;
            }
            String shown = accelerator + " in " + region;
            if (twins.isFirst(row, "accelerator and region", shown, accelerator, region)
                    && milliGpus > 0
                    && price != null) {
                commitments.add(new Commitment(accelerator, region, milliGpus, price));
            }
        }
        return commitments;
    }

    /** 0 if what stands there breaks a rule. */
    private static long milliGpus(Row row) {
        BigDecimal gpus = row.decimal(GPUS);
        if (gpus == null) {
            return 0;
        }
        if (gpus.signum() == 0 || gpus.compareTo(MAX_GPUS) > 0) {
            row.refuse(GPUS, "must be above 0 and at most " + MAX_GPUS.toBigInteger());
            return 0;
        }
        if (gpus.stripTrailingZeros().scale() > GPU_DECIMALS) {
            row.refuse(GPUS, "must have at most " + GPU_DECIMALS + " decimals");
            return 0;
        }
        return gpus.movePointRight(GPU_DECIMALS).longValueExact();
    }

    /** Writes a term, compactly, as {@link #read} takes it; prices in their own spelling. */
    public static byte[] write(Term term) {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put(FROM, new Json.Text(spelledFrom(term)));
        fields.put(PERCENT_OFF, new Json.Text(term.percentText()));
        fields.put(GPUS, elements(term.gpus(), row -> PriceRows.json(row, null)));
        fields.put(MODELS, elements(term.models(), row -> PriceRows.json(row, null)));
        fields.put(COMMITMENTS, elements(term.commitments(), AgreementJson::json));
        return new Json.Members(fields, Set.of()).text().getBytes(StandardCharsets.UTF_8);
    }

    /** As the file spelled it, which is what lines of statements show. */
    private static String spelledFrom(Term term) {
        Stream<UnitPrice> prices = Stream.of(
                        term.gpus().stream().map(GpuPrice::perGpuHour),
                        term.models().stream().map(ModelPrice::perMillionPromptTokens),
                        term.commitments().stream().map(Commitment::perGpuHour))
                .flatMap(Function.identity());
        return prices.map(UnitPrice::priceFrom).findFirst().orElse(term.from().toString());
    }

    private static <T> Json elements(List<T> rows, Function<T, Json> json) {
        return new Json.Elements(rows.stream().map(json).toList());
    }

    private static Json json(Commitment commitment) {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("accelerator", new Json.Text(commitment.accelerator()));
        fields.put("region", new Json.Text(commitment.region()));
        String gpus = BigDecimal.valueOf(commitment.milliGpus(), GPU_DECIMALS).toPlainString();
        fields.put(GPUS, new Json.Text(gpus));
        fields.put(PriceRows.GPU_PRICE, PriceRows.spelled(commitment.perGpuHour()));
        return new Json.Members(fields, Set.of());
    }
}
