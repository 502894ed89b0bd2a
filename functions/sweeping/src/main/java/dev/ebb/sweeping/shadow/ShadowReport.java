package dev.ebb.sweeping.shadow;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.Rating;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.GpuTime;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.rules.Damping;
import dev.ebb.sweeping.shadow.Episode.Kind;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * What sweeps would have done in [from, to), and what others did.
 *
 * @param deployments those that had a verdict, sorted
 * @param others what sweeps did not decide
 */
public record ShadowReport(Instant from, Instant to, List<OfDeployment> deployments, ByOthers others) {

    /** Copies the list. */
    public ShadowReport {
        deployments = List.copyOf(deployments);
    }

    /** What a deployment used in an interval, as it was metered. */
    @FunctionalInterface
    public interface Metered {
        /** Its usage in [from, to). */
        DeploymentUsage usage(Instant from, Instant to);
    }

    /** What things cost. */
    public record Prices(Rating rating, Currency currency) {}

    /**
     * Of one deployment.
     *
     * @param verdicts how many were recorded
     * @param actions that would have stopped or deleted it, if the mode had allowed it
     * @param warnings that nothing held back: a dry run tells them, too
     * @param regrets of the actions, those after which it was in demand within the hour
     * @param held actions that something else than the mode held back
     * @param done actions that were carried out
     * @param off GPU time that was billed between an action and the demand that would have woken it
     * @param saved what that time cost on demand, exactly, where there is a price
     * @param currency of that; empty if there is no price book
     * @param unpriced whether some of that time had no price
     */
    public record OfDeployment(
            DeploymentId id,
            long verdicts,
            long actions,
            long warnings,
            long regrets,
            long held,
            long done,
            GpuTime off,
            Fraction saved,
            Optional<Currency> currency,
            boolean unpriced) {

        /**
         * From its episodes.
         *
         * @param to the report's end, where what nobody wanted again is counted up to
         * @param prices empty if there are none
         */
        public static OfDeployment of(
                DeploymentId id,
                long verdicts,
                List<Episode> episodes,
                Instant to,
                Metered metered,
                Optional<Prices> prices) {
            GpuTime off = GpuTime.ZERO;
            Fraction saved = Fraction.ZERO;
            boolean unpriced = false;
            for (Episode episode : episodes) {
                Instant until = episode.wantedAt().orElse(to);
                if (episode.kind() != Kind.SHADOW
                        || episode.action() != Action.SCALE_TO_ZERO
                        || !until.isAfter(episode.at())) {
                    continue;
                }
                DeploymentUsage usage = metered.usage(episode.at(), until);
                off = off.plus(gpuTime(usage));
                for (Line line :
                        prices.map(known -> known.rating().gpuLines(usage)).orElse(List.of())) {
                    Optional<Fraction> amount = line.exactAmount();
                    saved = saved.plus(amount.orElse(Fraction.ZERO));
                    unpriced |= amount.isEmpty();
                }
            }
            return new OfDeployment(
                    id,
                    verdicts,
                    count(episodes, each -> isStop(each, Kind.SHADOW)),
                    count(episodes, each -> each.kind() != Kind.HELD && each.action() == Action.WARN),
                    count(episodes, each -> isStop(each, Kind.SHADOW) && each.isWantedWithin(Damping.REGRET)),
                    count(episodes, each -> isStop(each, Kind.HELD)),
                    count(episodes, each -> isStop(each, Kind.DONE)),
                    off,
                    saved,
                    prices.map(Prices::currency),
                    unpriced);
        }

        private static boolean isStop(Episode episode, Kind kind) {
            boolean stops = episode.action() == Action.SCALE_TO_ZERO || episode.action() == Action.DELETE;
            return stops && episode.kind() == kind;
        }

        private static long count(List<Episode> episodes, Predicate<Episode> which) {
            return episodes.stream().filter(which).count();
        }

        private static GpuTime gpuTime(DeploymentUsage usage) {
            GpuTime time = GpuTime.ZERO;
            long from = usage.from().toEpochMilli();
            long to = usage.to().toEpochMilli();
            for (DeploymentUsage.ReplicaSession each : usage.sessions()) {
                long start = Math.max(from, each.session().start().toEpochMilli());
                long end = Math.min(to, each.session().end().toEpochMilli());
                if (end > start) {
                    long milliGpus = each.session().shape().count().milliGpus();
                    time = time.plus(GpuTime.ofMicros(Math.multiplyExact(milliGpus, end - start)));
                }
            }
            return time;
        }
    }

    /** All of them added up. */
    public long sum(ToLongFunction<OfDeployment> figure) {
        return deployments.stream().mapToLong(figure).sum();
    }

    /** What would have been saved, by currency code. */
    public Map<String, Fraction> saved() {
        Map<String, Fraction> saved = new TreeMap<>();
        deployments.forEach(each -> each.currency()
                .ifPresent(currency -> saved.merge(currency.getCurrencyCode(), each.saved(), Fraction::plus)));
        return saved;
    }

    /** GPU time that would have been off. */
    public GpuTime off() {
        return deployments.stream().map(OfDeployment::off).reduce(GpuTime.ZERO, GpuTime::plus);
    }
}
