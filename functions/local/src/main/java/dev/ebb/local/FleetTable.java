package dev.ebb.local;

import dev.ebb.charging.FleetSummary;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statements.Computed;
import dev.ebb.charging.UnitPrice;
import dev.ebb.metering.GpuTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Statements and fleets as tables for a terminal: account by account, then all together. */
final class FleetTable {

    private static final String NONE = "–";

    private final PriceBook book;
    private final Style style;
    private final List<String> text = new ArrayList<>();

    FleetTable(PriceBook book, Style style) {
        this.book = book;
        this.style = style;
    }

    /** All lines. */
    List<String> of(List<Computed> accounts) {
        accounts.forEach(this::account);
        total(accounts);
        return List.copyOf(text);
    }

    private void account(Computed computed) {
        Statement statement = computed.statement();
        FleetSummary fleet = computed.fleet();
        text.add(style.bold(statement.account()) + "  " + statement.period().month());
        gpus(statement, fleet);
        tokens(statement);
        String currency = statement.currency().getCurrencyCode();
        text.add("  owes " + style.bold(currency + " " + Figures.grouped(statement.total()))
                + (statement.complete() ? "" : style.warning(" (incomplete)")) + ", burns " + currency + " "
                + burn(fleet) + " an hour"
                + (fleet.burnsUnpriced() ? style.warning(" (without what has no price)") : ""));
        text.add("  not billed: " + boot(fleet.boot()));
        text.add("");
    }

    private void gpus(Statement statement, FleetSummary fleet) {
        TextTable table = new TextTable(
                "deployment", "accelerator", "region", "running", ">GPU-hours", ">busy", ">idle", ">per hour", ">cost");
        List<FleetSummary.Running> running = new ArrayList<>(fleet.running());
        boolean any = false;
        List<Statement.ChargedLine> lines = statement.lines();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).line() instanceof Line.Gpu gpu) {
                any = true;
                boolean last =
                        i + 1 == lines.size() || !isSame(gpu, lines.get(i + 1).line());
                table.row(
                        gpu.deployment(),
                        gpu.kind().accelerator(),
                        gpu.kind().region(),
                        last ? takeRunning(running, gpu) : "",
                        Figures.hours(gpu.billed()),
                        Figures.hours(gpu.busy()),
                        Figures.remainingHours(gpu.billed(), gpu.busy()),
                        price(gpu.price()),
                        amount(lines.get(i).amount()));
            }
        }
        for (FleetSummary.Running rest : running) {
            any = true;
            String zero = Figures.hours(GpuTime.ZERO);
            table.row(
                    rest.deployment(),
                    rest.shape().accelerator(),
                    rest.shape().region(),
                    replicas(rest),
                    zero,
                    zero,
                    zero,
                    price(rest.price()),
                    NONE);
        }
        if (any) {
            add(table);
        }
    }

    private static boolean isSame(Line.Gpu gpu, Line next) {
        return next instanceof Line.Gpu other
                && other.deployment().equals(gpu.deployment())
                && other.kind().equals(gpu.kind());
    }

    private static String takeRunning(List<FleetSummary.Running> running, Line.Gpu gpu) {
        List<FleetSummary.Running> here = running.stream()
                .filter(each -> each.deployment().equals(gpu.deployment())
                        && each.shape().gpuKind().equals(gpu.kind()))
                .toList();
        running.removeAll(here);
        return here.isEmpty() ? NONE : here.stream().map(FleetTable::replicas).collect(Collectors.joining(" + "));
    }

    private static String replicas(FleetSummary.Running running) {
        BigDecimal each = BigDecimal.valueOf(running.shape().count().milliGpus(), 3);
        return running.replicas() + " × " + Figures.gpus(each);
    }

    private void tokens(Statement statement) {
        TextTable table = new TextTable("model", "direction", ">tokens", ">of them cached", ">per million", ">cost");
        boolean any = false;
        for (Statement.ChargedLine charged : statement.lines()) {
            if (charged.line() instanceof Line.Tokens tokens) {
                any = true;
                table.row(
                        tokens.model(),
                        tokens.direction().text(),
                        whole(tokens.quantity()),
                        tokens.direction() == Line.Direction.PROMPT ? whole(tokens.cached()) : NONE,
                        price(tokens.price()),
                        amount(charged.amount()));
            }
        }
        if (any) {
            add(table);
        }
    }

    private void total(List<Computed> accounts) {
        TextTable table = new TextTable(
                "account",
                ">GPUs running",
                ">GPU-hours",
                ">busy",
                ">idle",
                ">cost",
                ">burn an hour",
                ">boot not billed");
        BigDecimal gpus = BigDecimal.ZERO;
        GpuTime billed = GpuTime.ZERO;
        GpuTime busy = GpuTime.ZERO;
        BigDecimal cost = BigDecimal.ZERO;
        Fraction burn = Fraction.ZERO;
        Duration boot = Duration.ZERO;
        for (Computed computed : accounts) {
            FleetSummary fleet = computed.fleet();
            BigDecimal running =
                    fleet.running().stream().map(FleetSummary.Running::gpus).reduce(BigDecimal.ZERO, BigDecimal::add);
            table.row(
                    fleet.account(),
                    plain(running),
                    Figures.hours(fleet.billed()),
                    Figures.hours(fleet.busy()),
                    Figures.remainingHours(fleet.billed(), fleet.busy()),
                    Figures.grouped(computed.statement().total()),
                    burn(fleet),
                    Figures.duration(fleet.boot().total()));
            gpus = gpus.add(running);
            billed = billed.plus(fleet.billed());
            busy = busy.plus(fleet.busy());
            cost = cost.add(computed.statement().total());
            burn = burn.plus(fleet.burnRate());
            boot = boot.plus(fleet.boot().total());
        }
        table.row(
                "total " + book.currency().getCurrencyCode(),
                plain(gpus),
                Figures.hours(billed),
                Figures.hours(busy),
                Figures.remainingHours(billed, busy),
                Figures.grouped(cost),
                Figures.money(burn, book.minorUnits()),
                Figures.duration(boot));
        List<String> lines = table.lines();
        text.add("  " + style.faint(lines.getFirst()));
        lines.subList(1, lines.size() - 1).forEach(line -> text.add("  " + line));
        text.add("  " + style.bold(lines.getLast()));
    }

    private void add(TextTable table) {
        List<String> lines = table.lines();
        text.add("  " + style.faint(lines.getFirst()));
        lines.subList(1, lines.size()).forEach(line -> text.add("  " + line));
    }

    private String burn(FleetSummary fleet) {
        return Figures.money(fleet.burnRate(), book.minorUnits());
    }

    private static String boot(FleetSummary.BootTime boot) {
        String starts = Figures.duration(boot.booting()) + " in which "
                + Figures.count(boot.boots(), "replica", "replicas") + " booted";
        return boot.failedStarts() == 0
                ? starts
                : starts + ", and " + Figures.duration(boot.failing()) + " in "
                        + Figures.count(boot.failedStarts(), "failed start", "failed starts");
    }

    private static String price(@Nullable UnitPrice price) {
        return price == null ? "no price" : price.unitPrice();
    }

    private static String amount(@Nullable BigDecimal amount) {
        return amount == null ? "unpriced" : Figures.grouped(amount);
    }

    private static String whole(BigInteger number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
