package dev.ebb.local;

import dev.ebb.charging.Report.RejectedEvent;
import dev.ebb.charging.Warning;
import dev.ebb.metering.GpuTime;
import dev.ebb.sweeping.json.SimulationJson;
import dev.ebb.sweeping.simulation.Counts;
import dev.ebb.sweeping.simulation.Frontier;
import dev.ebb.sweeping.simulation.Frontier.Point;
import dev.ebb.sweeping.simulation.Outcome;
import dev.ebb.sweeping.simulation.Simulation.OfDeployment;
import dev.ebb.sweeping.simulation.SimulationReport;
import dev.ebb.sweeping.simulation.SimulationReport.Advised;
import dev.ebb.sweeping.simulation.SimulationReport.KnownMinutes;
import dev.ebb.sweeping.simulation.SimulationReport.Named;
import dev.ebb.sweeping.simulation.SimulationReport.Searched;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;

/** What a simulation has to say, as tables for a terminal. */
final class SimulationText {

    private static final int DEPLOYMENTS_SHOWN = 15;
    private static final int NOTES_SHOWN = 10;

    private final SimulationReport report;
    private final Currency currency;
    private final List<String> text = new ArrayList<>();

    SimulationText(SimulationReport report) {
        this.report = report;
        currency = report.currency();
    }

    /** All lines. */
    List<String> lines() {
        text.add("From " + report.from() + " to " + report.heard().asOf() + ", in " + currency.getCurrencyCode()
                + "; what is woken takes "
                + Figures.duration(report.conditions().coldStart())
                + ", and a wake within " + Figures.duration(report.conditions().regret()) + " is a regret"
                + (report.assumedReported() ? "; minutes that nobody reported are taken as quiet" : ""));
        policies();
        report.policies().forEach(this::deployments);
        report.frontier().ifPresent(this::frontier);
        advice();
        return text;
    }

    private void policies() {
        if (report.policies().isEmpty()) {
            return;
        }
        TextTable table = table("policy");
        table.row(row("as recorded", withoutPolicy()));
        report.policies()
                .forEach(each -> table.row(row(each.name(), each.result().fleet())));
        add("", table);
    }

    private Outcome withoutPolicy() {
        Outcome any = report.policies().getFirst().result().fleet();
        return new Outcome(any.recorded(), any.recorded(), Counts.NONE);
    }

    private static TextTable table(String of) {
        return new TextTable(
                of,
                ">GPU-hours",
                ">cost",
                ">saved",
                ">scale-downs",
                ">wakes",
                ">regrets",
                ">deletions",
                ">min waited",
                ">min lost");
    }

    private String[] row(String name, Outcome outcome) {
        Counts counts = outcome.counts();
        return new String[] {
            Printable.of(name),
            Figures.hours(outcome.simulated().gpuTime()),
            Figures.grouped(SimulationJson.amount(outcome.simulated().cost(), currency)),
            Figures.grouped(SimulationJson.saved(outcome, currency)),
            Long.toString(counts.scaleDowns()),
            Long.toString(counts.wakes()),
            Long.toString(counts.regrets()),
            Long.toString(counts.deletions()),
            Long.toString(counts.minutesWaited()),
            Long.toString(counts.minutesLost())
        };
    }

    /** Those that most is saved on. */
    private void deployments(Named policy) {
        List<OfDeployment> sorted = policy.result().deployments().stream()
                .sorted(Comparator.comparing((OfDeployment each) -> saved(each)).reversed())
                .toList();
        TextTable table = table("deployment");
        sorted.stream()
                .limit(DEPLOYMENTS_SHOWN)
                .forEach(each -> table.row(row(each.id().toString(), each.outcome())));
        add("by deployment, under " + Printable.of(policy.name()), table);
        if (sorted.size() > DEPLOYMENTS_SHOWN) {
            text.add("  and " + (sorted.size() - DEPLOYMENTS_SHOWN) + " more, on which less is saved: see the JSON");
        }
        long held = sorted.stream().filter(each -> each.held().isPresent()).count();
        if (held > 0) {
            text.add("  " + Figures.count(held, "deployment keeps", "deployments keep")
                    + " a minimum of replicas that the policy does not cover, and so never"
                    + (held == 1 ? " goes" : " go") + " to zero");
        }
    }

    private BigDecimal saved(OfDeployment each) {
        return SimulationJson.saved(each.outcome(), currency);
    }

    private void frontier(Searched searched) {
        Frontier frontier = searched.frontier();
        TextTable table =
                new TextTable("zero after", ">cost", ">saved", ">min waited or lost", ">scale-downs", ">regrets", "");
        for (Point point : frontier.points()) {
            Counts counts = point.outcome().counts();
            table.row(
                    Figures.duration(point.zeroAfter()),
                    Figures.grouped(
                            SimulationJson.amount(point.outcome().simulated().cost(), currency)),
                    Figures.grouped(SimulationJson.saved(point.outcome(), currency)),
                    Long.toString(counts.minutesUnserved()),
                    Long.toString(counts.scaleDowns()),
                    Long.toString(counts.regrets()),
                    frontier.isKnee(point) ? "<- knee" : "");
        }
        add(
                "of " + frontier.tried() + " windows, with all else as in " + Printable.of(searched.name())
                        + ", those that no other beats",
                table);
    }

    private void advice() {
        if (report.advice().isEmpty()) {
            return;
        }
        text.add("");
        text.add("cheaper per token, whatever the policy");
        for (Advised each : report.advice()) {
            text.add("  " + text(each, currency));
        }
    }

    static String text(Advised advised, Currency currency) {
        return advised.deployment() + ": " + advised.advice().recommendation().text() + ": "
                + advised.advice().reason(currency, currency.getDefaultFractionDigits());
    }

    private void add(String title, TextTable table) {
        text.add("");
        if (!title.isEmpty()) {
            text.add(title);
        }
        table.lines().forEach(line -> text.add("  " + line));
    }

    /** What could not be simulated, and what is doubtful: the first of each, for the JSON has all. */
    static List<String> notes(SimulationReport report) {
        List<String> notes = new ArrayList<>();
        list(
                notes,
                "rejected",
                report.heard().rejected().stream().map(RejectedEvent::words).toList());
        list(
                notes,
                "to be known of the history",
                report.heard().warnings().stream().map(Warning::words).toList());
        return notes;
    }

    private static void list(List<String> notes, String title, List<String> all) {
        if (!all.isEmpty()) {
            notes.add("");
            notes.add(title);
            all.stream().limit(NOTES_SHOWN).forEach(each -> notes.add("  " + Printable.of(each)));
            if (all.size() > NOTES_SHOWN) {
                notes.add("  and " + (all.size() - NOTES_SHOWN) + " more, which the JSON has");
            }
        }
    }

    /** What nobody should overlook, whatever else is printed. */
    static List<String> warnings(SimulationReport report) {
        List<String> warnings = new ArrayList<>();
        long rejected = report.heard().counts().rejected();
        if (rejected > 0) {
            warnings.add("Warning: " + Figures.count(rejected, "event was", "events were")
                    + " rejected: \"rejected\" in the JSON says why");
        }
        if (!report.heard().warnings().isEmpty()) {
            warnings.add("Warning: " + Figures.count(report.heard().warnings().size(), "thing", "things")
                    + " should be known of the history: \"warnings\" in the JSON");
        }
        KnownMinutes minutes = report.minutes();
        if (!report.assumedReported() && minutes.reported() < minutes.up()) {
            warnings.add("Warning: " + (minutes.up() - minutes.reported()) + " of " + minutes.up()
                    + " minutes in which something ran were not reported, and keep it running:"
                    + " --assume-reported takes them as quiet");
        }
        boolean unpriced = report.policies().stream()
                .anyMatch(each -> !each.result().fleet().recorded().unpriced().equals(GpuTime.ZERO));
        if (unpriced) {
            warnings.add("Warning: some GPU time has no price, and is in no cost: \"unpricedGpuSeconds\" in the JSON");
        }
        return warnings;
    }
}
