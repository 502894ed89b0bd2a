package dev.ebb.sweeping.caps;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.budgets.CapFigures;
import dev.ebb.charging.budgets.CapTarget;
import dev.ebb.charging.budgets.HardCap;
import dev.ebb.charging.budgets.Spend;
import dev.ebb.sweeping.caps.CapMember.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a hard cap stops now.
 *
 * <p>Beyond what is known to have accrued, a deployment can come to its ceiling: for as long as its events may lag behind;
 * and, if it is left running, until the next look, and from there until it has stopped; if it is stopped now, only until
 * it has stopped. Nothing that lies beyond the period's end counts.
 *
 * @param mustAct whether the cap does not hold by itself whatever happens before the next look
 * @param stop what is to be stopped, in order
 * @param held what would have been stopped before it was enough, if nothing held it
 * @param suffices whether the cap holds whatever happens before the next look
 * @param reachedAt when it is reached if what is left goes on as it does; empty if not in this period
 * @param ceilingReachedAt when it is reached if what is left comes to its ceiling now; empty if not in this period
 */
record CapDecision(
        boolean mustAct,
        List<CapMember> stop,
        List<CapMember> held,
        boolean suffices,
        Optional<Instant> reachedAt,
        Optional<Instant> ceilingReachedAt) {

    /** Copies the lists. */
    CapDecision {
        stop = List.copyOf(stop);
        held = List.copyOf(held);
    }

    /**
     * Whether there is anything to decide, before anybody has looked at the deployments.
     *
     * @param lag with the longest time that any target may take to stop
     */
    static boolean isNear(CapFigures figures, HardCap.Lag lag) {
        Fraction ceiling = Fraction.sum(
                        figures.targets().stream().map(CapTarget::ceiling).toList())
                .plus(figures.besides());
        Fraction most = figures.accrued().plus(ceiling.times(left(figures, lag, lag.stopWithin())));
        return most.compareTo(Fraction.of(figures.cap())) >= 0;
    }

    /**
     * Decides.
     *
     * @param members all of the account's deployments
     * @param lag its time to stop is for what can't be stopped; each deployment has its own
     */
    static CapDecision of(CapFigures figures, List<CapMember> members, HardCap.Lag lag) {
        Fraction cap = Fraction.of(figures.cap());
        Fraction most = figures.accrued().plus(figures.besides().times(left(figures, lag, longest(members, lag))));
        for (CapMember member : members) {
            most = most.plus(exposure(figures, member, lag));
        }
        boolean mustAct = most.compareTo(cap) >= 0;
        List<CapMember> stop = new ArrayList<>();
        List<CapMember> held = new ArrayList<>();
        List<CapMember> ordered = members.stream()
                .filter(member -> member.target().isUp())
                .sorted(Comparator.comparing(CapMember::target, CapTarget.VICTIMS_FIRST))
                .toList();
        for (CapMember member : ordered) {
            if (most.compareTo(cap) < 0) {
                break;
            }
            switch (member.standing()) {
                case Standing.Free ignored -> {
                    stop.add(member);
                    most = most.minus(exposure(figures, member, lag))
                            .plus(exposure(figures, member.stoppedFrom(figures.asOf()), lag));
                }
                case Standing.Held ignored -> held.add(member);
                case Standing.Stopping ignored -> {}
            }
        }
        List<CapMember> left = members.stream()
                .filter(member -> !stop.contains(member) && !(member.standing() instanceof Standing.Stopping))
                .toList();
        return new CapDecision(
                mustAct,
                stop,
                held,
                most.compareTo(cap) < 0,
                reachedAt(
                        figures,
                        lag,
                        left.stream().map(member -> member.target().burn()).toList()),
                reachedAt(
                        figures,
                        lag,
                        left.stream().map(member -> member.target().ceiling()).toList()));
    }

    /** What it can come to beyond what is known. */
    private static Fraction exposure(CapFigures figures, CapMember member, HardCap.Lag lag) {
        Fraction hours = switch (member.standing()) {
            case Standing.Free ignored -> left(figures, lag, member.stopWithin());
            case Standing.Held ignored -> left(figures, lag, member.stopWithin());
            case Standing.Stopping stopping -> stopping(figures, lag, stopping.until());
        };
        return member.target().ceiling().times(hours);
    }

    private static Fraction left(CapFigures figures, HardCap.Lag lag, Duration stopWithin) {
        Duration rest = Duration.between(figures.asOf(), figures.period().to());
        return Spend.hours(lag.events().plus(shorter(lag.sweepInterval().plus(stopWithin), rest)));
    }

    private static Fraction stopping(CapFigures figures, HardCap.Lag lag, Instant until) {
        Duration rest = Duration.between(figures.asOf(), figures.period().to());
        Duration hidden = lag.events().plus(shorter(Duration.between(figures.asOf(), until), rest));
        return hidden.isNegative() ? Fraction.ZERO : Spend.hours(hidden);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longest(List<CapMember> members, HardCap.Lag lag) {
        return members.stream()
                .map(CapMember::stopWithin)
                .max(Comparator.naturalOrder())
                .filter(longest -> longest.compareTo(lag.stopWithin()) > 0)
                .orElse(lag.stopWithin());
    }

    /** What has accrued is too much rather than too little, so where nothing is left it is not reached by that alone. */
    private static Optional<Instant> reachedAt(CapFigures figures, HardCap.Lag lag, List<Fraction> rates) {
        Fraction perHour = Fraction.sum(rates).plus(figures.besides());
        return perHour.compareTo(Fraction.ZERO) <= 0
                ? Optional.empty()
                : new HardCap(Fraction.of(figures.cap()), lag)
                        .reachedAt(figures.accrued(), perHour, figures.asOf())
                        .filter(at -> at.isBefore(figures.period().to()));
    }
}
