package dev.ebb.sweeping.actions;

import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.sweeps.SweepStore.Conclusion;
import dev.ebb.sweeping.sweeps.SweepStore.Marking;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Marks of what no sweep decided: a person's word, and the undoing of an action. */
final class Marks {

    private static final Duration LOOKED_AT_AGAIN = Duration.ofMinutes(1);

    private Marks() {}

    /**
     * What is to be written: the intent and the next mark, due again soon, so that an order that was lost is sent again.
     *
     * @param before the status as it was read
     * @param scaledDownAt when an action of Ebb's last took it to zero, as far as it is known now
     * @param pinRevision as it was read
     */
    static Conclusion conclusion(Intent intent, SweepStatus before, @Nullable Instant scaledDownAt, long pinRevision) {
        return new Conclusion(
                intent.markedAt().truncatedTo(ChronoUnit.MINUTES),
                before,
                before.moved(
                        intent.id().mark(),
                        rung(intent),
                        intent.markedAt(),
                        scaledDownAt,
                        before.damping(),
                        heldByCap(intent, before)),
                Optional.empty(),
                Optional.of(intent.markedAt().plus(LOOKED_AT_AGAIN)),
                Optional.of(new Marking(intent, Optional.empty(), Map.of(), pinRevision, List.of())));
    }

    private static Rung rung(Intent intent) {
        return switch (intent.id().action()) {
            case SCALE_TO_ZERO -> Rung.GOING_TO_ZERO;
            case DELETE -> Rung.BEING_DELETED;
            case SCALE, WAKE, RESTORE -> Rung.COMING_BACK;
            case WARN -> Rung.WARNED;
        };
    }

    /** A person's word brings back what a hard cap has stopped. */
    private static @Nullable Instant heldByCap(Intent intent, SweepStatus before) {
        boolean bringsBack = switch (intent.id().action()) {
            case WAKE, SCALE, RESTORE -> true;
            case WARN, SCALE_TO_ZERO, DELETE -> false;
        };
        return bringsBack ? null : before.heldByCap();
    }
}
