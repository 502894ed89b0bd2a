package dev.ebb.charging;

import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.Boot;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.FailedStart;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Shape;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An account's fleet at a glance, beside its statement.
 *
 * @param running what accepts requests at as-of, if that lies in the statement's period; sorted by deployment
 * @param billed all GPU time of the period
 * @param busy what of it lies in active minutes
 * @param boot what was not billed
 * @param committedRate what the commitments in force at as-of cost an hour, used or not, exactly; 0 if as-of does not lie
 *     in the statement's period
 */
public record FleetSummary(
        String account,
        Instant asOf,
        List<Running> running,
        GpuTime billed,
        GpuTime busy,
        BootTime boot,
        Fraction committedRate) {

    /** Without a commitment. */
    public FleetSummary(
            String account, Instant asOf, List<Running> running, GpuTime billed, GpuTime busy, BootTime boot) {
        this(account, asOf, running, billed, busy, boot, Fraction.ZERO);
    }

    /**
     * Replicas of one deployment and shape that accept requests.
     *
     * @param price of a GPU-hour in force; null if there is none
     * @param covered how many of its GPUs commitments cover, from 0 to all
     */
    public record Running(
            String deployment,
            Shape shape,
            long replicas,
            @Nullable UnitPrice price,
            Fraction covered) {

        /** Without a commitment. */
        public Running(String deployment, Shape shape, long replicas, @Nullable UnitPrice price) {
            this(deployment, shape, replicas, price, Fraction.ZERO);
        }

        /** GPUs of all its replicas. */
        public BigDecimal gpus() {
            return BigDecimal.valueOf(shape.count().milliGpus(), 3).multiply(BigDecimal.valueOf(replicas));
        }

        /** GPUs that no commitment covers, exactly. */
        public Fraction onDemand() {
            return Fraction.of(gpus()).minus(covered);
        }

        /** What those that no commitment covers cost an hour, exactly; empty if there are any and no price is in force. */
        public Optional<Fraction> perHour() {
            Fraction onDemand = onDemand();
            if (price != null) {
                return Optional.of(onDemand.times(Fraction.of(price.amount())));
            }
            return onDemand.equals(Fraction.ZERO) ? Optional.of(onDemand) : Optional.empty();
        }

        private long milliGpus() {
            return Math.multiplyExact(replicas, (long) shape.count().milliGpus());
        }

        private Running covered(Fraction share) {
            return new Running(
                    deployment, shape, replicas, price, Fraction.of(gpus()).times(share));
        }

        /** The same, less what a term of an agreement covers. */
        static List<Running> covered(List<Running> running, Agreement.Term term) {
            Map<String, Map<String, Long>> milliGpus = new HashMap<>();
            running.forEach(each -> milliGpus
                    .computeIfAbsent(each.shape().accelerator(), ignored -> new HashMap<>())
                    .merge(each.shape().region(), each.milliGpus(), Math::addExact));
            Map<String, Reserved.Cover> covers = new HashMap<>();
            milliGpus.forEach((accelerator, byRegion) ->
                    covers.put(accelerator, Reserved.of(term, accelerator).over(byRegion)));
            return running.stream()
                    .map(each -> each.covered(
                            Objects.requireNonNull(covers.get(each.shape().accelerator()))
                                    .share(each.shape().region())))
                    .toList();
        }

        static List<Running> of(DeploymentUsage usage, Tariff tariff, Instant asOf) {
            Map<Shape, Long> replicas = new LinkedHashMap<>();
            for (ReplicaSession session : usage.sessions()) {
                if (session.open()) {
                    replicas.merge(session.session().shape(), 1L, Math::addExact);
                }
            }
            List<Running> running = new ArrayList<>();
            replicas.forEach((shape, count) -> running.add(new Running(
                    usage.id().name(),
                    shape,
                    count,
                    tariff.gpuPrice(shape.gpuKind(), asOf).orElse(null))));
            return running;
        }
    }

    /**
     * Time in which replicas booted, which is never billed, cut to the period.
     *
     * @param boots boots that led to a session, and those under way at as-of
     * @param booting how long those took
     * @param failedStarts boots that led to none
     * @param failing how long those took
     */
    public record BootTime(long boots, Duration booting, long failedStarts, Duration failing) {

        /** None. */
        public static final BootTime ZERO = new BootTime(0, Duration.ZERO, 0, Duration.ZERO);

        /** All that was not billed. */
        public Duration total() {
            return booting.plus(failing);
        }

        BootTime plus(BootTime other) {
            return new BootTime(
                    boots + other.boots,
                    booting.plus(other.booting),
                    failedStarts + other.failedStarts,
                    failing.plus(other.failing));
        }

        static BootTime of(DeploymentUsage usage) {
            BootTime sum = ZERO;
            for (Boot boot : usage.boots()) {
                Duration booting = within(usage, boot.from(), boot.to());
                if (booting.isPositive()) {
                    sum = sum.plus(new BootTime(1, booting, 0, Duration.ZERO));
                }
            }
            for (FailedStart start : usage.failedStarts()) {
                Duration failing = within(usage, start.from(), start.to());
                if (failing.isPositive()) {
                    sum = sum.plus(new BootTime(0, Duration.ZERO, 1, failing));
                }
            }
            return sum;
        }

        private static Duration within(DeploymentUsage usage, Instant from, Instant to) {
            Instant start = from.isAfter(usage.from()) ? from : usage.from();
            Instant end = to.isBefore(usage.to()) ? to : usage.to();
            return start.isBefore(end) ? Duration.between(start, end) : Duration.ZERO;
        }
    }

    /** Copies what is running. */
    public FleetSummary {
        running = List.copyOf(running);
    }

    /** What of the GPU time lies in other minutes. */
    public GpuTime idle() {
        return billed.minus(busy);
    }

    /** What commitments cost an hour, used or not. */
    static Fraction committedRate(Agreement.Term term) {
        return Fraction.sum(term.commitments().stream()
                .map(each -> Fraction.of(BigDecimal.valueOf(each.milliGpus(), 3))
                        .times(Fraction.of(each.perGpuHour().amount())))
                .toList());
    }

    /**
     * What all that is running costs an hour beyond what is reserved, exactly, without what has no price: the marginal
     * rate. At zero replicas it is 0; {@link #committedRate} comes on top whatever runs.
     */
    public Fraction burnRate() {
        return Fraction.sum(
                running.stream().flatMap(each -> each.perHour().stream()).toList());
    }

    /** Whether anything is running without a price, so that the burn rate is too low. */
    public boolean burnsUnpriced() {
        return running.stream().anyMatch(each -> each.perHour().isEmpty());
    }
}
