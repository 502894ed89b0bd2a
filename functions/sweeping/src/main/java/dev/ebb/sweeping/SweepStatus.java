package dev.ebb.sweeping;

import dev.ebb.metering.DeploymentId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What Ebb keeps of a deployment between sweeps.
 *
 * @param revision of this, from 0 for what was never written; each write is under the condition that it is unchanged
 * @param observedFrom when Ebb first looked at it: idleness never begins before
 * @param policyDigest of the policy values in force
 * @param policySince when a sweep first saw that policy in force: idleness never begins before
 * @param idleSince of the last verdict, if that was IDLE
 * @param startingSince when a sweep first saw it starting, if it has been since
 * @param rung how far the ladder has gone
 * @param rungSince since when
 * @param mark the number of the last mark, 0 if there was none
 * @param scaledDownAt when an action of Ebb's took it to zero; null again once it was seen up since
 * @param damping how much its windows are lengthened: doubled so many times; 0 to 3
 * @param heldByCap until when a hard cap keeps it from being woken
 * @param deletionNoticeAt when the notice of its deletion was sent
 * @param deletionReceipt what the messenger answered to that notice
 * @param minimumWarnedAt when its uncovered minimum of replicas was last warned about
 */
public record SweepStatus(
        DeploymentId deployment,
        long revision,
        Instant observedFrom,
        String policyDigest,
        Instant policySince,
        @Nullable Instant idleSince,
        @Nullable Instant startingSince,
        Rung rung,
        Instant rungSince,
        long mark,
        @Nullable Instant scaledDownAt,
        int damping,
        @Nullable Instant heldByCap,
        @Nullable Instant deletionNoticeAt,
        @Nullable String deletionReceipt,
        @Nullable Instant minimumWarnedAt) {

    /** How far the ladder has gone. */
    public enum Rung {
        /** Nothing was done. */
        UP,
        /** Its owner was warned. */
        WARNED,
        /** An action that takes it to zero was marked, and is not yet verified. */
        GOING_TO_ZERO,
        /** Ebb took it to zero, or saw it there. */
        AT_ZERO,
        /** Its deletion was marked, and is not yet verified. */
        BEING_DELETED,
        /** It was deleted. */
        DELETED,
        /** A wake or a restore was marked, and is not yet verified. */
        COMING_BACK;

        /** Whether an action was marked and is not yet verified: until it is, a sweep marks no other. */
        public boolean isUnderWay() {
            return switch (this) {
                case GOING_TO_ZERO, BEING_DELETED, COMING_BACK -> true;
                case UP, WARNED, AT_ZERO, DELETED -> false;
            };
        }
    }

    /** @throws IllegalArgumentException if a number is out of its range */
    public SweepStatus {
        if (damping < 0 || damping > 3) {
            throw new IllegalArgumentException("damping: must be from 0 to 3, is " + damping);
        }
        if (revision < 0 || mark < 0) {
            throw new IllegalArgumentException("revision, mark: must not be negative, are " + revision + ", " + mark);
        }
    }

    /** Of a deployment that is looked at for the first time. */
    public static SweepStatus first(DeploymentId deployment, String policyDigest, Instant now) {
        return new SweepStatus(
                deployment, 0, now, policyDigest, now, null, null, Rung.UP, now, 0, null, 0, null, null, null, null);
    }

    /**
     * Kept from being woken, or no longer; written once more.
     *
     * @param until null to let go of it
     */
    public SweepStatus withHold(@Nullable Instant until) {
        return with(revision + 1, mark, rung, rungSince, until, deletionNoticeAt, deletionReceipt);
    }

    /** On its way to zero under one mark more; for a status whose revision is the new one already. */
    public SweepStatus goingToZero(Instant since) {
        return with(revision, mark + 1, Rung.GOING_TO_ZERO, since, heldByCap, deletionNoticeAt, deletionReceipt);
    }

    /** The same, written once more. */
    public SweepStatus next() {
        return with(revision + 1, mark, rung, rungSince, heldByCap, deletionNoticeAt, deletionReceipt);
    }

    /** With one mark more; for a status whose revision is the new one already. */
    public SweepStatus marked() {
        return with(revision, mark + 1, rung, rungSince, heldByCap, deletionNoticeAt, deletionReceipt);
    }

    /** With the notice of its deletion on record; for a status whose revision is the new one already. */
    public SweepStatus withDeletionNotice(Instant at, String receipt) {
        return with(revision, mark, rung, rungSince, heldByCap, at, receipt);
    }

    /**
     * What an action's mark, or its end, makes of it; written once more.
     *
     * @param newMark the number of the mark that it is under now
     */
    public SweepStatus moved(
            long newMark,
            Rung newRung,
            Instant since,
            @Nullable Instant downAt,
            int doublings,
            @Nullable Instant held) {
        return new SweepStatus(
                deployment,
                revision + 1,
                observedFrom,
                policyDigest,
                policySince,
                idleSince,
                startingSince,
                newRung,
                since,
                newMark,
                downAt,
                doublings,
                held,
                deletionNoticeAt,
                deletionReceipt,
                minimumWarnedAt);
    }

    private SweepStatus with(
            long newRevision,
            long newMark,
            Rung newRung,
            Instant newRungSince,
            @Nullable Instant held,
            @Nullable Instant noticeAt,
            @Nullable String receipt) {
        return new SweepStatus(
                deployment,
                newRevision,
                observedFrom,
                policyDigest,
                policySince,
                idleSince,
                startingSince,
                newRung,
                newRungSince,
                newMark,
                scaledDownAt,
                damping,
                held,
                noticeAt,
                receipt,
                minimumWarnedAt);
    }
}
