package dev.ebb.local;

import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Agreement;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.budgets.AccountFigures;
import dev.ebb.charging.budgets.Budget;
import dev.ebb.charging.budgets.Burning;
import dev.ebb.charging.budgets.CapView;
import dev.ebb.charging.budgets.CapWatch;
import dev.ebb.charging.budgets.LabelFigures;
import dev.ebb.charging.budgets.LastDraft;
import dev.ebb.charging.budgets.LiveSpend;
import dev.ebb.charging.budgets.Scope;
import dev.ebb.charging.budgets.Spend;
import dev.ebb.charging.dynamodb.DynamoAccounts;
import dev.ebb.charging.dynamodb.DynamoBudgets;
import dev.ebb.charging.dynamodb.DynamoChargeBasis;
import dev.ebb.charging.dynamodb.DynamoLastDraft;
import dev.ebb.charging.dynamodb.DynamoSpendWatch;
import dev.ebb.charging.json.SpendJson;
import dev.ebb.metering.Deadline;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code spend}: what an account, or its deployments with a label, spend right now. */
@Command(
        name = "spend",
        description = "Shows month to date, burn rate, forecast and budgets, from the meters of a running Ebb.",
        mixinStandardHelpOptions = true)
final class SpendCommand implements Callable<Integer> {

    private static final int BAR = 40;

    private final Surroundings surroundings;

    @Mixin
    private ScopeOptions scope = new ScopeOptions();

    @Option(
            names = "--prices",
            paramLabel = "FILE",
            description = "A price book, for GPUs and tokens without adjustments; default: the latest one in the table")
    private @Nullable Path prices;

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            description = "Whose month, as in Europe/Paris; default: the account's, from where its last invoice ended")
    private @Nullable String timeZone;

    @Option(names = "--json", description = "As JSON")
    private boolean json;

    @Mixin
    private Connection connection = new Connection();

    SpendCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** @param account the figures of the account; null of a label's */
    private record Shown(
            Spend spend, List<Burning> burning, @Nullable AccountFigures account) {}

    @Override
    public Integer call() {
        Scope whose = scope.scope();
        PriceBook book = prices == null ? null : InputFiles.prices(prices);
        Instant now = surroundings.now();
        Period named = timeZone == null ? null : currentPeriod(timeZone, now);
        try (Connection.Access access = connection.open()) {
            DynamoAccounts accounts = new DynamoAccounts(access.client(), access.table());
            AccountSettings settings = accounts.settings(scope.account());
            Agreement agreement = accounts.agreement(scope.account());
            Tariff tariff = new Tariff(book == null ? StatementInput.latest(access, settings) : book, agreement);
            Period period = named == null
                    ? new DynamoChargeBasis(access.client(), access.table()).period(settings, agreement, now)
                    : named;
            LastDraft drafts = book == null ? new DynamoLastDraft(access.client(), access.table()) : LastDraft.NONE;
            LiveSpend live = DynamoSpendWatch.live(access.client(), access.table());
            Shown shown = switch (whose) {
                case Scope.Account ignored -> account(live, drafts, period, tariff, now);
                case Scope.Labelled labelled -> labelled(live, labelled, period, tariff, now);
            };
            List<Budget> budgets = new DynamoBudgets(access.client(), access.table())
                    .of(scope.account(), Deadline.NONE).stream()
                            .filter(budget -> budget.scope().equals(whose))
                            .toList();
            Optional<CapView> cap = cap(access, shown.account());
            if (json) {
                surroundings
                        .out()
                        .print(SpendJson.write(
                                scope.account(), whose.text(), shown.spend(), shown.burning(), budgets, cap));
            } else {
                print(whose, shown, budgets, cap);
            }
        }
        return 0;
    }

    private static Period currentPeriod(String zone, Instant now) {
        Period inUtc =
                Inputs.period(YearMonth.from(now.atOffset(ZoneOffset.UTC)).toString(), zone);
        return Inputs.period(YearMonth.from(now.atZone(inUtc.timeZone())).toString(), zone);
    }

    private Optional<CapView> cap(Connection.Access access, @Nullable AccountFigures figures) {
        HardCaps caps = new HardCaps(access);
        return Optional.ofNullable(figures)
                .flatMap(known -> caps.watch().outlook(scope.account(), known, CapWatch.NOBODY_KNOWS, Deadline.NONE))
                .map(caps::view);
    }

    private Shown account(LiveSpend live, LastDraft drafts, Period period, Tariff tariff, Instant now) {
        Optional<LastDraft.Draft> draft = drafts.of(scope.account(), period, tariff.currency());
        AccountFigures figures = live.closely(scope.account(), period, tariff, draft, now, Deadline.NONE);
        return new Shown(figures.spend(), List.of(), figures);
    }

    private Shown labelled(LiveSpend live, Scope.Labelled labelled, Period period, Tariff tariff, Instant now) {
        return live
                .labels(scope.account(), Set.of(labelled.label()), period, tariff, now, Deadline.NONE)
                .values()
                .stream()
                .map((LabelFigures figures) -> new Shown(figures.spend(), figures.burning(), null))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no figures for " + labelled.label()));
    }

    private void print(Scope whose, Shown shown, List<Budget> budgets, Optional<CapView> cap) {
        PrintStream out = surroundings.out();
        Spend spend = shown.spend();
        out.println(Printable.of(scope.account() + ", " + whose.text()) + ", "
                + spend.period().month() + " in " + spend.period().timeZone() + ", as of " + spend.asOf());
        out.println();
        String currency = " " + spend.currency().getCurrencyCode();
        out.println("Month to date   " + money(spend.monthToDate(), spend) + currency
                + (spend.doubt().compareTo(Fraction.ZERO) > 0 ? ", give or take " + money(spend.doubt(), spend) : ""));
        out.println("Burn rate       " + money(spend.burnRate(), spend) + currency + " an hour");
        out.println("Forecast        " + money(spend.forecast(), spend) + currency);
        for (Burning each : shown.burning()) {
            out.println("  " + each.deployment() + "  " + money(each.perHour(), spend) + currency + " an hour");
        }
        for (Budget budget : budgets) {
            out.println();
            out.println("Budget          " + money(Fraction.of(budget.amount()), spend) + currency);
            out.println("  spent         " + bar(spend.monthToDate(), budget));
            out.println("  forecast      " + bar(spend.forecast(), budget));
        }
        cap.ifPresent(view -> {
            out.println();
            CapText.lines(view).forEach(out::println);
        });
        if (spend.unpriced()) {
            surroundings.err().println("Warning: something is used that has no price; it is not in these figures");
        }
    }

    private static String bar(Fraction amount, Budget budget) {
        Fraction part = amount.dividedBy(Fraction.of(budget.amount()));
        BigDecimal percent = part.times(Fraction.of(100)).rounded(0, RoundingMode.FLOOR);
        int full = part.times(Fraction.of(BAR))
                .rounded(0, RoundingMode.FLOOR)
                .max(BigDecimal.ZERO)
                .min(BigDecimal.valueOf(BAR))
                .intValueExact();
        return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "] " + percent.toPlainString() + " %";
    }

    private static String money(Fraction amount, Spend spend) {
        return Figures.money(amount, spend.currency().getDefaultFractionDigits());
    }
}
