package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.Quarantine;
import dev.ebb.metering.Rejection;
import dev.ebb.metering.UsageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** One account's story, told to processes that may die, with everything delivered again until it is acknowledged. */
final class FaultRun {

    /** The process is gone: nothing in it may catch this. */
    static final class Gone extends Error {
        private static final long serialVersionUID = 1;
    }

    private static final Instant NOW = AccountEvents.at(30_000);
    /** When whoever computes statements has silent replicas ended, at last. */
    private static final Instant AS_OF = AccountEvents.at(6100);

    private static final int MAX_DELIVERIES = 20;

    private final DynamoDbClient plain;
    private final DynamoDbClient watched;
    private final String table;
    private final AccountEvents events;
    private final boolean atOnce;
    private final List<UsageEvent> delivered = new ArrayList<>();
    private final Map<String, String> kept = new TreeMap<>();
    private DynamoLedger ledger;

    /**
     * @param watched fails; {@code plain} does not
     * @param atOnce whether what was not acknowledged comes again at once, or after everything else
     */
    FaultRun(DynamoDbClient plain, DynamoDbClient watched, String table, String account, boolean atOnce) {
        this.plain = plain;
        this.watched = watched;
        this.table = table;
        this.events = new AccountEvents(account);
        this.atOnce = atOnce;
        this.ledger = freshProcess();
    }

    private DynamoLedger freshProcess() {
        return new DynamoLedger(watched, table, Admission.MAX_AGE, attempt -> {});
    }

    /** What the rival of a story does. */
    void rival(FaultStory.Rival rival) {
        List<UsageEvent> theirs = rival.events().apply(events);
        delivered.addAll(theirs);
        new DynamoLedger(plain, table).record(theirs, NOW, Deadline.NONE);
    }

    /** Plays it to its end, and once more to see that nothing is left to do; the state of the account then. */
    Map<String, Map<String, String>> play(FaultStory story) {
        List<FaultStory.Step> later = new ArrayList<>();
        for (FaultStory.Step step : story.steps().apply(events)) {
            FaultStory.Step rest = perform(step);
            if (rest != null && atOnce) {
                finish(rest);
            } else if (rest != null) {
                later.add(rest);
            }
        }
        later.forEach(this::finish);
        FaultStory.Rival rival = story.rival();
        if (rival != null) {
            rival(rival);
        }
        new DynamoLedger(plain, table).settle(events.account(), AS_OF, LostRule.STANDARD, Deadline.NONE);
        Map<String, Map<String, String>> state =
                AccountDump.withoutPages(AccountDump.of(plain, table, events.account(), delivered));
        if (!kept.isEmpty()) {
            state.put("kept", Map.copyOf(kept));
        }
        return state;
    }

    private void finish(FaultStory.Step step) {
        FaultStory.Step rest = step;
        for (int delivery = 0; rest != null; delivery++) {
            if (delivery == MAX_DELIVERIES) {
                throw new AssertionError("never acknowledged: " + rest);
            }
            rest = perform(rest);
        }
    }

    /** What of the step was not acknowledged. */
    private FaultStory.@Nullable Step perform(FaultStory.Step step) {
        try {
            return switch (step) {
                case FaultStory.Step.Deliver deliver -> deliver(deliver.events());
                case FaultStory.Step.Settle settle -> {
                    ledger.settle(events.account(), settle.asOf(), LostRule.STANDARD, Deadline.NONE);
                    yield null;
                }
                case FaultStory.Step.Keep keep -> {
                    keep(keep.rejection());
                    yield null;
                }
                case FaultStory.Step.Plan plan -> {
                    new Table(plain, table)
                            .update(
                                    Keys.in(events.deployment(plan.deployment()), Keys.STATE),
                                    new Action.Update(
                                            Map.of(),
                                            DueIndex.entry(events.deployment(plan.deployment()), plan.at()),
                                            null),
                                    Deadline.NONE);
                    yield null;
                }
            };
        } catch (Gone gone) {
            ledger = freshProcess();
            return step;
        } catch (LedgerUnavailableException failed) {
            return step;
        }
    }

    private FaultStory.@Nullable Step deliver(List<UsageEvent> batch) {
        delivered.addAll(batch);
        List<Outcome> outcomes = ledger.record(batch, NOW, Deadline.NONE);
        List<UsageEvent> again = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            switch (outcomes.get(i)) {
                case Outcome.Accepted ignored -> {}
                case Outcome.Duplicate ignored -> {}
                case Outcome.Deferred ignored -> again.add(batch.get(i));
                case Outcome.Refused refused -> throw new AssertionError(refused + ": " + batch.get(i));
            }
        }
        return again.isEmpty() ? null : new FaultStory.Step.Deliver(again);
    }

    private void keep(Rejection rejection) {
        DynamoQuarantine quarantine = new DynamoQuarantine(watched, table, attempt -> {});
        quarantine.keep(rejection, NOW, Deadline.NONE);
        Quarantine.Entry entry = quarantine.entries().stream()
                .filter(each -> events.account().equals(each.account()))
                .filter(each -> each.reason().equals(rejection.reason()))
                .findFirst()
                .orElseThrow();
        Instant replayed = NOW.plus(Duration.ofHours(1));
        quarantine.replayed(entry.key(), new Quarantine.Replay(replayed, "mended", "accepted", true));
        Quarantine.Entry last = quarantine.entry(entry.key()).orElseThrow();
        boolean whole = quarantine.original(entry.key()).equals(Optional.of(rejection.original()));
        kept.put(rejection.reason().replace(events.account(), "ACCOUNT"), whole + " " + last.replay());
    }
}
