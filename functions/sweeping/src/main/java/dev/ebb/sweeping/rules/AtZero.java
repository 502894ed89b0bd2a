package dev.ebb.sweeping.rules;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.evidence.Combined;
import dev.ebb.sweeping.policy.Mode;
import dev.ebb.sweeping.rules.Found.Judgement;
import dev.ebb.sweeping.rules.Ladder.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A deployment of which nothing runs: it is woken when it is wanted, and deleted, after notice, when it never is. */
final class AtZero {

    /** Notice is given so long before a deletion, or all the time at zero if that is shorter. */
    static final Duration NOTICE = Duration.ofHours(24);

    private static final Duration AT_MOST = Duration.ofHours(24);
    private static final Duration HOUR = Duration.ofHours(1);
    /** After a mark: should whoever handed it on have died before that, it is handed on again in time. */
    private static final Duration NEXT = Duration.ofMinutes(1);

    private static final Duration SOON = Duration.ofMinutes(5);

    private final Sight sight;
    private final NextStatus next;
    private final Instant now;
    private final SweepStatus status;
    private final @Nullable Instant zeroSince;

    AtZero(Sight sight, @Nullable Instant zeroSince) {
        this.sight = sight;
        this.next = sight.next();
        this.now = sight.now();
        this.status = sight.look().status();
        this.zeroSince = zeroSince;
    }

    Found found() {
        if (!next.isUnderWay() && next.rung() != Rung.AT_ZERO) {
            next.rung(Rung.AT_ZERO, now);
        }
        Optional<Instant> demand = sight.demandEnd();
        demand.ifPresent(this::remember);
        if (isToBeWoken(demand)) {
            return wake(demand.orElse(now));
        }
        if (sight.isInDemand()) {
            return wanted(demand.orElse(now));
        }
        Optional<String> doubt = sight.look().doubt();
        return doubt.isPresent() ? IdleLadder.unknown(sight, doubt.get()) : idle(clock(demand));
    }

    /** The clock at zero begins anew with demand, whoever reads so far back later or not. */
    private void remember(Instant demand) {
        if (next.rung() == Rung.AT_ZERO && demand.isAfter(next.rungSince())) {
            next.rung(Rung.AT_ZERO, demand.isAfter(now) ? now : demand);
        }
    }

    /** Its mark needed quiet minutes: demand in the very minute in which it came to zero is later than the mark. */
    private boolean isToBeWoken(Optional<Instant> demand) {
        Instant scaledDown = next.scaledDownAt();
        return sight.policy().wake()
                && scaledDown != null
                && demand.isPresent()
                && demand.get().isAfter(scaledDown);
    }

    private Found wake(Instant demand) {
        String finding = "wanted at zero, last at " + lastMinute(demand);
        Integer least = sight.state().configuration().minReplicas();
        int replicas = Math.max(1, Objects.requireNonNullElse(least, 1));
        Proposal proposal = next.isUnderWay()
                ? underWay()
                : Proposal.of(sight, Action.WAKE, replicas, finding, "be woken", now.plus(NEXT));
        if (proposal.isAct()) {
            next.rung(Rung.COMING_BACK, now);
        }
        return active(finding, proposal.within(now, HOUR));
    }

    private Found wanted(Instant demand) {
        String finding = "wanted at zero, last at " + lastMinute(demand);
        String words = sight.policy().wake() ? "it did not go to zero by Ebb" : "the policy does not wake it";
        return active(finding, Proposal.nothing(sight.demandOver(), words).within(now, HOUR));
    }

    private Found active(String finding, Proposal proposal) {
        return new Found(
                new Judgement.Active(finding),
                sight.windowStart(sight.zeroAfter()),
                proposal.step(),
                Optional.of(proposal.dueAt()),
                "active: " + finding + "; " + proposal.words());
    }

    private Proposal underWay() {
        return Proposal.nothing(now.plus(SOON), "an action is under way since " + Wording.at(next.rungSince(), now));
    }

    private String lastMinute(Instant demandEnd) {
        return Wording.at(demandEnd.minus(Duration.ofMinutes(1)), now);
    }

    private Instant clock(Optional<Instant> demand) {
        return Stream.of(
                        Optional.ofNullable(zeroSince),
                        Optional.of(status.observedFrom()),
                        Optional.of(next.policySince()),
                        Optional.of(next.rungSince()),
                        demand)
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .orElse(now);
    }

    private Found idle(Instant clock) {
        Instant shown = zeroSince == null ? clock : zeroSince;
        String since = Wording.at(shown, now);
        String byClock = Wording.at(clock, now);
        String finding = "at zero since " + since + " (" + Wording.length(Duration.between(shown, now)) + ")"
                + (byClock.equals(since) ? "" : ", by Ebb's clock since " + byClock);
        Instant deleteAt = latest(sight.known(clock.plus(sight.policy().deleteAfter())), quietLongEnough());
        if (next.isUnderWay()) {
            return idle(clock, finding, underWay());
        }
        return sight.policy().mode() == Mode.DELETE
                ? leaving(clock, deleteAt, finding)
                : staying(clock, deleteAt, finding);
    }

    /** Nobody allowed its deletion: that it would come is only shown, and where it can't be judged a day later is soon enough. */
    private Found staying(Instant clock, Instant deleteAt, String finding) {
        if (now.isBefore(deleteAt)) {
            return idle(clock, finding, Proposal.nothing(deleteAt, "stays at zero"));
        }
        return lastDoubt().isPresent()
                ? idle(clock, finding, Proposal.nothing(now.plus(AT_MOST), "stays at zero"))
                : idle(clock, finding, deletion(finding));
    }

    private Found leaving(Instant clock, Instant deleteAt, String finding) {
        Duration lead = sight.policy().deleteAfter().compareTo(NOTICE) < 0
                ? sight.policy().deleteAfter()
                : NOTICE;
        Instant sent = status.deletionNoticeAt();
        boolean noticed = sent != null && status.deletionReceipt() != null && !sent.isBefore(clock);
        Instant noticeAt = latest(deleteAt.minus(lead), quietLongEnough());
        Instant announced = sent == null || !noticed ? latest(noticeAt, now) : sent;
        Instant goneAt = latest(deleteAt, sight.known(announced.plus(lead)));
        Instant stepAt = noticed ? goneAt : noticeAt;
        String words = "would be deleted at " + Wording.at(goneAt, now);
        if (now.isBefore(stepAt)) {
            return idle(clock, finding, Proposal.nothing(stepAt, words));
        }
        Optional<String> doubt = lastDoubt();
        if (doubt.isPresent()) {
            return new Found(
                    new Judgement.Unknown(doubt.get()),
                    sight.windowStart(sight.zeroAfter()),
                    new Step.Nothing(),
                    Optional.of(now.plus(HOUR)),
                    finding + "; can't judge: " + doubt.get());
        }
        return idle(clock, finding, noticed ? deletion(finding) : notice(finding, words));
    }

    private Proposal notice(String finding, String gone) {
        String reason = finding + "; " + gone;
        return Proposal.of(sight, Action.WARN, 0, reason, "be announced for deletion", now.plus(SOON))
                .saying(gone);
    }

    private Proposal deletion(String finding) {
        Proposal proposal = Proposal.of(sight, Action.DELETE, 0, finding, "be deleted", now.plus(NEXT));
        if (proposal.isAct()) {
            next.rung(Rung.BEING_DELETED, now);
        }
        return proposal;
    }

    /** When nothing was asked for a whole window: before that nothing is said of a deletion, and none is done. */
    private Instant quietLongEnough() {
        return sight.demandEnd()
                .map(end -> sight.known(end.plus(sight.zeroAfter())))
                .orElse(Instant.EPOCH);
    }

    /** The minutes before a deletion must all be known. */
    private Optional<String> lastDoubt() {
        long from = sight.windowStart(sight.zeroAfter());
        OptionalLong gap = sight.minutes().lastUnreported(from, sight.seen());
        return gap.isPresent()
                ? Optional.of("not all minutes since " + Wording.at(ActivityMinutes.startOf(from), now)
                        + " were reported, the last at " + Wording.at(ActivityMinutes.startOf(gap.getAsLong()), now)
                        + " was not")
                : Optional.empty();
    }

    private Found idle(Instant clock, String finding, Proposal proposal) {
        next.idle(clock);
        Proposal bounded = proposal.within(now, mayBeWantedUnheard() ? SOON : AT_MOST);
        return new Found(
                new Judgement.Idle(clock),
                sight.windowStart(sight.zeroAfter()),
                bounded.step(),
                Optional.of(bounded.dueAt()),
                finding + "; " + bounded.words());
    }

    /** Demand that events report makes it due; what only a metrics service knows of has to be asked for. */
    private boolean mayBeWantedUnheard() {
        return sight.policy().wake() && !sight.look().source().equals(Combined.EVENTS);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
