package dev.ebb.charging;

import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Meter;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.Notice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
     */
    public record Computed(Statement statement, List<Warning> warnings, FleetSummary fleet) {}

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
        Instant from = begun ? period.from() : Meter.quarterOf(asOf);
        Instant to = begun ? period.to() : asOf;
        usage.all(account, from, to, asOf).forEach(deployment -> draft.add(deployment, begun));
        if (begun) {
            Instant tokensTo = min(period.to(), quarterEndingAfter(asOf));
            draft.lines.addAll(draft.rating.tokenLines(usage.tokens(account, period.from(), tokensTo)));
        }
        return draft.computed();
    }

    private static Instant quarterEndingAfter(Instant asOf) {
        return Meter.quarterOf(asOf).plusMillis(Meter.QUARTER_MILLIS);
    }

    private static Instant min(Instant left, Instant right) {
        return left.isBefore(right) ? left : right;
    }

    private final class Draft {
        private final String account;
        private final Period period;
        private final Instant asOf;
        private final Rating rating = new Rating(tariff);
        private final List<Line> lines = new ArrayList<>();
        private final List<Warning> warnings = new ArrayList<>();
        private final List<FleetSummary.Running> running = new ArrayList<>();
        private FleetSummary.BootTime boot = FleetSummary.BootTime.ZERO;
        private boolean complete = true;

        private Draft(String account, Period period, Instant asOf) {
            this.account = account;
            this.period = period;
            this.asOf = asOf;
        }

        private void add(DeploymentUsage deployment, boolean begun) {
            running.addAll(FleetSummary.Running.of(deployment, tariff, asOf));
            if (begun) {
                lines.addAll(rating.gpuLines(deployment));
                boot = boot.plus(FleetSummary.BootTime.of(deployment));
            }
            for (Notice notice : deployment.notices()) {
                warnings.add(new Warning(
                        account,
                        notice.identity().source(),
                        notice.identity().id(),
                        notice.kind().reason()));
                complete &= !notice.leavesOpen(period.from(), period.to());
            }
            String name = "deployment " + deployment.id().name();
            for (DeploymentUsage.Lost lost : deployment.lost()) {
                warn(name + ": replica " + lost.replica() + " fell silent: its session ends provisionally at "
                        + lost.since());
            }
            if (deployment.pending()) {
                complete = false;
                warn(
                        name
                                + ": an announcement has not reached all of its replicas yet, or they changed while they were read");
                return;
            }
            for (String difference : Roads.differences(deployment)) {
                complete = false;
                warn(difference);
            }
        }

        private void warn(String reason) {
            warnings.add(new Warning(account, null, null, reason));
        }

        private Computed computed() {
            GpuTime billed = GpuTime.ZERO;
            GpuTime busy = GpuTime.ZERO;
            for (Line line : lines) {
                if (line instanceof Line.Gpu gpu) {
                    billed = billed.plus(gpu.billed());
                    busy = busy.plus(gpu.busy());
                }
            }
            Statement statement = Statement.of(account, period, tariff, lines, complete);
            FleetSummary fleet = new FleetSummary(account, asOf, running, billed, busy, boot);
            return new Computed(statement, List.copyOf(warnings), fleet);
        }
    }
}
