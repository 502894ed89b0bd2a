package dev.ebb.metering.dynamodb;

import dev.ebb.metering.ContentDigest;
import dev.ebb.metering.Identity;
import dev.ebb.metering.UsageEvent;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The records of identities: which content was accepted under it, what it did, and whether it was voided. A void that
 * comes before its event leaves a tombstone: a record that is voided and has no content yet.
 */
final class Identities {

    private static final String DIGEST = "digest";
    private static final String VOIDED = "voided";

    /** How many voids of what is yet to come a tombstone stands for. */
    static final String VOIDS = "voids";

    /** Holds for a tombstone. */
    private static final Action.Condition TOMBSTONE = new Action.Condition(
            "attribute_exists(pk) AND attribute_not_exists(#digest)", Map.of("#digest", DIGEST), Map.of());

    private final @Nullable Duration lifetime;
    private final LateJournal late;

    /**
     * @param lifetime how long after its event's time a record is kept; null for ever
     * @param late where those that come late are written down beside it
     */
    Identities(@Nullable Duration lifetime, LateJournal late) {
        this.lifetime = lifetime;
        this.late = late;
    }

    /** What stands under an identity already. */
    sealed interface Standing {
        /** The same content. */
        record Same(String digest) implements Standing {}

        /** Other content: what was accepted keeps standing. */
        record Other(String digest) implements Standing {}

        /** A void that came before its event. */
        record Tombstone() implements Standing {}
    }

    static Standing standing(Map<String, AttributeValue> item, UsageEvent event) {
        Optional<String> digest = Value.textIn(item, DIGEST);
        if (digest.isEmpty()) {
            return new Standing.Tombstone();
        }
        return ContentDigest.matches(digest.get(), event)
                ? new Standing.Same(digest.get())
                : new Standing.Other(digest.get());
    }

    /** Nothing stands there; past its time a record is absent, whether it was removed or not. */
    private static Action.Condition absent(Instant now) {
        return new Action.Condition(
                "attribute_not_exists(pk) OR #expires < :now",
                Map.of("#expires", EbbTable.EXPIRES_AT),
                Map.of(":now", Value.number(now.getEpochSecond())));
    }

    /** What stands, unless it is past its time. */
    static Optional<Map<String, AttributeValue>> standing(@Nullable Map<String, AttributeValue> item, Instant now) {
        return Optional.ofNullable(item)
                .filter(found -> Value.numberOr(found, EbbTable.EXPIRES_AT, Long.MAX_VALUE) >= now.getEpochSecond());
    }

    static boolean isVoided(Map<String, AttributeValue> item) {
        return item.containsKey(VOIDED);
    }

    /** Puts the event on record if nothing stands under its identity. */
    void record(TransactionPlan plan, UsageEvent event, Instant now) {
        put(plan, event, now, false, absent(now));
        late.add(plan, event, now);
    }

    /** Puts an event on record that was voided before it came. */
    void recordVoided(TransactionPlan plan, UsageEvent event, int voids, Instant now) {
        put(plan, event, now, true, TOMBSTONE.and(Action.Condition.allAt(Map.of(VOIDS, (long) voids))));
    }

    /** Puts a void on record though a void of it came before: a void of a void does nothing. */
    void recordOver(TransactionPlan plan, UsageEvent event, int voids, Instant now) {
        put(plan, event, now, false, TOMBSTONE.and(Action.Condition.allAt(Map.of(VOIDS, (long) voids))));
    }

    private void put(TransactionPlan plan, UsageEvent event, Instant now, boolean voided, Action.Condition condition) {
        Map<String, AttributeValue> item = new HashMap<>(Effect.of(event).item());
        item.put(DIGEST, Value.text(ContentDigest.of(event)));
        if (voided) {
            item.put(VOIDED, Value.flag());
        }
        expire(item, event.time(), now);
        plan.add(Keys.identity(event.identity()), new Action.Put(item, condition));
    }

    /** Leaves a tombstone for an event that is yet to come. */
    void tombstone(TransactionPlan plan, Identity target, Instant time, Instant now) {
        Map<String, AttributeValue> item = new HashMap<>(Map.of(VOIDED, Value.flag(), VOIDS, Value.number(1)));
        expire(item, time, now);
        plan.add(Keys.identity(target), new Action.Put(item, absent(now)));
    }

    /** Counts one more void of an event that is yet to come. */
    void voidAgain(TransactionPlan plan, Identity target) {
        plan.add(Keys.identity(target), new Action.Update(Map.of(VOIDS, BigInteger.ONE), Map.of(), TOMBSTONE));
    }

    static boolean isTombstone(Map<String, AttributeValue> item) {
        return !item.containsKey(DIGEST);
    }

    /** Marks an accepted event as voided, if it has not been. */
    void markVoided(TransactionPlan plan, Identity target, Effect effect, UsageEvent by, Instant now) {
        late.add(plan, by, effect, now);
        Action.Condition unvoided = new Action.Condition(
                "attribute_exists(#digest) AND attribute_not_exists(#voided)",
                Map.of("#digest", DIGEST, "#voided", VOIDED),
                Map.of());
        plan.add(Keys.identity(target), new Action.Update(Map.of(), Map.of(VOIDED, Value.flag()), unvoided));
    }

    private void expire(Map<String, AttributeValue> item, Instant time, Instant now) {
        if (lifetime != null) {
            Instant latest = time.isAfter(now) ? time : now;
            item.put(EbbTable.EXPIRES_AT, Value.number(latest.plus(lifetime).getEpochSecond()));
        }
    }
}
