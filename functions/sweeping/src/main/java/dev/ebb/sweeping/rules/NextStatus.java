package dev.ebb.sweeping.rules;

import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a status becomes while a decision is made. */
final class NextStatus {

    private final SweepStatus before;
    private String policyDigest;
    private Instant policySince;
    private @Nullable Instant idleSince;
    private @Nullable Instant startingSince;
    private Rung rung;
    private Instant rungSince;
    private @Nullable Instant scaledDownAt;
    private int damping;
    private @Nullable Instant minimumWarnedAt;

    NextStatus(SweepStatus before) {
        this.before = before;
        policyDigest = before.policyDigest();
        policySince = before.policySince();
        startingSince = before.startingSince();
        rung = before.rung();
        rungSince = before.rungSince();
        scaledDownAt = before.scaledDownAt();
        damping = before.damping();
        minimumWarnedAt = before.minimumWarnedAt();
    }

    /** A policy that says something else than before counts from now on. */
    void policy(String digest, Instant now) {
        if (!digest.equals(policyDigest)) {
            policyDigest = digest;
            policySince = now;
        }
    }

    Instant policySince() {
        return policySince;
    }

    void starting(boolean starting, Instant now) {
        startingSince = !starting ? null : startingSince == null ? now : startingSince;
    }

    @Nullable
    Instant startingSince() {
        return startingSince;
    }

    void woken(boolean regret) {
        damping = Damping.after(damping, regret);
    }

    /** Ebb's scale-down is over: what takes it to zero from now on is something else. */
    void isUpAgain() {
        scaledDownAt = null;
    }

    int damping() {
        return damping;
    }

    @Nullable
    Instant scaledDownAt() {
        return scaledDownAt;
    }

    void idle(Instant since) {
        idleSince = since;
    }

    Rung rung() {
        return rung;
    }

    Instant rungSince() {
        return rungSince;
    }

    void rung(Rung now, Instant since) {
        rung = now;
        rungSince = since;
    }

    /** Whether an action was marked and is not yet verified: until it is, no other is marked. */
    boolean isUnderWay() {
        return rung.isUnderWay();
    }

    void warnedOfMinimum(Instant now) {
        minimumWarnedAt = now;
    }

    SweepStatus status() {
        return new SweepStatus(
                before.deployment(),
                before.revision() + 1,
                before.observedFrom(),
                policyDigest,
                policySince,
                idleSince,
                startingSince,
                rung,
                rungSince,
                before.mark(),
                scaledDownAt,
                damping,
                before.heldByCap(),
                before.deletionNoticeAt(),
                before.deletionReceipt(),
                minimumWarnedAt);
    }
}
