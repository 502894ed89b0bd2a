package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.Watched;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.SweepStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Verdicts, marks, intents and pins.
 *
 * <p>Contract, for every implementation: each write takes effect as a whole or not at all, and a write that is repeated
 * after its answer was lost has one effect. All of them throw {@link LedgerUnavailableException} if the table can't be
 * reached in time.
 */
public interface SweepStore {

    /** What is kept of a deployment, its pin included. */
    Kept kept(DeploymentId deployment, Deadline deadline);

    /**
     * Records a verdict, and marks an action if there is one: in one transaction with the deployment's status, its place in
     * the index, the intent and the limits that it uses up. An action that is under way while another one is marked comes to
     * its end with that, unless it is being undone.
     */
    Concluded conclude(Conclusion conclusion, Deadline deadline);

    /** Verdicts of a deployment in [from, to), the first first. */
    List<RecordedVerdict> verdicts(DeploymentId deployment, Instant from, Instant to, Deadline deadline);

    /** The last verdict of a deployment that is kept. */
    Optional<RecordedVerdict> lastVerdict(DeploymentId deployment, Deadline deadline);

    /** An intent. */
    Optional<Intent> intent(ActionId id, Deadline deadline);

    /** A deployment's intents, the latest mark first, at most so many. */
    List<Intent> intents(DeploymentId deployment, int most, Deadline deadline);

    /**
     * Moves an intent on, with the deployment's status if that changes by it, and writes its audit entry. One that had
     * failed and moves on was done late: what was counted as an error of its hour is none any more.
     *
     * @param from as it was read
     * @param to the same id, another state
     * @param status what the deployment's status becomes, under its own revision; empty if it stays
     * @param dueAt when the deployment is due next; empty if that stays
     * @return false if somebody else has moved either since
     */
    boolean advance(Intent from, Intent to, Optional<SweepStatus> status, Optional<Instant> dueAt, Deadline deadline);

    /** Pins a deployment, or takes the pin away; the old one is kept in the audit. */
    void pin(DeploymentId deployment, Optional<Pin> pin, String by, Instant now, Deadline deadline);

    /** What was done to a deployment and by whom, the latest first, at most so many. */
    List<Audit> audit(DeploymentId deployment, int most, Deadline deadline);

    /**
     * What is kept of a deployment.
     *
     * @param status empty if no sweep has looked at it yet
     * @param pin the last one that was set, whether it still holds or not
     * @param pinRevision 0 if there never was one
     */
    record Kept(Optional<SweepStatus> status, Optional<Pin> pin, long pinRevision) {}

    /**
     * What a sweep, a person or a cap concludes of a deployment.
     *
     * @param sweep the sweep's minute: a deployment has one verdict in each
     * @param before the status as it was read; with revision 0 it must not be there yet
     * @param after what it becomes, the revision one higher
     * @param verdict what is recorded; empty for what a person decides
     * @param dueAt when it is due next; empty to take it out of the index
     * @param marking what is to be done
     * @param stamp what must not have changed. Of a marking it is the marking's, unless said; without one it is needed where
     *     nothing is ready or an action is under way, for demand that comes meanwhile finds the deployment due already, and
     *     must not be passed over
     */
    record Conclusion(
            Instant sweep,
            SweepStatus before,
            SweepStatus after,
            Optional<RecordedVerdict> verdict,
            Optional<Instant> dueAt,
            Optional<Marking> marking,
            Optional<Watched.Stamp> stamp) {

        /** @throws IllegalArgumentException if parts of it do not belong together */
        public Conclusion {
            stamp = stamp.or(() -> marking.flatMap(Marking::stamp));
            if (!after.deployment().equals(before.deployment()) || after.revision() != before.revision() + 1) {
                throw new IllegalArgumentException("after: must be revision " + (before.revision() + 1) + " of "
                        + before.deployment() + ", is " + after.revision() + " of " + after.deployment());
            }
            DeploymentId deployment = after.deployment();
            verdict.map(RecordedVerdict::deployment)
                    .filter(other -> !other.equals(deployment))
                    .ifPresent(other -> {
                        throw new IllegalArgumentException("verdict: must be of " + deployment + ", is of " + other);
                    });
            long mark = after.mark();
            marking.map(marked -> marked.intent().id())
                    .filter(id -> !id.deployment().equals(deployment) || id.mark() != mark)
                    .ifPresent(id -> {
                        throw new IllegalArgumentException(
                                "marking: must be mark " + mark + " of " + deployment + ", is " + id);
                    });
        }

        /** Under the condition of its marking's stamp, if there is one. */
        public Conclusion(
                Instant sweep,
                SweepStatus before,
                SweepStatus after,
                Optional<RecordedVerdict> verdict,
                Optional<Instant> dueAt,
                Optional<Marking> marking) {
            this(sweep, before, after, verdict, dueAt, marking, Optional.empty());
        }
    }

    /**
     * An action that is marked, and under which conditions.
     *
     * @param intent its mark is that of the status after
     * @param stamp what must not have changed; empty for what a person decides
     * @param policyVersions of {@code InForce}; must not have changed
     * @param pinRevision of {@link Kept}; must not have changed
     * @param limits counters that it takes one of each
     */
    record Marking(
            Intent intent,
            Optional<Watched.Stamp> stamp,
            Map<String, Long> policyVersions,
            long pinRevision,
            List<Allowance> limits) {
        /** Copies the collections. */
        public Marking {
            policyVersions = Map.copyOf(policyVersions);
            limits = List.copyOf(limits);
        }
    }

    /**
     * One of a counter that may not pass its limit.
     *
     * @param counter what is counted, with its time: {@code actions 2026-11-15T09:46Z}
     * @param limit at least 0; 0 allows none
     */
    record Allowance(String counter, long limit) {}

    /**
     * A verdict as it is kept, for 35 days.
     *
     * @param sweep the sweep's minute
     * @param word ACTIVE, IDLE or UNKNOWN
     * @param sentence all of it, readable
     * @param would the action that it led to, or would have led to if the mode had allowed it; empty for none
     * @param held what held that action back; empty if nothing did
     * @param evidence as JSON
     */
    record RecordedVerdict(
            DeploymentId deployment,
            Instant sweep,
            String word,
            String sentence,
            String would,
            String held,
            String evidence) {}

    /** One entry of a deployment's audit. */
    record Audit(Instant at, String by, String what) {}

    /** What became of a conclusion. */
    sealed interface Concluded {
        /** It stands. */
        record Written() implements Concluded {}

        /** This sweep has its verdict of this deployment already. */
        record Repeated() implements Concluded {}

        /** Something that it rests on has changed: demand, policy, pin, or the status itself. */
        record Overtaken(String by) implements Concluded {}

        /** A limit leaves no room. */
        record Exhausted(String counter) implements Concluded {}
    }
}
