package dev.ebb.charging.budgets;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Period;
import dev.ebb.charging.Tariff;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetMember;
import dev.ebb.metering.LiveMeters;
import dev.ebb.metering.MeterReading;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Looks ahead to hard caps. It stops nothing: {@link HardCap.Outlook#actsNow} says when somebody must, and {@link
 * HardCap.Outlook#victims} what.
 *
 * <p>The account's part, what has accrued and what it burns, takes a number of reads that does not grow with anything. The
 * deployments' part takes their list, their counters by the hundred, and one read for each that runs or boots.
 */
public final class CapWatch {

    /** A look every minute, five minutes until an event is metered, five until what is stopped has stopped. */
    public static final HardCap.Lag STANDARD_LAG =
            new HardCap.Lag(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(5));

    /** As long as nobody looks for idleness: then the order is of environment and burn alone. */
    public static final Predicate<DeploymentId> NOBODY_KNOWS = deployment -> false;

    /** Where nobody changes the number of replicas. */
    public static final Asked NOBODY_ASKS = (member, deadline) -> 0;

    private static final Duration HOUR = Duration.ofHours(1);

    private final Budgets budgets;
    private final ChargeBasis basis;
    private final LiveSpend live;
    private final LiveMeters meters;
    private final Asked asked;
    private final HardCap.Lag lag;

    /** What deployments were asked to become. */
    @FunctionalInterface
    public interface Asked {
        /**
         * How many replicas open actions ask for; 0 if none does.
         *
         * @throws dev.ebb.metering.LedgerUnavailableException if they can't be read in time
         */
        long replicas(FleetMember member, Deadline deadline);
    }

    /** @param lag how long it takes until something is stopped */
    public CapWatch(
            Budgets budgets, ChargeBasis basis, LiveSpend live, LiveMeters meters, Asked asked, HardCap.Lag lag) {
        this.budgets = budgets;
        this.basis = basis;
        this.live = live;
        this.meters = meters;
        this.asked = asked;
        this.lag = lag;
    }

    /**
     * An account's outlook, from what stands in the table now; empty, after one read, if it has no cap.
     *
     * @param now the present
     * @param idle which deployments a sweep has found idle
     * @throws dev.ebb.metering.LedgerUnavailableException if the table can't be reached in time
     */
    public Optional<CapOutlook> outlook(String account, Instant now, Predicate<DeploymentId> idle, Deadline deadline) {
        Optional<BigDecimal> cap = cap(account, deadline);
        if (cap.isEmpty()) {
            return Optional.empty();
        }
        ChargeBasis.Basis by = basis.of(account, now, deadline);
        List<Metered> fleet = fleet(account, by.period(), deadline);
        AccountFigures figures = figures(account, by, fleet, now, deadline);
        return cap.map(amount -> outlook(account, amount, figures, fleet, idle, deadline));
    }

    private AccountFigures figures(
            String account, ChargeBasis.Basis by, List<Metered> fleet, Instant now, Deadline deadline) {
        return live.account(
                account,
                by.period(),
                by.tariff(),
                by.draft(),
                () -> Steady.of(fleet.stream().map(Metered::reading).toList()),
                now,
                deadline);
    }

    /** The same where the account's figures are known already. */
    public Optional<CapOutlook> outlook(
            String account, AccountFigures figures, Predicate<DeploymentId> idle, Deadline deadline) {
        return cap(account, deadline)
                .map(amount -> outlook(
                        account, amount, figures, fleet(account, figures.spend().period(), deadline), idle, deadline));
    }

    private Optional<BigDecimal> cap(String account, Deadline deadline) {
        return budgets.of(account, deadline).stream()
                .map(Budget::cap)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /**
     * All that an account's outlook is made of; empty, after one read, if it has no cap. Nobody is said to be idle.
     *
     * @param now the present
     * @throws dev.ebb.metering.LedgerUnavailableException if the table can't be reached in time
     */
    public Optional<CapFigures> figures(String account, Instant now, Deadline deadline) {
        return cap(account, deadline).map(amount -> {
            ChargeBasis.Basis by = basis.of(account, now, deadline);
            List<Metered> fleet = fleet(account, by.period(), deadline);
            return figures(account, amount, figures(account, by, fleet, now, deadline), fleet, NOBODY_KNOWS, deadline);
        });
    }

    private CapFigures figures(
            String account,
            BigDecimal cap,
            AccountFigures figures,
            List<Metered> fleet,
            Predicate<DeploymentId> idle,
            Deadline deadline) {
        Spend spend = figures.spend();
        Instant now = spend.asOf();
        Tariff tariff = figures.tariff();
        List<CapTarget> targets = fleet.stream()
                .map(each -> CapTarget.of(
                        each.member(),
                        each.reading(),
                        tariff,
                        spend.period(),
                        now,
                        asked.replicas(each.member(), deadline),
                        idle.test(each.member().id())))
                .toList();
        Fraction reserved = Reservations.cost(tariff.agreement(), now, now.plus(HOUR));
        return new CapFigures(
                account,
                cap,
                spend.period(),
                now,
                spend.currency(),
                spend.unpriced(),
                figures.accruedBound(),
                spend.burnRate(),
                spend.tokenRate().plus(reserved),
                targets);
    }

    private CapOutlook outlook(
            String account,
            BigDecimal cap,
            AccountFigures known,
            List<Metered> fleet,
            Predicate<DeploymentId> idle,
            Deadline deadline) {
        CapFigures figures = figures(account, cap, known, fleet, idle, deadline);
        HardCap.Outlook ahead = new HardCap(Fraction.of(cap), lag)
                .outlook(figures.accrued(), figures.gpus(), figures.besides(), figures.targets(), figures.asOf())
                .until(figures.period().to());
        return new CapOutlook(
                account, cap, figures.period(), figures.asOf(), figures.currency(), figures.unpriced(), ahead);
    }

    /** A deployment and its meters. */
    private record Metered(FleetMember member, MeterReading reading) {}

    private List<Metered> fleet(String account, Period period, Deadline deadline) {
        return meters.fleet(account, deadline).stream()
                .map(member -> new Metered(member, reading(member, period, deadline)))
                .toList();
    }

    /** What has no replica burns nothing. */
    private MeterReading reading(FleetMember member, Period period, Deadline deadline) {
        return member.readyReplicas() + member.startingReplicas() == 0
                ? new MeterReading(period.from(), Map.of(), Map.of())
                : meters.deployment(member.id(), period.from(), deadline);
    }
}
