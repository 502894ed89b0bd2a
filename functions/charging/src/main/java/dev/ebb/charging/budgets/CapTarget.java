package dev.ebb.charging.budgets;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Period;
import dev.ebb.charging.Tariff;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetMember;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.MeterReading;
import dev.ebb.metering.Shape;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A deployment, as a hard cap sees it.
 *
 * @param burn what its running GPUs cost an hour now, without regard to commitments
 * @param ceiling the most that it can come to cost an hour before a cap acts; at least {@code burn}
 * @param starting replicas that boot
 * @param idle whether a sweep has found it idle
 * @param production whether it counts as production
 */
public record CapTarget(
        DeploymentId deployment, Fraction burn, Fraction ceiling, long starting, boolean idle, boolean production) {

    /** First what is idle, then what is not production, then what burns most; at last by name. */
    public static final Comparator<CapTarget> VICTIMS_FIRST = Comparator.comparing(CapTarget::idle)
            .reversed()
            .thenComparing(CapTarget::production)
            .thenComparing(Comparator.comparing(CapTarget::burn).reversed())
            .thenComparing(CapTarget::deployment);

    private static final String ENVIRONMENT = "environment";
    private static final Set<String> PRODUCTION = Set.of("production", "prod");

    /** @throws IllegalArgumentException if the ceiling is below the burn rate */
    public CapTarget {
        if (ceiling.compareTo(burn) < 0) {
            throw new IllegalArgumentException("ceiling: must be at least " + burn + ", is " + ceiling);
        }
    }

    /** Whether anything of it runs or boots, and so can be stopped. */
    public boolean isUp() {
        return burn.compareTo(Fraction.ZERO) > 0 || starting > 0;
    }

    /** The same, with what a sweep has found. */
    public CapTarget found(boolean nowIdle) {
        return new CapTarget(deployment, burn, ceiling, starting, nowIdle, production);
    }

    /**
     * A deployment's part. Its ceiling is what it would cost with all of its ready and starting replicas, or with those
     * that it was asked for if that is more, or with {@code maxReplicas} if that is more and it was not deleted, at the
     * highest rate of the rest of the period; what runs now, of whatever shape, is the least.
     *
     * @param reading the deployment's meters
     * @param asked replicas that somebody has asked for, whether they can be seen yet or not
     * @param idle what a sweep has found
     */
    public static CapTarget of(
            FleetMember member,
            MeterReading reading,
            Tariff tariff,
            Period period,
            Instant now,
            long asked,
            boolean idle) {
        BigDecimal running = BigDecimal.ZERO;
        for (GpuKind kind : reading.kinds()) {
            BigDecimal gpus = new BigDecimal(reading.running(kind, now)).movePointLeft(3);
            BigDecimal rate = GpuAccrual.highestRate(tariff, kind, now, period.to());
            running = running.add(gpus.multiply(rate));
        }
        Integer max = member.deleted() ? null : member.configuration().maxReplicas();
        long seen = member.readyReplicas() + member.startingReplicas();
        long replicas = Math.max(Math.max(seen, asked), max == null ? 0 : max);
        Optional<Shape> shape = member.announced().whole();
        BigDecimal possible = shape.map(each -> perReplica(each, tariff, period, now))
                .orElse(BigDecimal.ZERO)
                .multiply(BigDecimal.valueOf(replicas));
        Fraction burn =
                GpuAccrual.burn(reading, new Tariff(tariff.book(), Reservations.without(tariff.agreement())), now);
        Fraction ceiling = Fraction.of(running.max(possible));
        return new CapTarget(
                member.id(),
                burn,
                ceiling.compareTo(burn) < 0 ? burn : ceiling,
                member.startingReplicas(),
                idle,
                isProduction(member));
    }

    private static BigDecimal perReplica(Shape shape, Tariff tariff, Period period, Instant now) {
        BigDecimal rate = GpuAccrual.highestRate(tariff, shape.gpuKind(), now, period.to());
        return BigDecimal.valueOf(shape.count().milliGpus(), 3).multiply(rate);
    }

    /** Whoever says nothing of the environment says that it is production. */
    private static boolean isProduction(FleetMember member) {
        String environment = member.labels().get(ENVIRONMENT);
        return environment == null || PRODUCTION.contains(environment.strip().toLowerCase(Locale.ROOT));
    }
}
