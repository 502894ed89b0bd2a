package dev.ebb.charging;

import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Ingestion;
import dev.ebb.metering.Meter;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.Notice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes statements from what was metered, and checks that sessions and meters agree on it. */
public final class Statements {

    private final MeteredUsage usage;
    private final Tariff tariff;

    /** @param usage lost replicas must have been settled as of the instant that statements are made for */
    public Statements(MeteredUsage usage, Tariff tariff) {
        this.usage = usage;
        this.tariff = tariff;
    }

    /**
     * A statement, and what else is worth knowing.
     *
     * @param warnings in no particular order; {@link Report} sorts them
     * @param fleet what is running, busy and booting
     * @param insight what was not billed, what idle GPUs cost, and what serverless would have
     * @param differing whether sessions and meters differ on a deployment that nothing is pending for
     */
    public record Computed(
            Statement statement, List<Warning> warnings, FleetSummary fleet, Insight insight, boolean differing) {}

    /** The statements of all accounts for all periods, sorted by account. */
    public List<Computed> all(List<Period> periods, Instant asOf) {
        List<Computed> computed = new ArrayList<>();
        for (String account : usage.accounts()) {
            periods.stream().sorted().distinct().forEach(period -> computed.add(of(account, period, asOf)));
        }
        return computed;
    }

    /**
     * One account's statement.
     *
     * @param asOf the present: GPU time after it does not count yet; tokens count up to the end of its quarter-hour
     */
    public Computed of(String account, Period period, Instant asOf) {
        boolean begun = !period.from().isAfter(asOf);
        Draft draft = new Draft(account, period, asOf);
        draft.add(usage.ingestion());
        Instant from = begun ? period.from() : Meter.quarterOf(asOf);
        Instant to = begun ? period.to() : asOf;
        usage.all(account, from, to, asOf).forEach(deployment -> draft.add(deployment, begun));
        if (begun) {
            Instant tokensTo = min(period.to(), quarterEndingAfter(asOf));
            draft.lines.addAll(draft.rating.tokenLines(usage.tokens(account, period.from(), tokensTo)));
            usage.idleVoids(account).stream()
                    .filter(each -> each.concerns(period.from(), period.to(), asOf))
                    .map(Warning::of)
                    .forEach(draft.warnings::add);
        }
        return draft.computed();
    }

    private static Instant quarterEndingAfter(Instant asOf) {
        return Meter.quarterOf(asOf).plusMillis(Meter.QUARTER_MILLIS);
    }

    private static Instant min(Instant left, Instant right) {
        return left.isBefore(right) ? left : right;
    }

    private static Instant max(Instant left, Instant right) {
        return left.isAfter(right) ? left : right;
    }

    private final class Draft {
        private final String account;
        private final Period period;
        private final Instant asOf;
        private final Rating rating = new Rating(tariff);
        private final InsightDraft insight = new InsightDraft(rating);
        private final GpuRating gpus;
        private final List<Line> lines = new ArrayList<>();
        private final List<Warning> warnings = new ArrayList<>();
        private final List<FleetSummary.Running> running = new ArrayList<>();
        private FleetSummary.BootTime boot = FleetSummary.BootTime.ZERO;
        private boolean complete = true;
        private @Nullable Instant meteredUpTo;
        private boolean differing;

        private Draft(String account, Period period, Instant asOf) {
            this.account = account;
            this.period = period;
            this.asOf = asOf;
            gpus = rating.gpus(period.from(), max(period.from(), min(period.to(), asOf)));
        }

        private void add(Ingestion ingestion) {
            if (ingestion.lagsAt(asOf)) {
                meteredUpTo = ingestion.meteredUpTo();
                warnings.add(new Warning(
                        account,
                        null,
                        null,
                        "ingestion lags: events are metered up to " + meteredUpTo
                                + " only, and what waits in a queue is not in the statement"));
            }
        }

        private void add(DeploymentUsage deployment, boolean begun) {
            if (begun) {
                running.addAll(FleetSummary.Running.of(deployment, tariff, asOf));
                gpus.add(deployment);
                insight.add(deployment);
                boot = boot.plus(FleetSummary.BootTime.of(deployment));
            }
            warnings.addAll(Warning.of(deployment, period.from(), period.to()));
            for (Notice notice : deployment.notices()) {
                complete &= !notice.leavesOpen(period.from(), period.to());
            }
            complete &= deployment.evidence().isEmpty();
            if (deployment.pending()) {
                complete = false;
                warnings.add(
                        Warning.about(
                                deployment,
                                "an announcement has not reached all of its replicas yet, or they changed while they were read"));
                return;
            }
            for (String difference : Roads.differences(deployment)) {
                complete = false;
                differing = true;
                warnings.add(new Warning(account, null, null, difference));
            }
        }

        private boolean isPresent() {
            return !asOf.isBefore(period.from()) && asOf.isBefore(period.to());
        }

        private Computed computed() {
            lines.addAll(gpus.lines());
            GpuTime billed = GpuTime.ZERO;
            GpuTime busy = GpuTime.ZERO;
            for (Line line : lines) {
                if (line instanceof Line.Gpu gpu) {
                    billed = billed.plus(gpu.billed());
                    busy = busy.plus(gpu.busy());
                }
            }
            Statement statement =
                    Statement.of(account, period, tariff, lines, complete).withMeteredUpTo(meteredUpTo);
            Optional<Agreement.Term> term = isPresent() ? tariff.agreement().at(asOf) : Optional.empty();
            FleetSummary fleet = new FleetSummary(
                    account,
                    asOf,
                    term.map(each -> FleetSummary.Running.covered(running, each))
                            .orElse(running),
                    billed,
                    busy,
                    boot,
                    term.map(FleetSummary::committedRate).orElse(Fraction.ZERO));
            return new Computed(statement, List.copyOf(warnings), fleet, insight.of(lines), differing);
        }
    }
}
