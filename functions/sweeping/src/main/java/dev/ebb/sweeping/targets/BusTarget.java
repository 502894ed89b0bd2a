package dev.ebb.sweeping.targets;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.FleetWatch;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.Watched;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.actions.Announcement;
import dev.ebb.sweeping.actions.Announcer;
import dev.ebb.sweeping.actions.Target;
import dev.ebb.sweeping.actions.TargetException;
import dev.ebb.sweeping.json.ConfigurationJson;
import dev.ebb.sweeping.json.TargetJson;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whoever listens on Ebb's bus, and answers with lifecycle events. What it runs is what our own meters have been told: a
 * replica that fell silent without a stop counts as standing by, for it may still cost.
 */
public final class BusTarget implements Target {

    /** How a deployment names it, apart from naming none. */
    public static final String NAME = "bus";

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(20);

    private final FleetWatch fleet;
    private final Announcer announcer;
    private final Clock clock;

    /** @param clock says how long looking has taken */
    public BusTarget(FleetWatch fleet, Announcer announcer, Clock clock) {
        this.fleet = fleet;
        this.announcer = announcer;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Observation> observe(DeploymentId deployment, Instant now) {
        return watch(deployment, now)
                .filter(found -> found.state().phase() != DeploymentState.Phase.DELETED)
                .map(BusTarget::observation);
    }

    private static Observation observation(Watched watched) {
        DeploymentState state = watched.state();
        return new Observation(
                state.readyReplicas(),
                state.startingReplicas(),
                state.lostReplicas(),
                watched.pending(),
                ConfigurationJson.write(state.announced(), state.configuration()));
    }

    @Override
    public void scale(Intent intent) {
        ask(intent, Optional.empty());
    }

    @Override
    public void delete(Intent intent) {
        ask(intent, Optional.empty());
    }

    @Override
    public void restore(Intent intent, String configuration) {
        ask(intent, Optional.of(configuration));
    }

    private void ask(Intent intent, Optional<String> configuration) {
        try {
            announcer.announce(List.of(Announcement.requested(intent, NAME, configuration)));
        } catch (Announcer.NotAnnouncedException failure) {
            throw new TargetException("the bus did not take it: " + failure.getMessage(), failure.isPassing(), failure);
        }
    }

    /** Proven by its owner's word, in what was announced: {@code {"type":"bus","wakes":true}}. */
    @Override
    public WayToWake wayToWake(DeploymentId deployment) {
        Optional<String> announced = watch(deployment, clock.instant())
                .map(found -> found.state().configuration().target());
        return TargetJson.wakes(announced)
                ? new WayToWake.Proven("its owner announced that who listens on the bus wakes it")
                : new WayToWake.Unproven("its announced target does not say \"wakes\": true");
    }

    private Optional<Watched> watch(DeploymentId deployment, Instant now) {
        Instant end = clock.instant().plus(LONGEST_LOOK);
        Deadline deadline = () -> Duration.between(clock.instant(), end);
        try {
            return fleet.watch(deployment, now, now, deadline);
        } catch (LedgerUnavailableException failure) {
            throw new TargetException("the meters did not answer: " + failure.getMessage(), true, failure);
        }
    }
}
