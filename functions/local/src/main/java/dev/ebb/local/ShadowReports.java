package dev.ebb.local;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBooks;
import dev.ebb.charging.Rating;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.dynamodb.DynamoAccounts;
import dev.ebb.charging.dynamodb.DynamoPriceBooks;
import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetWatch;
import dev.ebb.metering.Watched;
import dev.ebb.metering.dynamodb.DynamoFleetWatch;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.dynamodb.DynamoSweepStore;
import dev.ebb.sweeping.shadow.ByOthers;
import dev.ebb.sweeping.shadow.Episode;
import dev.ebb.sweeping.shadow.ShadowReport;
import dev.ebb.sweeping.shadow.ShadowReport.OfDeployment;
import dev.ebb.sweeping.shadow.ShadowReport.Prices;
import dev.ebb.sweeping.sweeps.SweepStore;
import dev.ebb.sweeping.sweeps.SweepStore.RecordedVerdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what a shadow report is made of, and shows it. */
final class ShadowReports {

    private final SweepStore store;
    private final FleetWatch fleet;
    private final DynamoUsage usage;
    private final DynamoAccounts accounts;
    private final PriceBooks books;
    private final @Nullable PriceBook given;
    private final Map<String, Optional<Prices>> prices = new HashMap<>();

    /** @param given what to price everything by; null for the table's own price books */
    ShadowReports(Connection.Access access, @Nullable PriceBook given) {
        store = new DynamoSweepStore(access.client(), access.table());
        fleet = new DynamoFleetWatch(access.client(), access.table());
        usage = new DynamoUsage(access.client(), access.table());
        accounts = new DynamoAccounts(access.client(), access.table());
        books = new DynamoPriceBooks(access.client(), access.table());
        this.given = given;
    }

    ShadowReport of(List<DeploymentId> deployments, Instant from, Instant to) {
        List<OfDeployment> all = new ArrayList<>();
        for (DeploymentId id : deployments.stream().sorted().toList()) {
            List<RecordedVerdict> verdicts = store.verdicts(id, from, to, Deadline.NONE);
            Optional<ActivityMinutes> minutes =
                    fleet.watch(id, from, to, Deadline.NONE).map(Watched::minutes);
            if (!verdicts.isEmpty() && minutes.isPresent()) {
                all.add(OfDeployment.of(
                        id,
                        verdicts.size(),
                        Episode.of(verdicts, minutes.get()),
                        to,
                        (begin, end) -> usage.deployment(id, begin, end, to),
                        prices.computeIfAbsent(id.account(), this::prices)));
            }
        }
        return new ShadowReport(from, to, all, ByOthers.of(marked(deployments, from, to)));
    }

    private List<Intent> marked(List<DeploymentId> deployments, Instant from, Instant to) {
        return deployments.stream()
                .flatMap(id -> store.intents(id, Integer.MAX_VALUE, Deadline.NONE).stream())
                .filter(intent ->
                        !intent.markedAt().isBefore(from) && intent.markedAt().isBefore(to))
                .toList();
    }

    private Optional<Prices> prices(String account) {
        Currency currency = accounts.settings(account).currency();
        Optional<PriceBook> book =
                given != null ? Optional.of(given) : books.latest(currency).map(PriceBooks.Version::book);
        return book.map(
                found -> new Prices(new Rating(new Tariff(found, accounts.agreement(account))), found.currency()));
    }

    /** The sum as a sentence, then a deployment a line. */
    static List<String> lines(ShadowReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("What sweeps would have done from " + report.from() + " to " + report.to());
        lines.add("");
        lines.add(sentence(report));
        lines.add("Hard caps: " + counted(report.others().caps()));
        lines.add("People: " + counted(report.others().people()));
        if (report.deployments().isEmpty()) {
            lines.add("No verdict was recorded in that time.");
            return lines;
        }
        lines.add("");
        TextTable table = new TextTable(
                "deployment",
                ">verdicts",
                ">warnings",
                ">actions",
                ">woken within 1 h",
                ">held back",
                ">done",
                ">GPU-hours off",
                ">saved");
        report.deployments()
                .forEach(each -> table.row(
                        each.id().toString(),
                        Long.toString(each.verdicts()),
                        Long.toString(each.warnings()),
                        Long.toString(each.actions()),
                        Long.toString(each.regrets()),
                        Long.toString(each.held()),
                        Long.toString(each.done()),
                        Figures.hours(each.off()),
                        each.currency().map(code -> money(each.saved(), code)).orElse("no prices")
                                + (each.unpriced() ? " *" : "")));
        lines.addAll(table.lines());
        if (report.deployments().stream().anyMatch(OfDeployment::unpriced)) {
            lines.add("* Some of that time has no price, and is not in the amount.");
        }
        return lines;
    }

    /** By action, and how it ended or how far it has come. */
    private static String counted(SortedMap<String, Long> actions) {
        return actions.isEmpty()
                ? "no actions"
                : actions.entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey())
                        .collect(Collectors.joining(", "));
    }

    private static String sentence(ShadowReport report) {
        Map<String, Fraction> saved = report.saved();
        String money = saved.entrySet().stream()
                .map(each -> money(each.getValue(), Currency.getInstance(each.getKey())))
                .collect(Collectors.joining(" and "));
        return Figures.count(report.sum(OfDeployment::actions), "action", "actions") + "; "
                + report.sum(OfDeployment::regrets) + " would have been woken within the hour; "
                + (money.isEmpty() ? Figures.hours(report.off()) + " GPU-hours off, no prices" : "saved " + money)
                + "; "
                + Figures.count(report.sum(OfDeployment::warnings), "warning", "warnings") + "; "
                + report.sum(OfDeployment::held) + " held back by something else than the mode; "
                + report.sum(OfDeployment::done) + " done";
    }

    private static String money(Fraction amount, Currency currency) {
        return Figures.money(amount, currency.getDefaultFractionDigits()) + " " + currency.getCurrencyCode();
    }
}
