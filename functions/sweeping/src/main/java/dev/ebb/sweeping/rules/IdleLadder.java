package dev.ebb.sweeping.rules;

import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.DeploymentState.Phase;
import dev.ebb.sweeping.Evidence;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.Verdict;
import dev.ebb.sweeping.policy.InForce;
import dev.ebb.sweeping.rules.Found.Judgement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The ladder: warn after a while without demand, then zero, then, on the clock at zero and after notice, delete.
 *
 * <p>In a dry run the rung moves as if it had been done, so that nothing is said twice; it ends at zero, for a deletion is
 * for the deployment itself to allow. Who sends the notice of a deletion, a {@code WARN} at zero, records its instant and
 * its receipt in the status; until both are there the notice is given again. A {@code WAKE} asks for the deployment's
 * minimum, at least one replica; whoever saved how many there were asks for those.
 */
public final class IdleLadder implements Ladder {

    private static final Duration SOON = Duration.ofMinutes(5);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LEAST_READ = Damping.REGRET.multipliedBy(2);
    private static final Duration LONGEST_START = Duration.ofMinutes(30);

    /**
     * How far back activity must be read, so that a window can be judged: the longest window that can come next, the
     * source's lag, and at least two hours, so that what woke it is known, too.
     */
    public static Instant readFrom(SweepStatus status, InForce policy, Duration lag, Instant now) {
        int doublings = policy.policy().damping() ? Damping.after(status.damping(), true) : 0;
        Duration window = Damping.lengthened(policy.policy().zeroAfter(), doublings);
        Duration back = window.compareTo(LEAST_READ) > 0 ? window : LEAST_READ;
        return now.minus(back).minus(lag).minus(MINUTE);
    }

    @Override
    public Decision decide(Look look) {
        Sight sight = new Sight(look);
        Found found = found(sight);
        Evidence evidence = new Proof(sight).evidence(found);
        Verdict verdict = switch (found.judgement()) {
            case Judgement.Active active -> new Verdict.Active(active.reason(), evidence);
            case Judgement.Idle idle -> new Verdict.Idle(idle.since(), evidence);
            case Judgement.Unknown unknown -> new Verdict.Unknown(unknown.reason(), evidence);
        };
        return new Decision(
                verdict, found.step(), sight.next().status(), found.dueAt(), found.sentence() + ending(sight));
    }

    private static Found found(Sight sight) {
        DeploymentState state = sight.state();
        if (sight.look().watched().pending()) {
            return unknown(sight, "something that was accepted has not reached all its replicas yet");
        }
        if (state.phase() == Phase.DELETED) {
            return deleted(sight);
        }
        if (!sight.look().failures().isEmpty()) {
            return unknown(sight, String.join("; ", sight.look().failures()));
        }
        if (state.lostReplicas() > 0 || state.phase() == Phase.LOST) {
            String lost = Wording.count(state.lostReplicas(), "replica", "replicas");
            return unknown(sight, lost + " fell silent without being seen to stop");
        }
        return judged(sight);
    }

    private static Found judged(Sight sight) {
        Instant now = sight.now();
        Instant upSince = sight.look().watched().upSince();
        if (!sight.look().vetoes().isEmpty()) {
            return active(sight, String.join("; ", sight.look().vetoes()), now.plus(SOON));
        }
        if (sight.isUp() && sight.isInDemand()) {
            return inDemand(sight, sight.demandEnd().orElse(now));
        }
        Instant starting = sight.next().startingSince();
        if (starting != null) {
            return starting(sight, starting);
        }
        if (!sight.isUp()) {
            return new AtZero(sight, sight.look().watched().zeroSince()).found();
        }
        if (upSince == null) {
            return unknown(sight, "it is not known since when it has been up");
        }
        Optional<String> doubt = sight.look().doubt();
        return doubt.isPresent() ? unknown(sight, doubt.get()) : new WhileUp(sight).found(upSince);
    }

    private static Found inDemand(Sight sight, Instant demandEnd) {
        Instant now = sight.now();
        Instant last = demandEnd.minus(MINUTE);
        String words = "in demand, last at " + Wording.at(last.isAfter(now) ? now : last, now);
        return active(sight, words, sight.known(demandEnd.plus(sight.warnAfter())));
    }

    private static Found starting(Sight sight, Instant since) {
        Duration starting = Duration.between(since, sight.now());
        if (starting.compareTo(LONGEST_START) > 0) {
            return unknown(sight, "has been starting for " + Wording.length(starting));
        }
        String replicas = Wording.count(sight.state().startingReplicas(), "replica is", "replicas are");
        return active(
                sight,
                replicas + " starting, since " + Wording.at(since, sight.now()),
                sight.now().plus(SOON));
    }

    static Found active(Sight sight, String reason, Instant dueAt) {
        NextStatus next = sight.next();
        if (sight.isUp() && !next.isUnderWay() && next.rung() != Rung.UP) {
            next.rung(Rung.UP, sight.now());
        }
        Instant due = next.isUnderWay() ? sight.now().plus(SOON) : dueAt;
        Proposal nothing = Proposal.nothing(due, "").within(sight.now(), Duration.ofHours(1));
        return new Found(
                new Judgement.Active(reason),
                sight.windowStart(sight.warnAfter()),
                nothing.step(),
                Optional.of(nothing.dueAt()),
                "active: " + reason);
    }

    static Found unknown(Sight sight, String reason) {
        return new Found(
                new Judgement.Unknown(reason),
                sight.windowStart(sight.zeroAfter()),
                new Step.Nothing(),
                Optional.of(sight.now().plus(SOON)),
                "can't judge: " + reason);
    }

    private static Found deleted(Sight sight) {
        NextStatus next = sight.next();
        Instant zeroSince = sight.look().watched().zeroSince();
        Instant since = zeroSince == null ? sight.now() : zeroSince;
        boolean underWay = next.isUnderWay();
        if (!underWay && next.rung() != Rung.DELETED) {
            next.rung(Rung.DELETED, sight.now());
        }
        next.idle(since);
        return new Found(
                new Judgement.Idle(since),
                sight.seen(),
                new Step.Nothing(),
                underWay ? Optional.of(sight.now().plus(SOON)) : Optional.empty(),
                "deleted, nothing runs since " + Wording.at(since, sight.now()));
    }

    private static String ending(Sight sight) {
        List<String> faults = sight.look().policy().faults();
        String damped = sight.doublings() == 0
                ? ""
                : "; windows are " + Damping.factor(sight.doublings())
                        + " times as long, for it was woken soon after it went to zero";
        return damped
                + (faults.isEmpty()
                        ? ""
                        : "; nothing is done, for the policy is invalid: " + String.join("; ", faults));
    }
}
