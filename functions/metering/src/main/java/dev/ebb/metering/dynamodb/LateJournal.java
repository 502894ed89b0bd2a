package dev.ebb.metering.dynamodb;

import dev.ebb.metering.LateEvents;
import dev.ebb.metering.LateEvents.Subject;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Writes down late events that change what is billed, each in the transaction that records its identity. */
final class LateJournal {

    static final String SOURCE = "source";
    static final String ID = "id";
    static final String TIME = "time";
    static final String TYPE = "type";

    private static final String SUBJECT = "subject";
    private static final String DEPLOYMENT = "deployment ";
    private static final String MODEL = "model ";

    private final boolean kept;

    /** @param kept whether anything is written: history that is played again was never invoiced */
    LateJournal(boolean kept) {
        this.kept = kept;
    }

    static String partition(String account) {
        return "LATE " + account;
    }

    /** Adds an event that is recorded at {@code now}, if it is late and changes what is billed. */
    void add(TransactionPlan plan, UsageEvent event, Instant now) {
        if (event.usage() instanceof Usage.Updated updated && updated.shape().saysNothing()) {
            return;
        }
        add(plan, event, Effect.of(event), now);
    }

    /**
     * Adds a void of what had {@code effect}, likewise.
     *
     * @param event the void
     */
    void add(TransactionPlan plan, UsageEvent event, Effect effect, Instant now) {
        switch (effect) {
            case Effect.Announced announced ->
                put(
                        plan,
                        event,
                        announced.time(),
                        DEPLOYMENT + announced.deployment().name(),
                        now);
            case Effect.Moved moved ->
                put(
                        plan,
                        event,
                        moved.time(),
                        DEPLOYMENT + moved.replica().deployment().name(),
                        now);
            case Effect.TokensAdded tokens -> put(plan, event, tokens.time(), MODEL + tokens.model(), now);
            case Effect.ActivityAdded ignored -> {}
            case Effect.Nothing ignored -> {}
        }
    }

    private void put(TransactionPlan plan, UsageEvent event, Instant time, String subject, Instant now) {
        if (!kept || !time.isBefore(now.minus(LateEvents.AFTER))) {
            return;
        }
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(SOURCE, Value.text(event.identity().source()));
        item.put(ID, Value.text(event.identity().id()));
        item.put(TIME, Value.instant(time));
        item.put(TYPE, Value.text(event.usage().type()));
        item.put(SUBJECT, Value.text(subject));
        String hash = Keys.shortHash(
                event.identity().source() + " " + event.identity().id());
        Key key = new Key(partition(event.identity().account()), Keys.millis(now) + " " + hash);
        plan.add(key, new Action.Put(item, null));
    }

    /** What an item of the journal says it changes. */
    static Subject subject(Map<String, AttributeValue> item) {
        String text = item.get(SUBJECT).s();
        return text.startsWith(MODEL)
                ? new Subject.Model(text.substring(MODEL.length()))
                : new Subject.Deployment(text.substring(DEPLOYMENT.length()));
    }
}
