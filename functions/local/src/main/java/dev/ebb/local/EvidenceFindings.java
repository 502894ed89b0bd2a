package dev.ebb.local;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Evidence;
import dev.ebb.metering.dynamodb.DynamoFleetWatch;
import dev.ebb.metering.dynamodb.DynamoRecordings;
import dev.ebb.metering.dynamodb.DynamoUsage;
import java.time.Duration;
import java.time.Instant;

/** What ran where no session says so, and what ran that was never announced. */
final class EvidenceFindings {

    private static final Duration RECENTLY = Duration.ofDays(1);

    private final DynamoUsage usage;
    private final DynamoFleetWatch fleet;
    private final DynamoRecordings recordings;
    private final Instant now;
    private final Findings findings;

    EvidenceFindings(Connection.Access access, Instant now, Findings findings) {
        usage = new DynamoUsage(access.client(), access.table());
        fleet = new DynamoFleetWatch(access.client(), access.table());
        recordings = new DynamoRecordings(access.client(), access.table());
        this.now = now;
        this.findings = findings;
    }

    void look(DeploymentId id) {
        if (fleet.watch(id, now, now, Deadline.NONE).isEmpty()) {
            lookAtUnknown(id);
            return;
        }
        usage.deployment(id, now.minus(EvidenceCommand.LOOKED_BACK), now, now).evidence().stream()
                .map(Evidence::reason)
                .forEach(reason -> findings.add("Ran without a session, and is not charged", id + ": " + reason));
    }

    /** It has no price and no shape, so no statement can tell of it. */
    private void lookAtUnknown(DeploymentId id) {
        Instant from = now.minus(RECENTLY);
        boolean ran = !recordings.activity(id, from, now).active().isEmpty() || recordings.wasAlive(id, from);
        if (ran) {
            findings.add(
                    "Runs, and was never announced nor ready, so nothing is charged",
                    id + ": served requests or said that it is alive in the last " + Figures.duration(RECENTLY));
        }
    }
}
