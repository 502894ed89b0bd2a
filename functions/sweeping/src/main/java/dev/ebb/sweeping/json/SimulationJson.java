package dev.ebb.sweeping.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.json.IndentedJson;
import dev.ebb.charging.json.InsightJson;
import dev.ebb.charging.json.StatementJson;
import dev.ebb.metering.GpuTime;
import dev.ebb.sweeping.simulation.Counts;
import dev.ebb.sweeping.simulation.Frontier;
import dev.ebb.sweeping.simulation.Frontier.Point;
import dev.ebb.sweeping.simulation.Outcome;
import dev.ebb.sweeping.simulation.Simulation.OfDeployment;
import dev.ebb.sweeping.simulation.SimulationReport;
import dev.ebb.sweeping.simulation.SimulationReport.Advised;
import dev.ebb.sweeping.simulation.SimulationReport.Named;
import dev.ebb.sweeping.simulation.Spent;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/**
 * Writes what a simulation has to say, for programs. Decimals are strings; a cost is the exact one, rounded once, half up,
 * to the currency's minor unit, and what is saved is the difference of the two that stand beside it.
 */
public final class SimulationJson {

    private final JsonGenerator out;
    private final Currency currency;

    private SimulationJson(JsonGenerator out, Currency currency) {
        this.out = out;
        this.currency = currency;
    }

    /** Indented JSON in UTF-8 that ends with a newline. */
    public static byte[] write(SimulationReport report) {
        return IndentedJson.bytes(out -> new SimulationJson(out, report.currency()).all(report));
    }

    /** A cost as it is shown. */
    public static BigDecimal amount(Fraction cost, Currency currency) {
        return cost.rounded(currency.getDefaultFractionDigits(), RoundingMode.HALF_UP);
    }

    /** What is saved, as it is shown. */
    public static BigDecimal saved(Outcome outcome, Currency currency) {
        return amount(outcome.recorded().cost(), currency)
                .subtract(amount(outcome.simulated().cost(), currency));
    }

    private void all(SimulationReport report) throws IOException {
        out.writeStartObject();
        out.writeStringField("from", report.from().toString());
        out.writeStringField("asOf", report.heard().asOf().toString());
        out.writeStringField("currency", currency.getCurrencyCode());
        out.writeStringField("coldStart", report.conditions().coldStart().toString());
        out.writeStringField("regret", report.conditions().regret().toString());
        out.writeBooleanField("assumedReported", report.assumedReported());
        out.writeNumberField("minutesUp", report.minutes().up());
        out.writeNumberField("minutesReported", report.minutes().reported());
        StatementJson.heard(out, report.heard());
        out.writeArrayFieldStart("policies");
        for (Named policy : report.policies()) {
            policy(policy);
        }
        out.writeEndArray();
        if (report.frontier().isPresent()) {
            frontier(report.frontier().get().name(), report.frontier().get().frontier());
        }
        out.writeArrayFieldStart("advice");
        for (Advised each : report.advice()) {
            out.writeStartObject();
            out.writeStringField("account", each.deployment().account());
            InsightJson.members(out, currency, each.advice());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private void policy(Named policy) throws IOException {
        out.writeStartObject();
        out.writeStringField("policy", policy.name());
        outcome(policy.result().fleet());
        out.writeArrayFieldStart("deployments");
        for (OfDeployment each : policy.result().deployments()) {
            out.writeStartObject();
            out.writeStringField("account", each.id().account());
            out.writeStringField("deployment", each.id().name());
            outcome(each.outcome());
            if (each.held().isPresent()) {
                out.writeStringField("held", each.held().get());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private void outcome(Outcome outcome) throws IOException {
        spent("recorded", outcome.recorded());
        spent("simulated", outcome.simulated());
        out.writeStringField("saved", saved(outcome, currency).toPlainString());
        counts(out, outcome.counts());
    }

    /** What a policy led to, as members of an object that was begun. */
    public static void counts(JsonGenerator out, Counts counts) throws IOException {
        out.writeNumberField("scaleDowns", counts.scaleDowns());
        out.writeNumberField("wakes", counts.wakes());
        out.writeNumberField("regrets", counts.regrets());
        out.writeNumberField("deletions", counts.deletions());
        out.writeNumberField("minutesWaited", counts.minutesWaited());
        out.writeNumberField("minutesLost", counts.minutesLost());
    }

    private void spent(String name, Spent spent) throws IOException {
        out.writeObjectFieldStart(name);
        out.writeStringField("gpuSeconds", spent.gpuTime().gpuSeconds().toPlainString());
        out.writeStringField("cost", amount(spent.cost(), currency).toPlainString());
        if (!spent.unpriced().equals(GpuTime.ZERO)) {
            out.writeStringField(
                    "unpricedGpuSeconds", spent.unpriced().gpuSeconds().toPlainString());
        }
        out.writeEndObject();
    }

    private void frontier(String name, Frontier frontier) throws IOException {
        out.writeObjectFieldStart("frontier");
        out.writeStringField("policy", name);
        out.writeNumberField("tried", frontier.tried());
        out.writeArrayFieldStart("points");
        for (Point point : frontier.points()) {
            out.writeStartObject();
            out.writeStringField("zeroAfter", point.zeroAfter().toString());
            outcome(point.outcome());
            out.writeBooleanField("knee", frontier.isKnee(point));
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
