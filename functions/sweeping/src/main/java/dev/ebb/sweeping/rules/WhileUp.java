package dev.ebb.sweeping.rules;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.policy.Mode;
import dev.ebb.sweeping.rules.Found.Judgement;
import dev.ebb.sweeping.rules.Ladder.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** A deployment that has replicas which accept requests: it is warned about, then it goes to zero. */
final class WhileUp {

    private static final Duration AT_MOST = Duration.ofHours(1);
    /** After a mark: should whoever handed it on have died before that, it is handed on again in time. */
    private static final Duration NEXT = Duration.ofMinutes(1);

    private static final Duration SOON = Duration.ofMinutes(5);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration WEEK = Duration.ofDays(7);

    private final Sight sight;
    private final NextStatus next;
    private final Instant now;
    private final ActivityMinutes minutes;

    WhileUp(Sight sight) {
        this.sight = sight;
        this.next = sight.next();
        this.now = sight.now();
        this.minutes = sight.minutes();
    }

    /** Judged by its minutes alone: nothing else speaks for it or makes it doubtful. */
    Found found(Instant upSince) {
        long observed = Math.max(
                upSince.toEpochMilli(), sight.look().status().observedFrom().toEpochMilli());
        long floor = Math.max(observed, next.policySince().toEpochMilli());
        long quiet = IdleRule.quietSince(minutes, floor, sight.seen());
        fallBack(Instant.ofEpochMilli(quiet));
        Instant since = asKnownBefore(IdleRule.idleSince(minutes, floor, sight.seen()), floor);
        Duration window = isYetToBeWarned(since) ? sight.warnAfter() : sight.zeroAfter();
        long from = windowFrom(window, quiet);
        if (from >= sight.seen()) {
            // Of a policy that has just come into force no minute is known; of what it is about there may be some.
            from = windowFrom(window, IdleRule.quietSince(minutes, observed, sight.seen()));
        }
        if (from >= sight.seen()) {
            return nothingKnown(upSince);
        }
        OptionalLong gap = minutes.lastUnreported(from, sight.seen());
        if (gap.isPresent()) {
            return unreported(from, gap.getAsLong());
        }
        fallBack(since);
        return idle(since, from);
    }

    private long windowFrom(Duration window, long quiet) {
        return Math.max(sight.windowStart(window), Math.floorDiv(quiet, 60_000));
    }

    /** Not one whole minute in which it was up, observed and quiet: there is nothing that idleness could rest on. */
    private Found nothingKnown(Instant upSince) {
        Instant observedFrom = sight.look().status().observedFrom();
        Instant later = upSince.isBefore(observedFrom) ? observedFrom : upSince;
        Optional<Instant> demand = sight.demandEnd().filter(end -> end.isAfter(later));
        if (demand.isEmpty() && upSince.isBefore(observedFrom)) {
            return IdleLadder.unknown(sight, "nothing is known yet: observed since " + Wording.at(observedFrom, now));
        }
        String reason = demand.map(
                        end -> "in demand in the last minute that is known, " + Wording.at(end.minus(MINUTE), now))
                .orElseGet(() -> "came up at " + Wording.at(upSince, now) + ", of which no whole minute is known yet");
        return IdleLadder.active(
                sight, reason, sight.known(demand.orElse(upSince).plus(sight.warnAfter())));
    }

    /** Who was in demand is warned anew before anything is done. */
    private void fallBack(Instant since) {
        boolean cameBack = next.rung() == Rung.AT_ZERO && sight.policy().mode() != Mode.DRY_RUN;
        if (!next.isUnderWay() && (isYetToBeWarned(since) || cameBack)) {
            next.rung(Rung.UP, now);
        }
    }

    /** Whether a warning is the next step: there was none since it idles. */
    private boolean isYetToBeWarned(Instant since) {
        return next.rung() == Rung.UP || since.isAfter(next.rungSince());
    }

    private Found unreported(long from, long last) {
        long needed = sight.seen() - from;
        long missing = needed - minutes.countReported(from, sight.seen());
        String reason = missing + " of " + Wording.count(needed, "minute", "minutes") + " not reported, the last at "
                + Wording.at(ActivityMinutes.startOf(last), now);
        return new Found(
                new Judgement.Unknown(reason),
                from,
                new Step.Nothing(),
                Optional.of(now.plus(SOON)),
                "can't judge: " + reason);
    }

    /** The last verdict may know of more quiet minutes than were read now, if nothing lies between it and them. */
    private Instant asKnownBefore(long since, long floor) {
        Instant before = sight.look().status().idleSince();
        Instant found = Instant.ofEpochMilli(since);
        Instant firstRead = ActivityMinutes.startOf(minutes.first());
        return before != null && before.isBefore(found) && found.equals(firstRead) && !isOverdueSince(firstRead)
                ? Instant.ofEpochMilli(Math.max(floor, before.toEpochMilli()))
                : found;
    }

    /** Whether it was to be looked at before that, and was not: then nobody knows what came before. */
    private boolean isOverdueSince(Instant firstRead) {
        Instant due = sight.look().watched().dueAt();
        return due != null && due.isBefore(firstRead);
    }

    /** @param known the first of the minutes that are known to be quiet */
    private Found idle(Instant since, long known) {
        next.idle(since);
        long own = Math.min(sight.seen(), Math.max(ActivityMinutes.minuteOf(since), minutes.first()));
        long from = own < sight.seen() ? own : known;
        long counted = sight.seen() - from;
        String reported = counted + " of " + Wording.count(counted, "minute", "minutes");
        String idle = Wording.length(Duration.between(since, ActivityMinutes.startOf(sight.seen())));
        String finding = "idle since " + Wording.at(since, now)
                + (own < sight.seen()
                        ? " (" + idle + "; " + reported + " reported, none active)"
                        : ", when its policy came into force (" + reported + " before reported, none active)");
        Proposal proposal = step(since, finding).within(now, AT_MOST);
        return new Found(
                new Judgement.Idle(since),
                from,
                proposal.step(),
                Optional.of(proposal.dueAt()),
                finding + "; " + proposal.words());
    }

    private Proposal step(Instant since, String finding) {
        Instant warnAt = sight.known(since.plus(sight.warnAfter()));
        Instant zeroAt = zeroAt(since);
        String zero = "would go to zero at " + Wording.at(zeroAt, now);
        if (next.isUnderWay()) {
            return Proposal.nothing(
                    now.plus(SOON), "an action is under way since " + Wording.at(next.rungSince(), now));
        }
        if (next.rung() == Rung.AT_ZERO) {
            String gone = "would be at zero since " + Wording.at(next.rungSince(), now) + " (dry run)";
            return Proposal.nothing(now.plus(AT_MOST), gone);
        }
        if (!isOver(since, sight.warnAfter())) {
            return Proposal.nothing(warnAt, "would be warned about at " + Wording.at(warnAt, now) + ", " + zero);
        }
        if (next.rung() == Rung.UP || weeklyWarningDue()) {
            Optional<Proposal> warning = warning(finding, zeroAt, zero);
            if (warning.isPresent()) {
                return warning.get();
            }
        }
        return isOver(since, sight.zeroAfter()) && !now.isBefore(zeroAt)
                ? toZero(finding)
                : Proposal.nothing(earlierWarning(zeroAt), zero);
    }

    /** Who was warned late, because something held all warnings back, still has the time between warning and zero. */
    private Instant zeroAt(Instant since) {
        Instant byIdleness = sight.known(since.plus(sight.zeroAfter()));
        if (next.rung() != Rung.WARNED) {
            return byIdleness;
        }
        Instant byWarning = next.rungSince().plus(sight.zeroAfter()).minus(sight.warnAfter());
        return byWarning.isAfter(byIdleness) ? byWarning : byIdleness;
    }

    private boolean isOver(Instant since, Duration window) {
        return IdleRule.isOver(since.toEpochMilli(), window.toMillis(), sight.seen());
    }

    /** Empty if its minimum was warned about within a week, and nothing else is to be said. */
    private Optional<Proposal> warning(String finding, Instant zeroAt, String zero) {
        int least = sight.uncoveredMinimum();
        if (least > 0 && !weeklyWarningDue()) {
            return Optional.empty();
        }
        String reason = least > 0 ? finding + "; " + minimum(least) : finding + "; " + zero;
        Proposal proposal = Proposal.of(sight, Action.WARN, ready(), reason, "be warned about", zeroAt);
        if (proposal.isAct()) {
            // What a minimum costs is no warning of zero: who takes the minimum back is warned anew.
            if (least > 0) {
                next.warnedOfMinimum(now);
            } else {
                next.rung(Rung.WARNED, now);
            }
            return Optional.of(proposal.saying(least > 0 ? minimum(least) : zero));
        }
        return Optional.of(proposal);
    }

    private boolean weeklyWarningDue() {
        return sight.uncoveredMinimum() > 0 && !now.isBefore(nextMinimumWarning());
    }

    private Instant nextMinimumWarning() {
        Instant last = sight.look().status().minimumWarnedAt();
        return last == null ? Instant.MIN : last.plus(WEEK);
    }

    private Instant earlierWarning(Instant zeroAt) {
        boolean weekly = sight.uncoveredMinimum() > 0 && nextMinimumWarning().isBefore(zeroAt);
        return weekly ? nextMinimumWarning() : zeroAt;
    }

    private String minimum(int least) {
        return MinimumWording.of(least, sight.state().announced());
    }

    private Proposal toZero(String finding) {
        Proposal proposal = Proposal.of(sight, Action.SCALE_TO_ZERO, 0, finding, "go to zero", now.plus(NEXT));
        if (proposal.isAct()) {
            next.rung(proposal.isDryRun() ? Rung.AT_ZERO : Rung.GOING_TO_ZERO, now);
        }
        return proposal;
    }

    private int ready() {
        return Math.toIntExact(sight.state().readyReplicas());
    }
}
