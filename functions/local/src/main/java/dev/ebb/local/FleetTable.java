package dev.ebb.local;

import dev.ebb.charging.Commitment;
import dev.ebb.charging.FleetSummary;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statements.Computed;
import dev.ebb.metering.GpuTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Statements and fleets as tables for a terminal: account by account, then all together. */
final class FleetTable {

    static final String NONE = "–";

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
        commitments(statement);
        GpuTable.of(statement, fleet).ifPresent(this::add);
        tokens(statement);
        String currency = statement.currency().getCurrencyCode();
        text.add("  owes " + style.bold(currency + " " + Figures.grouped(statement.total()))
                + (statement.complete() ? "" : style.warning(" (incomplete)")) + ", burns " + currency + " "
                + burn(fleet) + " an hour"
                + committed(fleet)
                + (fleet.burnsUnpriced() ? style.warning(" (without what has no price)") : ""));
        text.add("  not billed: " + boot(fleet.boot()));
        text.add("");
    }

    private String committed(FleetSummary fleet) {
        return fleet.committedRate().equals(Fraction.ZERO)
                ? ""
                : " and reserves for " + Figures.money(fleet.committedRate(), book.minorUnits()) + " an hour";
    }

    private void commitments(Statement statement) {
        TextTable table = new TextTable(
                "reserved", "accelerator", "region", ">GPU-hours", ">used", ">unused", ">per hour", ">cost");
        boolean any = false;
        for (Statement.ChargedLine charged : statement.lines()) {
            if (charged.line() instanceof Line.Committed committed) {
                any = true;
                Commitment commitment = committed.commitment();
                table.row(
                        Figures.gpus(BigDecimal.valueOf(commitment.milliGpus(), 3)),
                        commitment.accelerator(),
                        commitment.region(),
                        Figures.hours(committed.billed()),
                        Figures.hours(committed.used()),
                        Figures.remainingHours(committed.billed(), committed.used()),
                        Figures.price(committed.price()),
                        Figures.amount(charged.amount()));
            }
        }
        if (any) {
            add(table);
        }
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
                        Figures.price(tokens.price()),
                        Figures.amount(charged.amount()));
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

    private static String whole(BigInteger number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
