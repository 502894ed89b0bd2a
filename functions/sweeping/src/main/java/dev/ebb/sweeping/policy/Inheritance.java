package dev.ebb.sweeping.policy;

import dev.ebb.charging.BrokenRulesException.Problem;
import dev.ebb.sweeping.policy.Policy.Limits;
import dev.ebb.sweeping.policy.Policy.Scaling;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * From what stands at the levels to the policy in force. The most specific value wins; of limits the smallest that somebody
 * set, of modes the most cautious. What is wrong at any level makes the whole invalid.
 */
public final class Inheritance {

    /** What holds where nobody said anything. */
    public static final Policy DEFAULT = new Policy(
            Mode.DRY_RUN,
            Duration.ofMinutes(45),
            Duration.ofHours(1),
            Duration.ofDays(7),
            false,
            false,
            true,
            List.of(),
            Duration.ofMinutes(5),
            new Scaling(false, Duration.ofMinutes(1), Duration.ofMinutes(10), BigDecimal.valueOf(8)),
            Limits.STANDARD);

    private final List<Layer> layers;
    private final Map<String, String> origins = new HashMap<>();

    private Inheritance(List<Layer> layers) {
        this.layers = layers;
    }

    /**
     * The policy in force.
     *
     * @param layers in any order, each origin at most once; a level that is not there sets nothing, and must be so
     *     still when something is marked; what was announced has no version
     * @throws IllegalArgumentException if an origin comes twice, or is the default, which nobody can set
     */
    public static InForce resolve(List<Layer> layers) {
        List<Layer> sorted =
                layers.stream().sorted(Comparator.comparing(Layer::origin)).toList();
        Map<String, Long> versions = new HashMap<>();
        Set<Origin> seen = EnumSet.of(Origin.DEFAULT);
        for (Origin origin : List.of(Origin.STACK, Origin.ACCOUNT, Origin.DEPLOYMENT)) {
            versions.put(origin.word(), 0L);
        }
        List<String> faults = new ArrayList<>();
        for (Layer layer : sorted) {
            String word = layer.origin().word();
            if (!seen.add(layer.origin())) {
                throw new IllegalArgumentException("layers: must have each level that can be set once, have " + word);
            }
            versions.replace(word, layer.version());
            layer.problems().forEach(problem -> faults.add(word + ": " + problem));
        }
        if (faults.isEmpty()) {
            Inheritance inheritance = new Inheritance(sorted);
            Policy policy = inheritance.policy();
            inheritance.disagreement(policy).ifPresent(faults::add);
            if (faults.isEmpty()) {
                return new InForce(policy, inheritance.origins, faults, versions);
            }
        }
        Inheritance defaults = new Inheritance(List.of());
        return new InForce(defaults.policy(), defaults.origins, faults, versions);
    }

    private Policy policy() {
        Scaling scaling = DEFAULT.scaling();
        Duration zeroAfter = nearest("zeroAfter", Settings::zeroAfter, DEFAULT.zeroAfter());
        return new Policy(
                mode(),
                nearest("warnAfter", Settings::warnAfter, warnBefore(zeroAfter)),
                zeroAfter,
                nearest("deleteAfter", Settings::deleteAfter, DEFAULT.deleteAfter()),
                nearest("coverMinimum", Settings::coverMinimum, DEFAULT.coverMinimum()),
                nearest("wake", Settings::wake, DEFAULT.wake()),
                nearest("damping", Settings::damping, DEFAULT.damping()),
                nearest("keepWarm", Settings::keepWarm, DEFAULT.keepWarm()),
                nearest("stopWithin", Settings::stopWithin, DEFAULT.stopWithin()),
                new Scaling(
                        nearest("scale", Settings::scale, scaling.scale()),
                        nearest("scaleUpWindow", Settings::scaleUpWindow, scaling.upWindow()),
                        nearest("scaleDownWindow", Settings::scaleDownWindow, scaling.downWindow()),
                        nearest("targetConcurrency", Settings::targetConcurrency, scaling.targetConcurrency())),
                new Limits(
                        smallest("actionsPerSweep", Settings::actionsPerSweep, Limits.STANDARD.actionsPerSweep()),
                        smallest("fleetPercent", Settings::fleetPercent, Limits.STANDARD.fleetPercent()),
                        smallest("deletionsPerHour", Settings::deletionsPerHour, Limits.STANDARD.deletionsPerHour())));
    }

    /** Whoever only shortens the way to zero still has a warning before it. */
    private static Duration warnBefore(Duration zeroAfter) {
        Duration most = zeroAfter.multipliedBy(3).dividedBy(4).truncatedTo(ChronoUnit.MINUTES);
        return most.compareTo(DEFAULT.warnAfter()) < 0 ? most : DEFAULT.warnAfter();
    }

    /** {@code delete} allows nothing that {@code zero} does not, unless the deployment itself says so. */
    private Mode mode() {
        Mode mode = smallest("mode", Settings::mode, DEFAULT.mode());
        boolean own = layers.stream()
                .anyMatch(layer ->
                        layer.origin().isTheDeploymentsOwn() && layer.settings().mode() == Mode.DELETE);
        return mode == Mode.DELETE && !own ? Mode.ZERO : mode;
    }

    private <T> T nearest(String name, Function<Settings, @Nullable T> value, T standard) {
        T found = standard;
        Origin origin = Origin.DEFAULT;
        for (Layer layer : layers) {
            T own = value.apply(layer.settings());
            if (own != null) {
                found = own;
                origin = layer.origin();
            }
        }
        origins.put(name, origin.word());
        return found;
    }

    private <T extends Comparable<T>> T smallest(String name, Function<Settings, @Nullable T> value, T standard) {
        T found = null;
        Origin origin = Origin.DEFAULT;
        for (Layer layer : layers) {
            T own = value.apply(layer.settings());
            if (own != null && (found == null || own.compareTo(found) < 0)) {
                found = own;
                origin = layer.origin();
            }
        }
        origins.put(name, origin.word());
        return Objects.requireNonNullElse(found, standard);
    }

    /** Two levels that are right by themselves can contradict each other. */
    private Optional<String> disagreement(Policy policy) {
        if (policy.warnAfter().compareTo(policy.zeroAfter()) <= 0) {
            return Optional.empty();
        }
        Problem problem = new Problem(
                "warnAfter",
                policy.warnAfter().toString(),
                "must be at most zeroAfter, which " + origins.get("zeroAfter") + " sets to " + policy.zeroAfter());
        return Optional.of(origins.get("warnAfter") + ": " + problem);
    }
}
