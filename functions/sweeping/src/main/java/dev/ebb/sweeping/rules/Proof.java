package dev.ebb.sweeping.rules;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.Watched;
import dev.ebb.sweeping.Evidence;
import dev.ebb.sweeping.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Every datum of a look, in words. */
final class Proof {

    private final Sight sight;
    private final List<String> data = new ArrayList<>();

    Proof(Sight sight) {
        this.sight = sight;
    }

    Evidence evidence(Found found) {
        long end = sight.seen();
        long from = Math.min(found.from(), end);
        long active = 0;
        for (long minute = Math.max(from, sight.minutes().first()); minute < end; minute++) {
            active += sight.isDemand(minute) ? 1 : 0;
        }
        counts();
        times();
        policy();
        doubts();
        long reported = sight.minutes().countReported(from, end);
        return new Evidence(sight.look().source(), end - from, reported, active, data);
    }

    private void counts() {
        DeploymentState state = sight.state();
        data.add("phase " + state.phase() + ": " + state.readyReplicas() + " ready, " + state.startingReplicas()
                + " starting, " + state.lostReplicas() + " lost");
        if (sight.look().watched().pending()) {
            data.add("pending: not all that was accepted has reached its replicas");
        }
        Instant starting = sight.next().startingSince();
        if (starting != null) {
            data.add("seen starting since " + starting);
        }
    }

    private void times() {
        Watched watched = sight.look().watched();
        watched.isUpSince().ifPresent(since -> data.add("up since " + since));
        watched.isAtZeroSince().ifPresent(since -> data.add("at zero since " + since));
        data.add("first looked at " + sight.look().status().observedFrom());
        data.add("policy in force since " + sight.next().policySince());
        ActivityMinutes minutes = sight.minutes();
        data.add("read activity from " + ActivityMinutes.startOf(minutes.first()) + " to "
                + ActivityMinutes.startOf(minutes.end()) + ", complete up to " + ActivityMinutes.startOf(sight.seen()));
        data.add(sight.demandEnd()
                .map(end -> "last demand in the minute of " + end.minus(Duration.ofMinutes(1)))
                .orElse("no demand in what was read"));
    }

    private void policy() {
        Policy policy = sight.policy();
        data.add("mode " + policy.mode().word() + ", warn after " + policy.warnAfter() + ", zero after "
                + policy.zeroAfter() + ", delete after " + policy.deleteAfter());
        data.add("windows times " + Damping.factor(sight.doublings()));
        sight.woken()
                .ifPresent(woken -> data.add("came back at " + woken + " after Ebb took it to zero at "
                        + sight.look().status().scaledDownAt()));
        if (sight.uncoveredMinimum() > 0) {
            data.add(MinimumWording.of(sight.uncoveredMinimum(), sight.state().announced()));
        }
        new Holds(sight).warmth().ifPresent(data::add);
        sight.look()
                .pin()
                .filter(pin -> pin.holdsAt(sight.now()))
                .ifPresent(pin -> data.add("pinned by " + pin.owner() + " until " + pin.until() + ": " + pin.reason()));
        if (policy.wake()) {
            data.add(sight.look()
                    .wayToWake()
                    .map(why -> "way to wake unproven: " + why)
                    .orElse("way to wake proven"));
        }
    }

    private void doubts() {
        sight.look().failures().forEach(failure -> data.add("failure: " + failure));
        sight.look().vetoes().forEach(veto -> data.add("veto: " + veto));
        sight.look().held().ifPresent(held -> data.add("held: " + held));
        sight.look().policy().faults().forEach(fault -> data.add("policy fault: " + fault));
    }
}
