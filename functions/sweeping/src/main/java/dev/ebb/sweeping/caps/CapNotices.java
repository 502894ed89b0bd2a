package dev.ebb.sweeping.caps;

import dev.ebb.charging.budgets.CapFigures;
import dev.ebb.charging.budgets.CapTarget;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.sweeps.Warnings;
import dev.ebb.sweeping.sweeps.Warnings.Warning;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Says that a cap is not kept, and why: once an hour for each account. It is told first and recorded then, for what is told
 * twice is better than what nobody was told.
 */
final class CapNotices {

    private static final Duration HOUR = Duration.ofHours(1);

    private final CapRecords records;
    private final Warnings warnings;

    CapNotices(CapRecords records, Warnings warnings) {
        this.records = records;
        this.warnings = warnings;
    }

    /** @throws Warnings.NotToldException if it was not told: the next look tries again */
    void tell(CapFigures figures, CapDecision decision, Instant now, Deadline deadline) {
        boolean isKept = decision.held().isEmpty()
                && (decision.suffices() || decision.reachedAt().isEmpty());
        Optional<DeploymentId> about = about(figures, decision);
        if (isKept || about.isEmpty()) {
            return;
        }
        CapRecords.State before = records.state(figures.account(), deadline);
        if (now.isBefore(before.warnedAt().plus(HOUR))) {
            return;
        }
        CapRecords.State after = before.warned(now);
        String sentence = CapWording.notHeld(figures, decision);
        warnings.tell(new Warning(figures.account() + " cap " + after.revision(), about.get(), "", sentence, now));
        List<DeploymentId> named = decision.held().stream()
                .map(member -> member.target().deployment())
                .limit(CapRecords.MOST_NAMED)
                .toList();
        records.keep(figures.account(), after, named, sentence, now, deadline);
    }

    /** A warning names a deployment: the first that is held, or else any. Where there is none, nothing could be stopped. */
    private static Optional<DeploymentId> about(CapFigures figures, CapDecision decision) {
        return decision.held().stream()
                .map(CapMember::target)
                .findFirst()
                .or(() -> figures.targets().stream().findFirst())
                .map(CapTarget::deployment);
    }
}
