package dev.ebb.metering.dynamodb;

import dev.ebb.metering.ContentDigest;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.UsageEvent;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An event on its way through the ledger, and what has become of it so far. */
final class Entry {

    private final UsageEvent event;
    private @Nullable Outcome outcome;
    private @Nullable String standingDigest;

    Entry(UsageEvent event) {
        this.event = event;
    }

    UsageEvent event() {
        return event;
    }

    Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    boolean isOpen() {
        return outcome == null;
    }

    void accept() {
        standingDigest = ContentDigest.of(event);
        outcome = new Outcome.Accepted();
    }

    void refuse(String reason) {
        outcome = new Outcome.Refused(reason);
    }

    /** Also if it was accepted: what it leads to has not all been done. */
    void defer(String cause) {
        if (!(outcome instanceof Outcome.Refused)) {
            outcome = new Outcome.Deferred(cause);
        }
    }

    /** The outcome, if the identity had been taken; open still if by a tombstone. */
    Identities.Standing meet(Map<String, AttributeValue> item) {
        Identities.Standing standing = Identities.standing(item, event);
        switch (standing) {
            case Identities.Standing.Same same -> {
                standingDigest = same.digest();
                outcome = new Outcome.Duplicate();
            }
            case Identities.Standing.Other other -> {
                standingDigest = other.digest();
                outcome = Outcome.Refused.otherContent(event.identity());
            }
            case Identities.Standing.Tombstone ignored -> {}
        }
        return standing;
    }

    /** What the same identity, later in the same batch, comes to. */
    Outcome outcomeOfRepetition(UsageEvent repetition) {
        if (standingDigest == null) {
            return outcome().orElseThrow();
        }
        return ContentDigest.matches(standingDigest, repetition)
                ? new Outcome.Duplicate()
                : Outcome.Refused.otherContent(repetition.identity());
    }
}
