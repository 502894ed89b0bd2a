package dev.ebb.local;

import dev.ebb.charging.Advice;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.IdleCost;
import dev.ebb.charging.Insight;
import dev.ebb.charging.NotBilled;
import dev.ebb.charging.Statement;
import dev.ebb.metering.GpuTime;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is worth knowing beside a statement, as tables for a terminal. */
final class InsightTable {

    private static final String UNKNOWN = "unknown";

    private final Statement statement;
    private final Currency currency;
    private final List<String> text = new ArrayList<>();

    /** @param statement that it stands beside */
    InsightTable(Statement statement) {
        this.statement = statement;
        currency = statement.currency();
    }

    /** All lines. */
    List<String> of(Insight insight) {
        text.add(statement.account() + "  " + statement.period().month() + ", in " + currency.getCurrencyCode());
        notBilled(insight.notBilled());
        idle("idle by deployment", "deployment", insight.idle());
        for (String label : Insight.LABELS) {
            idle("idle by " + label, label, insight.idleByLabel().getOrDefault(label, List.of()));
        }
        advice(insight.advice());
        return List.copyOf(text);
    }

    private void notBilled(List<NotBilled> all) {
        TextTable table = new TextTable(
                "deployment", "not billed", ">count", ">time", ">GPU-hours", ">would have cost", ">without a price");
        for (NotBilled each : all) {
            row(table, each.deployment(), "boot", each.boot());
            row(table, each.deployment(), "failed starts", each.failed());
            row(table, each.deployment(), "lost", each.lost());
            row(table, each.deployment(), "ran without a session", each.unexplained());
        }
        add("not billed", all.isEmpty(), table);
    }

    private void row(TextTable table, String deployment, String what, NotBilled.Time time) {
        if (time.count() > 0) {
            GpuTime gpuTime = time.gpuTime();
            table.row(
                    deployment,
                    what,
                    Long.toString(time.count()),
                    Figures.duration(time.time()),
                    gpuTime == null ? UNKNOWN : Figures.hours(gpuTime),
                    money(time.cost()),
                    Long.toString(time.unknown()));
        }
    }

    private void idle(String title, String of, List<IdleCost> all) {
        TextTable table = new TextTable(of, ">GPU-hours", ">idle", ">idle cost", ">lines without a price");
        for (IdleCost each : all) {
            table.row(
                    printable(each.name()),
                    Figures.hours(each.billed()),
                    Figures.hours(each.idle()),
                    money(each.cost()),
                    Long.toString(each.unpriced()));
        }
        add(title, all.isEmpty(), table);
    }

    private void advice(List<Advice> all) {
        TextTable table = new TextTable(
                "deployment", "model", "advice", ">dedicated", ">per token", ">break-even requests an hour");
        for (Advice each : all) {
            table.row(
                    each.deployment(),
                    each.model(),
                    each.recommendation().text(),
                    money(each.dedicated()),
                    (each.evidence().isComplete() ? "" : "at least ") + money(each.serverless()),
                    each.breakEvenRequestsPerHour()
                            .map(requests -> Figures.grouped(requests.rounded(1, RoundingMode.HALF_UP)))
                            .orElse(FleetTable.NONE));
        }
        add("dedicated or serverless", all.isEmpty(), table);
        all.forEach(each ->
                text.add("  " + each.deployment() + ": " + each.reason(currency, currency.getDefaultFractionDigits())));
    }

    private void add(String title, boolean empty, TextTable table) {
        text.add("");
        text.add(title);
        if (empty) {
            text.add("  nothing");
        } else {
            table.lines().forEach(line -> text.add("  " + line));
        }
    }

    private String money(@Nullable Fraction amount) {
        return amount == null ? UNKNOWN : Figures.money(amount, currency.getDefaultFractionDigits());
    }

    /** Labels are anybody's text: what could move a terminal's cursor is shown as its code. */
    private static String printable(String label) {
        return label.codePoints()
                .mapToObj(point -> Character.isISOControl(point)
                        ? "\\u" + Integer.toHexString(0x10000 + point).substring(1)
                        : Character.toString(point))
                .collect(Collectors.joining());
    }
}
