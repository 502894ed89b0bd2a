package dev.ebb.sweeping.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.DeploymentState.Phase;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.Watched;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.Verdict;
import dev.ebb.sweeping.policy.InForce;
import dev.ebb.sweeping.policy.Policy;
import dev.ebb.sweeping.policy.PolicyDigest;
import dev.ebb.sweeping.rules.Damping;
import dev.ebb.sweeping.rules.IdleLadder;
import dev.ebb.sweeping.rules.Ladder.Decision;
import dev.ebb.sweeping.rules.Ladder.Look;
import dev.ebb.sweeping.rules.Ladder.Step;
import dev.ebb.sweeping.simulation.Course.Interval;
import dev.ebb.sweeping.simulation.Course.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * One history, given to the simulation and, minute by minute, to the ladder that sweeps climb: they do the same at the same
 * minutes, and what the one calls idle the other does. A sweep sees demand when its minute is over, so at zero the ladder
 * is asked a minute later, and is not told of demand in the minute that begins as it goes to zero: a sweep brings back what
 * that asks for, and a simulation does not. A regret is reckoned from the demand here, and deletions are left out: sweeps
 * need a notice for them.
 */
class SameRuleTests {

    private static final DeploymentId ID = new DeploymentId("acme", "llama");

    @Property(tries = 60)
    void aSweepWouldHaveDoneWhatIsSimulated(@ForAll long seed) {
        Random random = new Random(seed);
        Histories history = SimulationPropertyTests.random(random);
        Policy policy = SimulationPropertyTests.randomPolicy(random, "zero");

        Course course = history.simulation(Conditions.STANDARD)
                .under(policy)
                .deployments()
                .getFirst()
                .course();

        new Walk(history, policy, course).go();
    }

    private static final class Walk {
        private final Histories history;
        private final InForce policy;
        private final Course course;
        private final Map<Instant, Course.Moment> moments = new TreeMap<>();
        private SweepStatus status;
        private @Nullable Instant down;

        Walk(Histories history, Policy policy, Course course) {
            this.history = history;
            this.policy = new InForce(policy, Map.of(), List.of(), Map.of());
            this.course = course;
            course.moments().forEach(moment -> moments.put(moment.at(), moment));
            status = SweepStatus.first(ID, PolicyDigest.of(this.policy), Histories.START);
        }

        void go() {
            for (int minute = 0; minute < history.length(); minute++) {
                Instant now = Histories.START.plusSeconds(minute * 60L);
                Course.Moment moment = moments.get(now);
                if (down == null) {
                    up(minute, now, moment);
                } else {
                    atZero(minute, now, moment, down);
                }
            }
        }

        private void up(int minute, Instant now, Course.@Nullable Moment moment) {
            Optional<Instant> upSince = upSince(now);
            if (upSince.isEmpty()) {
                assertThat(moment).isNull();
                return;
            }
            Decision decision = decide(now, minute, upSince.get());
            boolean acts = decision.step() instanceof Step.Act act && act.action() == Action.SCALE_TO_ZERO;
            assertThat(acts)
                    .as("%s: %s", now, decision.sentence())
                    .isEqualTo(moment != null && moment.kind() == Kind.SCALE_DOWN);
            if (decision.verdict() instanceof Verdict.Idle idle) {
                assertThat(idle.since()).as("%s", now).isEqualTo(idleSince(minute, upSince.get()));
            }
            status = decision.after();
            if (acts && moment != null) {
                assertThat(moment.doublings()).isEqualTo(policy.policy().damping() ? status.damping() : 0);
                down = now;
                status = status.moved(status.mark() + 1, Rung.AT_ZERO, now, now, status.damping(), null);
            }
        }

        private void atZero(int minute, Instant now, Course.@Nullable Moment moment, Instant since) {
            Decision decision = decide(now.plus(Duration.ofMinutes(1)), minute + 1, null);
            boolean acts = decision.step() instanceof Step.Act act && act.action() == Action.WAKE;
            assertThat(acts).as("%s: %s", now, decision.sentence()).isEqualTo(moment != null);
            status = decision.after();
            if (acts) {
                int doublings = Damping.after(status.damping(), Damping.isRegret(since, now));
                status = status.moved(status.mark() + 1, Rung.UP, now, null, doublings, null);
                down = null;
            }
        }

        /** The end of the last minute that was not known to be quiet, if it came up before. */
        private Instant idleSince(int minute, Instant upSince) {
            Instant since = upSince;
            for (int before = 0; before < minute; before++) {
                Instant end = Histories.START.plusSeconds((before + 1) * 60L);
                boolean quiet = history.isKnown(before) && !history.isDemand(before);
                since = quiet || end.isBefore(since) ? since : end;
            }
            return since;
        }

        /** Empty if nothing runs. */
        private Optional<Instant> upSince(Instant now) {
            long at = now.toEpochMilli();
            for (Interval running : course.running()) {
                for (Interval stretch : new Supply(history.deployment().usage()).stretches()) {
                    long from = Math.max(running.from(), stretch.from());
                    if (from <= at && at < stretch.to() && at <= running.to()) {
                        return Optional.of(Instant.ofEpochMilli(from));
                    }
                }
            }
            return Optional.empty();
        }

        private ActivityMinutes minutes(int known) {
            return down == null
                    ? history.minutesBefore(known)
                    : history.minutesBefore(
                            known,
                            Math.toIntExact(
                                    Duration.between(Histories.START, down).toMinutes()));
        }

        private Decision decide(Instant now, int known, @Nullable Instant upSince) {
            DeploymentState state = new DeploymentState(
                    ID,
                    upSince == null ? Phase.AT_ZERO : Phase.RUNNING,
                    upSince == null ? 0 : 1,
                    0,
                    0,
                    ShapePart.NONE,
                    Usage.Configuration.NONE,
                    null);
            Watched watched = new Watched(
                    state,
                    false,
                    upSince,
                    upSince == null ? down : null,
                    minutes(known),
                    new Watched.Stamp(1, 1, 0, Map.of()),
                    null);
            return new IdleLadder()
                    .decide(new Look(
                            now,
                            watched,
                            status,
                            policy,
                            Optional.empty(),
                            "events",
                            Duration.ZERO,
                            List.of(),
                            Optional.empty(),
                            List.of(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()));
        }
    }
}
