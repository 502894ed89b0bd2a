package dev.ebb.local;

import dev.ebb.charging.FleetSummary;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.Statement;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A statement's GPU lines, and what runs beside them. It has a column for what is reserved only where anything is. */
final class GpuTable {

    private static final String RESERVED = ">reserved";
    private static final List<String> COLUMNS = List.of(
            "deployment",
            "accelerator",
            "region",
            "running",
            ">GPU-hours",
            ">busy",
            ">idle",
            RESERVED,
            ">per hour",
            ">cost");

    private final boolean reserves;
    private final TextTable table;
    private final List<FleetSummary.Running> running;

    private GpuTable(Statement statement, FleetSummary fleet) {
        reserves = statement.lines().stream().anyMatch(charged -> charged.line() instanceof Line.Committed);
        table = new TextTable(COLUMNS.stream()
                .filter(column -> reserves || !column.equals(RESERVED))
                .toArray(String[]::new));
        running = new ArrayList<>(fleet.running());
    }

    /** Empty if nothing was used and nothing runs. */
    static Optional<TextTable> of(Statement statement, FleetSummary fleet) {
        return new GpuTable(statement, fleet).table(statement.lines());
    }

    private Optional<TextTable> table(List<Statement.ChargedLine> lines) {
        boolean any = !running.isEmpty();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).line() instanceof Line.Gpu gpu) {
                any = true;
                boolean last =
                        i + 1 == lines.size() || !isSame(gpu, lines.get(i + 1).line());
                row(
                        gpu,
                        last ? takeRunning(gpu) : "",
                        Figures.amount(lines.get(i).amount()));
            }
        }
        for (FleetSummary.Running rest : running) {
            GpuKind kind = rest.shape().gpuKind();
            row(
                    new Line.Gpu(rest.deployment(), kind, rest.price(), GpuTime.ZERO, GpuTime.ZERO, Fraction.ZERO),
                    replicas(rest),
                    FleetTable.NONE);
        }
        return any ? Optional.of(table) : Optional.empty();
    }

    private void row(Line.Gpu gpu, String runs, String cost) {
        List<String> cells = new ArrayList<>(List.of(
                gpu.deployment(),
                gpu.kind().accelerator(),
                gpu.kind().region(),
                runs,
                Figures.hours(gpu.billed()),
                Figures.hours(gpu.busy()),
                Figures.remainingHours(gpu.billed(), gpu.busy())));
        if (reserves) {
            cells.add(Figures.hours(gpu.reserved()));
        }
        cells.add(Figures.price(gpu.price()));
        cells.add(cost);
        table.row(cells.toArray(String[]::new));
    }

    private static boolean isSame(Line.Gpu gpu, Line next) {
        return next instanceof Line.Gpu other
                && other.deployment().equals(gpu.deployment())
                && other.kind().equals(gpu.kind());
    }

    private String takeRunning(Line.Gpu gpu) {
        List<FleetSummary.Running> here = running.stream()
                .filter(each -> each.deployment().equals(gpu.deployment())
                        && each.shape().gpuKind().equals(gpu.kind()))
                .toList();
        running.removeAll(here);
        return here.isEmpty()
                ? FleetTable.NONE
                : here.stream().map(GpuTable::replicas).collect(Collectors.joining(" + "));
    }

    private static String replicas(FleetSummary.Running running) {
        BigDecimal each = BigDecimal.valueOf(running.shape().count().milliGpus(), 3);
        return running.replicas() + " × " + Figures.gpus(each);
    }
}
