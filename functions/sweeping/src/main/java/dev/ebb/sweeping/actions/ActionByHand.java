package dev.ebb.sweeping.actions;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetWatch;
import dev.ebb.metering.Names;
import dev.ebb.metering.Watched;
import dev.ebb.sweeping.ActingCap;
import dev.ebb.sweeping.ActingCaps;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.ActionQueue;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.Saved;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.sweeps.Safety;
import dev.ebb.sweeping.sweeps.SweepStore;
import dev.ebb.sweeping.sweeps.SweepStore.Concluded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a person decides: the same intent, mark and audit as a sweep's, without its verdict and its limits. Breaker and kill
 * switch hold it as well, and so does somebody else's pin, unless the person says that they mean it all the same.
 */
public final class ActionByHand {

    /** How long the target may take to stop or to delete. */
    private static final Duration STOPS_WITHIN = Duration.ofMinutes(5);

    private static final int ATTEMPTS = 5;

    private final SweepStore store;
    private final FleetWatch fleet;
    private final Safety safety;
    private final ActingCaps caps;
    private final ActionQueue queue;

    /** @param queue where whoever executes it listens */
    public ActionByHand(SweepStore store, FleetWatch fleet, Safety safety, ActingCaps caps, ActionQueue queue) {
        this.store = store;
        this.fleet = fleet;
        this.safety = safety;
        this.caps = caps;
        this.queue = queue;
    }

    /**
     * Whose word it is.
     *
     * @param name 1 to 128 characters without control characters
     * @param reason 1 to 512 characters
     * @param despitePin whether somebody else's pin is not to hold it
     */
    public record Word(String name, String reason, boolean despitePin) {
        /** @throws IllegalArgumentException if a text is blank or too long */
        public Word {
            Names.requirePerson("by", name);
            if (reason.isBlank() || reason.length() > 512) {
                throw new IllegalArgumentException("reason: must be 1 to 512 characters, is \"" + reason + "\"");
            }
        }
    }

    /** What became of it. */
    public sealed interface Decided {
        /**
         * It is marked, and on its way; a pin of the person's own was no obstacle.
         *
         * @param cap of the account, if it acts and more was asked for: a person's word lets go of what it holds of the
         *     deployment, but it may stop it again
         * @param capUnread why nobody can say whether it acts, where more was asked for
         */
        record Marked(Intent intent, Optional<Pin> ownPin, Optional<ActingCap> cap, Optional<String> capUnread)
                implements Decided {}

        /** It was not done, and why. */
        record Refused(String reason) implements Decided {}
    }

    private record Known(Watched watched, List<Intent> intents) {}

    private record Wanted(Action action, int replicas, Duration within, Optional<Saved> saved) {}

    /**
     * Sets the number of replicas; 0 stops all.
     *
     * @throws IllegalArgumentException if there are to be fewer than 0, or more than {@link Saved#MOST_REPLICAS}
     */
    public Decided scale(DeploymentId deployment, int replicas, Word word, Instant now, Deadline deadline) {
        if (replicas < 0 || replicas > Saved.MOST_REPLICAS) {
            throw new IllegalArgumentException(
                    "replicas: must be from 0 to " + Saved.MOST_REPLICAS + ", is " + replicas);
        }
        Wanted wanted = replicas == 0
                ? new Wanted(Action.SCALE_TO_ZERO, 0, STOPS_WITHIN, Optional.empty())
                : new Wanted(Action.SCALE, replicas, Intent.COMES_BACK_WITHIN, Optional.empty());
        return decide(deployment, known -> Optional.of(wanted), word, now, deadline);
    }

    /** Takes it away, running or not. */
    public Decided delete(DeploymentId deployment, Word word, Instant now, Deadline deadline) {
        Wanted wanted = new Wanted(Action.DELETE, 0, STOPS_WITHIN, Optional.empty());
        return decide(deployment, known -> Optional.of(wanted), word, now, deadline);
    }

    /** Brings back what was scaled down or deleted, as it was before. */
    public Decided restore(DeploymentId deployment, Word word, Instant now, Deadline deadline) {
        return decide(
                deployment,
                known -> Saved.before(known.intents())
                        .map(saved -> new Wanted(
                                Action.RESTORE, saved.replicas(), Intent.COMES_BACK_WITHIN, Optional.of(saved))),
                word,
                now,
                deadline);
    }

    /** Brings back as many replicas as there were before, at least one and at least its minimum. */
    public Decided wake(DeploymentId deployment, Word word, Instant now, Deadline deadline) {
        return decide(
                deployment,
                known -> Optional.of(
                        new Wanted(Action.WAKE, replicasToWake(known), Intent.COMES_BACK_WITHIN, Optional.empty())),
                word,
                now,
                deadline);
    }

    private static int replicasToWake(Known known) {
        int before = Saved.before(known.intents()).map(Saved::replicas).orElse(0);
        Integer minimum = known.watched().state().configuration().minReplicas();
        return Math.max(1, Math.max(before, minimum == null ? 0 : minimum));
    }

    private Decided decide(
            DeploymentId deployment,
            Function<Known, Optional<Wanted>> choice,
            Word word,
            Instant now,
            Deadline deadline) {
        String overtaken = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Watched> watched = fleet.watch(deployment, now, now, deadline);
            if (watched.isEmpty()) {
                return new Decided.Refused("deployment: must be one that Ebb has heard of, is " + deployment);
            }
            Optional<String> held = safety.state(deadline).held();
            if (held.isPresent()) {
                return new Decided.Refused("all actions are held: " + held.get());
            }
            SweepStore.Kept kept = store.kept(deployment, deadline);
            Optional<Pin> pin = kept.pin().filter(last -> last.holdsAt(now));
            Optional<Pin> others = pin.filter(last -> !last.owner().equals(word.name()) && !word.despitePin());
            if (others.isPresent()) {
                return new Decided.Refused("pinned until " + others.get().until() + " by "
                        + others.get().owner() + ": " + others.get().reason());
            }
            List<Intent> intents = store.intents(deployment, Saved.MOST_INTENTS, deadline);
            Optional<Wanted> wanted = choice.apply(new Known(watched.get(), intents));
            if (wanted.isEmpty()) {
                return new Decided.Refused("there is nothing that Ebb took away of " + deployment);
            }
            Optional<String> tooMany = tooMany(wanted.get(), watched.get());
            if (tooMany.isPresent()) {
                return new Decided.Refused(tooMany.get());
            }
            SweepStatus before = kept.status().orElseGet(() -> SweepStatus.first(deployment, "", now));
            Intent intent = intent(wanted.get(), before, word, now);
            switch (store.conclude(
                    Marks.conclusion(intent, before, before.scaledDownAt(), kept.pinRevision()), deadline)) {
                case Concluded.Written ignored -> {
                    return marked(intent, pin, watched.get(), deadline);
                }
                case Concluded.Repeated ignored -> {
                    return marked(intent, pin, watched.get(), deadline);
                }
                case Concluded.Overtaken other -> overtaken = other.by();
                case Concluded.Exhausted limit -> overtaken = limit.counter();
            }
        }
        return new Decided.Refused("was overtaken " + ATTEMPTS + " times, last by: " + overtaken);
    }

    /** A slip of the finger costs no more than what was announced allows. */
    private static Optional<String> tooMany(Wanted wanted, Watched watched) {
        Integer most = watched.state().configuration().maxReplicas();
        return wanted.action() == Action.SCALE && most != null && wanted.replicas() > most
                ? Optional.of("replicas: must be at most maxReplicas, which was announced as " + most + ", is "
                        + wanted.replicas())
                : Optional.empty();
    }

    /** The mark stands: what can't be read after it neither keeps back its order nor makes an error of it. */
    private Decided marked(Intent intent, Optional<Pin> ownPin, Watched watched, Deadline deadline) {
        queue.send(intent.id());
        if (!asksForMore(intent, watched)) {
            return new Decided.Marked(intent, ownPin, Optional.empty(), Optional.empty());
        }
        try {
            Optional<ActingCap> cap = caps.acting(intent.id().deployment().account(), intent.markedAt(), deadline);
            return new Decided.Marked(intent, ownPin, cap, Optional.empty());
        } catch (RuntimeException unread) {
            return new Decided.Marked(intent, ownPin, Optional.empty(), Optional.of(unread.toString()));
        }
    }

    private static boolean asksForMore(Intent intent, Watched watched) {
        return switch (intent.id().action()) {
            case WAKE, RESTORE -> true;
            case SCALE -> intent.desiredReplicas() > watched.state().readyReplicas();
            case WARN, SCALE_TO_ZERO, DELETE -> false;
        };
    }

    private static Intent intent(Wanted wanted, SweepStatus before, Word word, Instant now) {
        Intent intent = Intent.requested(
                new ActionId(before.deployment(), before.mark() + 1, wanted.action()),
                new Intent.Cause.Person(word.name()),
                wanted.replicas(),
                now,
                now.plus(wanted.within()),
                word.reason(),
                "{}");
        return wanted.saved().map(intent::bringingBack).orElse(intent);
    }
}
