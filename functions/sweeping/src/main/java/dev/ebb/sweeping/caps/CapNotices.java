package dev.ebb.sweeping.caps;

import dev.ebb.charging.budgets.CapFigures;
import dev.ebb.charging.budgets.CapTarget;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.sweeps.Warnings;
import dev.ebb.sweeping.sweeps.Warnings.Warning;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Says that a cap is not kept, and why: once an hour for each account, and at once when there is a reason that was not told
 * yet. It is told first and recorded then, for what is told twice is better than what nobody was told.
 */
final class CapNotices {

    private static final Duration HOUR = Duration.ofHours(1);

    /** Far more than there are, and few enough for an item. */
    private static final int MOST_TOLD = 2_000;

    private final CapRecords records;
    private final Warnings warnings;

    CapNotices(CapRecords records, Warnings warnings) {
        this.records = records;
        this.warnings = warnings;
    }

    /** @throws Warnings.NotToldException if it was not told: the next look tries again */
    void tell(CapFigures figures, CapDecision decision, CapRecords.State before, Deadline deadline) {
        Instant now = figures.asOf();
        boolean isKept = decision.held().isEmpty()
                && (decision.suffices() || decision.reachedAt().isEmpty());
        Optional<DeploymentId> about = about(figures, decision);
        if (isKept || about.isEmpty()) {
            return;
        }
        Set<String> reasons = decision.held().stream()
                .map(CapNotices::reason)
                .limit(MOST_TOLD)
                .collect(Collectors.toCollection(TreeSet::new));
        boolean isTold = now.isBefore(before.warnedAt().plus(HOUR));
        if (isTold && before.told().containsAll(reasons)) {
            return;
        }
        if (isTold && before.told().size() + reasons.size() <= MOST_TOLD) {
            reasons.addAll(before.told());
        }
        CapRecords.State after = before.warned(now, reasons);
        String sentence = CapWording.notHeld(figures, decision);
        warnings.tell(new Warning(figures.account() + " cap " + after.revision(), about.get(), "", sentence, now));
        List<DeploymentId> named = decision.held().stream()
                .map(member -> member.target().deployment())
                .limit(CapRecords.MOST_NAMED)
                .toList();
        records.keep(figures.account(), after, named, sentence, now, deadline);
    }

    /** A short digest. Instants and counts in the words change with each attempt, and are no other reason. */
    private static String reason(CapMember held) {
        String words = CapWording.by(held.standing()).replaceAll("[0-9]", "");
        return HexFormat.of().toHexDigits(words.hashCode());
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
