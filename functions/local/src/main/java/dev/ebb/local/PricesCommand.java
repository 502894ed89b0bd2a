package dev.ebb.local;

import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBook.GpuPrice;
import dev.ebb.charging.PriceBook.ModelPrice;
import dev.ebb.charging.PriceBooks;
import dev.ebb.charging.PriceBooks.Version;
import dev.ebb.charging.UnitPrice;
import dev.ebb.charging.dynamodb.DynamoAccounts;
import dev.ebb.charging.dynamodb.DynamoPriceBooks;
import dev.ebb.charging.json.PriceBookJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code prices}: the price books of a running Ebb. */
@Command(
        name = "prices",
        description = "Adds a version to the price book of a running Ebb, or shows the versions.",
        mixinStandardHelpOptions = true)
final class PricesCommand {

    private PricesCommand() {}

    static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new PricesCommand())
                .addSubcommand(new Add(surroundings))
                .addSubcommand(new Show(surroundings));
    }

    /** {@code prices add}. */
    @Command(name = "add", description = "Adds a version.", mixinStandardHelpOptions = true)
    static final class Add implements Callable<Integer> {
        private final Surroundings surroundings;

        @Option(names = "--prices", paramLabel = "FILE", required = true, description = "The whole price book")
        private Path prices = Path.of("");

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; it is kept")
        private String reason = "";

        @Mixin
        private Connection connection = new Connection();

        Add(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            PriceBook book = InputFiles.prices(prices);
            Instant now = surroundings.now();
            try (Connection.Access access = connection.open()) {
                long number = Inputs.checked(
                        () -> new DynamoPriceBooks(access.client(), access.table()).add(book, reason, now));
                surroundings.out().println(book.currency() + " version " + number);
            }
            return 0;
        }
    }

    /** {@code prices show}. */
    @Command(
            name = "show",
            description = "Lists the versions and what is in force now, or prints one version.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        private final Surroundings surroundings;

        @Option(names = "--currency", paramLabel = "CODE", description = "Whose prices; default: USD")
        private @Nullable String currency;

        @Option(names = "--version", paramLabel = "N", description = "Print this version as a file")
        private @Nullable Long version;

        @Mixin
        private Connection connection = new Connection();

        Show(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            Currency code =
                    currency == null ? DynamoAccounts.STANDARD_CURRENCY : Inputs.currency("--currency", currency);
            try (Connection.Access access = connection.open()) {
                PriceBooks books = new DynamoPriceBooks(access.client(), access.table());
                List<Version> versions = books.all(code);
                if (versions.isEmpty()) {
                    throw new InputException("--currency: there is no price book in " + code + " in "
                            + connection.where() + "; add one with `ebb prices add`");
                }
                if (version == null) {
                    list(versions);
                } else {
                    print(versions, code, version);
                }
            }
            return 0;
        }

        private void print(List<Version> versions, Currency code, long number) {
            Version wanted = versions.stream()
                    .filter(each -> each.number() == number)
                    .findFirst()
                    .orElseThrow(() -> new InputException(
                            "--version: must be from 1 to " + versions.size() + " in " + code + ", is " + number));
            surroundings.out().println(new String(PriceBookJson.write(wanted.book()), StandardCharsets.UTF_8));
        }

        private void list(List<Version> versions) {
            TextTable history = new TextTable(">version", "added", "reason");
            versions.forEach(each ->
                    history.row(Long.toString(each.number()), each.addedAt().toString(), Printable.of(each.reason())));
            history.lines().forEach(surroundings.out()::println);
            surroundings.out().println();
            Instant now = surroundings.clock().instant();
            PriceBook book = versions.getLast().book();
            TextTable prices = new TextTable("in force now", "region", ">" + book.currency(), "unit", "from");
            Map<List<String>, UnitPrice> gpus = new TreeMap<>(Comparator.comparing(Object::toString));
            for (GpuPrice row : book.gpus()) {
                UnitPrice price = row.perGpuHour();
                if (!price.from().isAfter(now)) {
                    gpus.merge(List.of(row.accelerator(), row.region()), price, Show::later);
                }
            }
            gpus.forEach((kind, price) -> row(prices, kind.getFirst(), kind.getLast(), price, "GPU-hour"));
            book.models().stream().map(ModelPrice::model).distinct().forEach(model -> {
                Map.Entry<Instant, ModelPrice> row = book.modelPrices(model).floorEntry(now);
                if (row != null) {
                    rows(prices, row.getValue());
                }
            });
            prices.lines().forEach(surroundings.out()::println);
        }

        private static UnitPrice later(UnitPrice one, UnitPrice other) {
            return one.from().isAfter(other.from()) ? one : other;
        }

        private static void rows(TextTable table, ModelPrice model) {
            row(table, model.model(), "", model.perMillionPromptTokens(), "1M prompt tokens");
            UnitPrice cached = model.perMillionCachedPromptTokens();
            if (cached != null) {
                row(table, model.model(), "", cached, "1M cached prompt tokens");
            }
            row(table, model.model(), "", model.perMillionCompletionTokens(), "1M completion tokens");
        }

        private static void row(TextTable table, String name, String region, UnitPrice price, String unit) {
            table.row(name, region, price.unitPrice(), unit, price.priceFrom());
        }
    }
}
