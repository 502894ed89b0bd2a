package dev.ebb.local;

import dev.ebb.charging.budgets.Budget;
import dev.ebb.charging.budgets.Budgets;
import dev.ebb.charging.budgets.CapView;
import dev.ebb.charging.budgets.CapWatch;
import dev.ebb.charging.budgets.InvalidBudgetException;
import dev.ebb.charging.budgets.Scope;
import dev.ebb.charging.dynamodb.DynamoAccounts;
import dev.ebb.charging.dynamodb.DynamoBudgets;
import dev.ebb.charging.json.SpendJson;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.DynamoAccountHistory;
import dev.ebb.metering.dynamodb.DynamoLiveMeters;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code budget}: what an account, or one of its labels, may spend in a period. */
@Command(
        name = "budget",
        description = "Sets, shows or removes what an account, or its deployments with a label, may spend in a period.",
        mixinStandardHelpOptions = true)
final class BudgetCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    /** What is done. */
    enum Verb {
        SET,
        SHOW,
        REMOVE
    }

    @Parameters(paramLabel = "VERB", description = "set, show or remove")
    private Verb verb = Verb.SHOW;

    @Mixin
    private ScopeOptions scope = new ScopeOptions();

    @Option(names = "--amount", paramLabel = "AMOUNT", description = "set: what may be spent in a period")
    private @Nullable String amount;

    @Option(
            names = "--thresholds",
            paramLabel = "PERCENTS",
            description = "set: when somebody is told; default: 50,80,100. The forecast's reaching 100 is always told")
    private @Nullable String thresholds;

    @Option(
            names = "--cap",
            paramLabel = "AMOUNT",
            description =
                    "set: the account's hard cap: sweeps stop what they must, idle or not, so that it is not passed."
                            + " `show` and `ebb spend` say when it would be reached, and what would be stopped")
    private @Nullable String cap;

    @Option(names = "--json", description = "show: as JSON")
    private boolean json;

    @Mixin
    private Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec command;

    BudgetCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (verb != Verb.SET && (amount != null || thresholds != null || cap != null)) {
            throw WrongUsage.of(command, "--amount, --thresholds and --cap are for set");
        }
        Scope whose = scope.scope();
        return switch (verb) {
            case SET -> set(whose);
            case SHOW -> show(whose);
            case REMOVE -> remove(whose);
        };
    }

    private int set(Scope whose) {
        if (amount == null) {
            throw WrongUsage.of(command, "set needs --amount AMOUNT");
        }
        Budget.Draft draft = new Budget.Draft(whose, amount, thresholds, cap);
        Budget budget = checked(() -> Budget.of(draft));
        Instant now = surroundings.now();
        List<String> warnings = with(access -> {
            Currency currency = new DynamoAccounts(access.client(), access.table())
                    .settings(scope.account())
                    .currency();
            checked(() -> budget.requireIn(currency));
            new DynamoBudgets(access.client(), access.table()).set(scope.account(), budget, now, Deadline.NONE);
            return warnings(access, budget, now);
        });
        surroundings.out().println(line(budget));
        warnings.forEach(surroundings.err()::println);
        return 0;
    }

    private List<String> warnings(Connection.Access access, Budget budget, Instant now) {
        boolean isKnown = new DynamoAccountHistory(access.client(), access.table())
                        .firstUsage(scope.account())
                        .isPresent()
                || !new DynamoLiveMeters(access.client(), access.table())
                        .fleet(scope.account(), Deadline.NONE)
                        .isEmpty();
        if (!isKnown) {
            return List.of("Warning: nothing of account " + scope.account() + " was metered yet");
        }
        if (budget.cap() == null) {
            return List.of();
        }
        List<String> warnings = new ArrayList<>(new HardCaps(access).warnings(scope.account(), now));
        view(access, now).flatMap(CapText::atOnce).ifPresent(warnings::add);
        return warnings;
    }

    private static <T> T checked(Supplier<T> rule) {
        try {
            return rule.get();
        } catch (InvalidBudgetException wrong) {
            String message = wrong.problems().stream()
                    .map(problem -> "--" + Printable.of(problem))
                    .collect(Collectors.joining(System.lineSeparator() + "  "));
            throw new InputException(message, wrong);
        }
    }

    private int show(Scope whose) {
        Instant now = surroundings.now();
        Optional<CapView> cap = scope.isLabelled() ? Optional.empty() : with(access -> view(access, now));
        List<Budget> all = budgets(budgets -> budgets.of(scope.account(), Deadline.NONE));
        List<Budget> shown = scope.isLabelled()
                ? all.stream().filter(each -> each.scope().equals(whose)).toList()
                : all;
        if (json) {
            surroundings.out().print(SpendJson.write(scope.account(), shown, cap));
        } else if (shown.isEmpty()) {
            surroundings.err().println("No budget is set.");
        } else {
            shown.forEach(each -> surroundings.out().println(line(each)));
            cap.map(CapText::lines).orElse(List.of()).forEach(surroundings.out()::println);
        }
        return 0;
    }

    private Optional<CapView> view(Connection.Access access, Instant now) {
        HardCaps caps = new HardCaps(access);
        return caps.watch()
                .outlook(scope.account(), now, CapWatch.NOBODY_KNOWS, Deadline.NONE)
                .map(caps::view);
    }

    private int remove(Scope whose) {
        boolean removed = budgets(budgets -> budgets.remove(scope.account(), whose, surroundings.now(), Deadline.NONE));
        if (!removed) {
            throw new InputException(
                    Printable.of(scope.account() + ", " + whose.text() + ": there is no budget to remove"));
        }
        surroundings.out().println(Printable.of(scope.account() + ", " + whose.text() + ": no budget"));
        return 0;
    }

    private String line(Budget budget) {
        BigDecimal limit = budget.cap();
        String percents = budget.percents().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return Printable.of(scope.account() + ", " + budget.scope().text()) + ": "
                + Figures.grouped(budget.amount()) + " a period, told at " + percents
                + " % and when the forecast reaches it, "
                + (limit == null ? "no hard cap" : "hard cap at " + Figures.grouped(limit));
    }

    private <T> T budgets(Function<Budgets, T> work) {
        return with(access -> work.apply(new DynamoBudgets(access.client(), access.table())));
    }

    private <T> T with(Function<Connection.Access, T> work) {
        try (Connection.Access access = connection.open()) {
            return work.apply(access);
        }
    }
}
