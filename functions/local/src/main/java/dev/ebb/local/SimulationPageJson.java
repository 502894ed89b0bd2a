package dev.ebb.local;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ebb.charging.Report.RejectedEvent;
import dev.ebb.charging.Warning;
import dev.ebb.sweeping.json.SimulationJson;
import dev.ebb.sweeping.policy.Policy;
import dev.ebb.sweeping.simulation.Frontier;
import dev.ebb.sweeping.simulation.Frontier.Point;
import dev.ebb.sweeping.simulation.Outcome;
import dev.ebb.sweeping.simulation.SimulationReport;
import dev.ebb.sweeping.simulation.SimulationReport.Named;
import dev.ebb.sweeping.simulation.SimulationReport.Searched;
import dev.ebb.sweeping.simulation.Spent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a simulation has to say of all deployments together, for the page's script: amounts as they are shown. */
final class SimulationPageJson {

    private static final int MOST_LISTED = 1_000;

    private final SimulationReport report;
    private final Currency currency;

    SimulationPageJson(SimulationReport report) {
        this.report = report;
        currency = report.currency();
    }

    /** @param warning of what the page leaves out, if it leaves out anything */
    byte[] bytes(Optional<String> warning) {
        return ScriptJson.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("from", report.from().toString());
            out.writeStringField("asOf", report.heard().asOf().toString());
            out.writeNumberField(
                    "length",
                    Duration.between(report.from(), report.heard().asOf()).toMillis());
            out.writeStringField("currency", currency.getCurrencyCode());
            Duration coldStart = report.conditions().coldStart();
            out.writeStringField("coldStart", Figures.duration(coldStart));
            out.writeNumberField("coldStartMillis", coldStart.toMillis());
            out.writeStringField("regret", Figures.duration(report.conditions().regret()));
            out.writeBooleanField("assumedReported", report.assumedReported());
            texts(out, "notes", Stream.concat(SimulationText.warnings(report).stream(), warning.stream()));
            texts(out, "rejected", report.heard().rejected().stream().map(RejectedEvent::words));
            texts(out, "warnings", report.heard().warnings().stream().map(Warning::words));
            texts(out, "advice", report.advice().stream().map(each -> SimulationText.text(each, currency)));
            out.writeArrayFieldStart("policies");
            for (Named policy : report.policies()) {
                out.writeStartObject();
                out.writeStringField("name", Printable.of(policy.name()));
                Policy values = policy.result().policy();
                out.writeStringField(
                        "zeroAfter", Figures.duration(values.zeroAfter()) + (values.damping() ? ", damped" : ""));
                outcome(out, policy.result().fleet(), currency);
                out.writeEndObject();
            }
            out.writeEndArray();
            if (report.frontier().isPresent()) {
                frontier(out, report.frontier().get());
            }
            out.writeEndObject();
        });
    }

    private void frontier(JsonGenerator out, Searched searched) throws IOException {
        Frontier frontier = searched.frontier();
        out.writeObjectFieldStart("frontier");
        out.writeStringField("policy", Printable.of(searched.name()));
        out.writeNumberField("tried", frontier.tried());
        out.writeArrayFieldStart("points");
        for (Point point : frontier.points()) {
            out.writeStartObject();
            out.writeStringField("zeroAfter", Figures.duration(point.zeroAfter()));
            outcome(out, point.outcome(), currency);
            out.writeBooleanField("knee", frontier.isKnee(point));
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    /** The fields of an outcome. */
    static void outcome(JsonGenerator out, Outcome outcome, Currency currency) throws IOException {
        spent(out, "recorded", outcome.recorded(), currency);
        spent(out, "simulated", outcome.simulated(), currency);
        out.writeStringField("saved", SimulationJson.saved(outcome, currency).toPlainString());
        SimulationJson.counts(out, outcome.counts());
        out.writeNumberField("minutesUnserved", outcome.counts().minutesUnserved());
    }

    private static void spent(JsonGenerator out, String name, Spent spent, Currency currency) throws IOException {
        out.writeObjectFieldStart(name);
        out.writeStringField("gpuHours", Figures.hours(spent.gpuTime()));
        out.writeStringField(
                "cost", SimulationJson.amount(spent.cost(), currency).toPlainString());
        out.writeEndObject();
    }

    private static void texts(JsonGenerator out, String name, Stream<String> texts) throws IOException {
        List<String> all = texts.map(Printable::of).collect(Collectors.toCollection(ArrayList::new));
        out.writeArrayFieldStart(name);
        for (String text : all.subList(0, Math.min(all.size(), MOST_LISTED))) {
            out.writeString(text);
        }
        if (all.size() > MOST_LISTED) {
            out.writeString(String.format(Locale.ROOT, "and %,d more, which the JSON has", all.size() - MOST_LISTED));
        }
        out.writeEndArray();
    }
}
