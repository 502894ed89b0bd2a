package dev.ebb.charging.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ebb.charging.Advice;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.IdleCost;
import dev.ebb.charging.Insight;
import dev.ebb.charging.NotBilled;
import dev.ebb.charging.Statement;
import dev.ebb.metering.GpuTime;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is worth knowing beside a statement. Decimals are strings; costs have nine decimals, for reading only, and
 * null stands for what is unknown.
 */
public final class InsightJson {

    private final JsonGenerator out;

    private InsightJson(JsonGenerator out) {
        this.out = out;
    }

    /** As indented JSON in UTF-8 that ends with a newline. */
    public static byte[] write(Statement statement, Insight insight) {
        return IndentedJson.bytes(out -> new InsightJson(out).all(statement, insight));
    }

    private void all(Statement statement, Insight insight) throws IOException {
        out.writeStartObject();
        out.writeStringField("account", statement.account());
        out.writeStringField("period", statement.period().month().toString());
        out.writeStringField("currency", statement.currency().getCurrencyCode());
        out.writeArrayFieldStart("notBilled");
        for (NotBilled each : insight.notBilled()) {
            out.writeStartObject();
            out.writeStringField("deployment", each.deployment());
            time("boot", each.boot());
            time("failedStarts", each.failed());
            time("lost", each.lost());
            time("runningWithoutSession", each.unexplained());
            out.writeEndObject();
        }
        out.writeEndArray();
        idle("idle", "deployment", insight.idle());
        out.writeObjectFieldStart("idleByLabel");
        for (String label : Insight.LABELS) {
            idle(label, "value", insight.idleByLabel().getOrDefault(label, List.of()));
        }
        out.writeEndObject();
        out.writeArrayFieldStart("advice");
        for (Advice advice : insight.advice()) {
            advice(out, statement.currency(), advice);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private void time(String name, NotBilled.Time time) throws IOException {
        out.writeObjectFieldStart(name);
        out.writeNumberField("count", time.count());
        decimal(out, "seconds", BigDecimal.valueOf(time.time().toMillis(), 3));
        GpuTime gpuTime = time.gpuTime();
        decimal(out, "gpuSeconds", gpuTime == null ? null : gpuTime.gpuSeconds());
        cost(out, "cost", time.cost());
        out.writeNumberField("unknown", time.unknown());
        out.writeEndObject();
    }

    private void idle(String name, String of, List<IdleCost> costs) throws IOException {
        out.writeArrayFieldStart(name);
        for (IdleCost each : costs) {
            out.writeStartObject();
            out.writeStringField(of, each.name());
            decimal(out, "gpuSeconds", each.billed().gpuSeconds());
            decimal(out, "idleGpuSeconds", each.idle().gpuSeconds());
            cost(out, "cost", each.cost());
            out.writeNumberField("unpriced", each.unpriced());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** One piece of advice, as an object. */
    private static void advice(JsonGenerator out, Currency currency, Advice advice) throws IOException {
        out.writeStartObject();
        members(out, currency, advice);
        out.writeEndObject();
    }

    /** Advice, as members of an object that was begun. */
    public static void members(JsonGenerator out, Currency currency, Advice advice) throws IOException {
        Advice.Evidence evidence = advice.evidence();
        out.writeStringField("deployment", advice.deployment());
        out.writeStringField("model", advice.model());
        out.writeStringField("recommendation", advice.recommendation().text());
        cost(out, "dedicatedCost", advice.dedicated());
        cost(out, "serverlessCost", advice.serverless());
        out.writeBooleanField("serverlessCostIsLowerBound", !evidence.isComplete());
        decimal(
                out,
                "breakEvenRequestsPerHour",
                advice.breakEvenRequestsPerHour()
                        .map(requests -> requests.rounded(1, RoundingMode.HALF_UP))
                        .orElse(null));
        out.writeObjectFieldStart("evidence");
        out.writeFieldName("requests");
        out.writeNumber(evidence.requests());
        out.writeFieldName("promptTokens");
        out.writeNumber(evidence.promptTokens());
        out.writeFieldName("completionTokens");
        out.writeNumber(evidence.completionTokens());
        out.writeNumberField("activeMinutes", evidence.activeMinutes());
        out.writeNumberField("minutesWithTokens", evidence.countedMinutes());
        out.writeBooleanField("allPriced", evidence.allPriced());
        decimal(out, "upSeconds", BigDecimal.valueOf(evidence.up().toMillis(), 3));
        out.writeEndObject();
        out.writeStringField("reason", advice.reason(currency, currency.getDefaultFractionDigits()));
    }

    private static void cost(JsonGenerator out, String name, @Nullable Fraction cost) throws IOException {
        decimal(out, name, cost == null ? null : StatementJson.reading(cost));
    }

    private static void decimal(JsonGenerator out, String name, @Nullable BigDecimal value) throws IOException {
        out.writeStringField(name, value == null ? null : value.toPlainString());
    }
}
