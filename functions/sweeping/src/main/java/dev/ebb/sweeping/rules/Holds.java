package dev.ebb.sweeping.rules;

import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.policy.KeepWarm;
import dev.ebb.sweeping.policy.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** What holds an action back, the weightiest first. */
final class Holds {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Sight sight;
    private final Instant now;

    Holds(Sight sight) {
        this.sight = sight;
        this.now = sight.now();
    }

    /**
     * Empty if it may be done.
     *
     * @param replicas that the target is to run then
     */
    Optional<Hold> of(Action action, int replicas) {
        return invalidPolicy()
                .or(this::stopped)
                .or(this::pinned)
                .or(() -> mode(action))
                .or(() -> ofAction(action, replicas));
    }

    private Optional<Hold> invalidPolicy() {
        return sight.look().policy().isValid()
                ? Optional.empty()
                : Optional.of(new Hold("an invalid policy", now.plus(HOUR)));
    }

    private Optional<Hold> stopped() {
        return sight.look().held().map(held -> Hold.untilSomebodyActs(held, now));
    }

    private Optional<Hold> pinned() {
        return sight.look().pin().filter(pin -> pin.holdsAt(now)).map(this::pin);
    }

    private Hold pin(Pin pin) {
        String until = Wording.at(pin.until(), now);
        return new Hold("a pin of " + pin.owner() + " until " + until + " (" + pin.reason() + ")", pin.until());
    }

    private Optional<Hold> mode(Action action) {
        Mode mode = sight.policy().mode();
        boolean allowed = switch (action) {
            case WARN -> true;
            case SCALE_TO_ZERO -> mode != Mode.WARN;
            case DELETE -> mode == Mode.DELETE;
            case WAKE, SCALE, RESTORE -> mode.compareTo(Mode.ZERO) >= 0;
        };
        return allowed ? Optional.empty() : Optional.of(new Hold("mode " + mode.word(), now.plus(HOUR)));
    }

    private Optional<Hold> ofAction(Action action, int replicas) {
        return switch (action) {
            case WARN -> Optional.empty();
            case SCALE_TO_ZERO -> keptWarm().or(this::minimum).or(this::noWayToWake);
            case DELETE -> keptWarm().or(this::minimum);
            case WAKE, RESTORE -> cap();
            case SCALE -> replicas > sight.state().readyReplicas() ? cap() : Optional.empty();
        };
    }

    private Optional<Hold> keptWarm() {
        Optional<Instant> end = sight.policy().keepWarm().stream()
                .map(window -> window.endsAt(now))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
        return end.map(until -> new Hold("keep-warm until " + Wording.at(until, now), until));
    }

    private Optional<Hold> minimum() {
        int least = sight.uncoveredMinimum();
        return least == 0
                ? Optional.empty()
                : Optional.of(new Hold(
                        "a minimum of " + Wording.count(least, "replica", "replicas")
                                + ", which the policy does not cover",
                        now.plus(HOUR)));
    }

    private Optional<Hold> noWayToWake() {
        return sight.policy().wake()
                ? sight.look().wayToWake().map(why -> new Hold("no proven way to wake it: " + why, now.plus(HOUR)))
                : Optional.empty();
    }

    /** The account's, or what it held of this deployment. */
    private Optional<Hold> cap() {
        return sight.look()
                .cap()
                .filter(acting -> acting.holdsAt(now))
                .map(acting ->
                        Hold.untilSomebodyActs(acting.words() + " until " + Wording.at(acting.until(), now), now))
                .or(this::heldByCap);
    }

    private Optional<Hold> heldByCap() {
        Instant until = sight.look().status().heldByCap();
        return until == null || !now.isBefore(until)
                ? Optional.empty()
                : Optional.of(new Hold("a hard cap until " + Wording.at(until, now), until));
    }

    /** Whether a window keeps it warm now, for the evidence. */
    Optional<String> warmth() {
        return sight.policy().keepWarm().stream()
                .filter(window -> window.holdsAt(now))
                .map(Holds::words)
                .findFirst();
    }

    private static String words(KeepWarm window) {
        return "kept warm from " + window.from() + " to " + window.to() + " " + window.zone();
    }
}
