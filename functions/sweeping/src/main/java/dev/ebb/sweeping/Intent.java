package dev.ebb.sweeping;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An action that was decided, and how far it has come. It is written with the deployment's mark in one transaction, and
 * from then on only moves from state to state.
 *
 * @param revision of this, from 1
 * @param cause who or what decided it
 * @param desiredReplicas what the target is to run
 * @param markedAt when it was decided
 * @param deadline when it counts as failed if it has not been verified
 * @param reason a sentence: why
 * @param evidence the verdict's evidence as JSON; {@code {}} for what a person decided
 * @param dryRun whether the target is not to be called, nor the action announced
 * @param state how far it has come
 * @param saved the deployment's configuration before the action, as JSON; null until it was saved
 * @param calledAt when the target was first called
 * @param endedAt when it came to its end
 * @param outcome a sentence: how it ended
 * @param replacedBy the mark of the action that was marked before this one had come to its end; null if none was
 */
public record Intent(
        ActionId id,
        long revision,
        Cause cause,
        int desiredReplicas,
        Instant markedAt,
        Instant deadline,
        String reason,
        String evidence,
        boolean dryRun,
        State state,
        @Nullable String saved,
        @Nullable Instant calledAt,
        @Nullable Instant endedAt,
        @Nullable String outcome,
        @Nullable Long replacedBy) {

    /** How long what Ebb brings back may take to be ready. */
    public static final Duration COMES_BACK_WITHIN = Duration.ofMinutes(30);

    /** How far an intent has come. */
    public enum State {
        /** Decided, not yet begun. */
        REQUESTED,
        /** The configuration was saved; the target is being called, perhaps more than once. */
        CALLED,
        /** The target was seen to have done it. */
        DONE,
        /** It was done, and undone, because demand had come meanwhile. */
        UNDONE,
        /** Not begun, because something had changed since it was decided. */
        ABANDONED,
        /** The target did not do it in time, or refused; seen to be done later all the same, it is DONE. */
        FAILED;

        /** Whether nothing more will happen. */
        public boolean isFinal() {
            return switch (this) {
                case REQUESTED, CALLED -> false;
                case DONE, UNDONE, ABANDONED, FAILED -> true;
            };
        }
    }

    /** Who or what decided an action. */
    public sealed interface Cause {
        /** A sweep, by its minute. */
        record Sweep(Instant minute) implements Cause {}

        /** A person, as they called themselves. */
        record Person(String name) implements Cause {}

        /** A hard cap of the account. */
        record Cap(Instant minute) implements Cause {}

        /** What undoes another action, or answers demand. */
        record Demand(Instant at) implements Cause {}
    }

    /** Decided, and nothing done about it yet: the first revision. */
    public static Intent requested(
            ActionId id,
            Cause cause,
            int desiredReplicas,
            Instant markedAt,
            Instant deadline,
            String reason,
            String evidence) {
        return new Intent(
                id,
                1,
                cause,
                desiredReplicas,
                markedAt,
                deadline,
                reason,
                evidence,
                false,
                State.REQUESTED,
                null,
                null,
                null,
                null,
                null);
    }

    /** The same, with what it is to bring back. */
    public Intent bringingBack(Saved wanted) {
        return with(revision, dryRun, state, wanted.text(), calledAt, endedAt, outcome, replacedBy);
    }

    /** The same as a dry run, which is at its end with the mark: nobody is asked. */
    public Intent asDryRun() {
        return with(
                revision,
                true,
                State.DONE,
                saved,
                calledAt,
                markedAt,
                "dry run: the target was not called",
                replacedBy);
    }

    /** The next revision: from now on the target is called. */
    public Intent called(Saved before, Instant at) {
        return with(revision + 1, dryRun, State.CALLED, before.text(), at, null, null, replacedBy);
    }

    /** The next revision: its end. */
    public Intent ended(State end, Instant at, String how) {
        return with(revision + 1, dryRun, end, saved, calledAt, at, how, replacedBy);
    }

    /** The next revision: another action was marked before this one had come to its end. Of the target that is no failure. */
    public Intent replaced(long by, Instant at, String how) {
        State end = state == State.REQUESTED ? State.ABANDONED : State.FAILED;
        return with(revision + 1, dryRun, end, saved, calledAt, at, how, by);
    }

    private Intent with(
            long newRevision,
            boolean dry,
            State newState,
            @Nullable String newSaved,
            @Nullable Instant newCalledAt,
            @Nullable Instant newEndedAt,
            @Nullable String newOutcome,
            @Nullable Long newReplacedBy) {
        return new Intent(
                id,
                newRevision,
                cause,
                desiredReplicas,
                markedAt,
                deadline,
                reason,
                evidence,
                dry,
                newState,
                newSaved,
                newCalledAt,
                newEndedAt,
                newOutcome,
                newReplacedBy);
    }
}
