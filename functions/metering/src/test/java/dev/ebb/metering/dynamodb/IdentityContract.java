package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.LedgerEvents.event;
import static dev.ebb.metering.dynamodb.LedgerEvents.identity;
import static dev.ebb.metering.dynamodb.LedgerEvents.ready;
import static dev.ebb.metering.dynamodb.LedgerEvents.stopped;
import static dev.ebb.metering.dynamodb.LedgerEvents.tokens;
import static dev.ebb.metering.dynamodb.LedgerEvents.voided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Identity;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An event counts once, whatever else comes with it, and what its identity was used for stays. */
abstract class IdentityContract extends LedgerContract {

    IdentityContract(Supplier<TestTable> tables) {
        super(tables);
    }

    @Test
    void theSameEventTwiceInOneBatchCountsOnce() {
        UsageEvent event = tokens("t", at("10:00:00"), "m", 7, 0, 0);

        List<Outcome> outcomes = record(event, event);

        assertThat(outcomes).containsExactly(ACCEPTED, DUPLICATE);
        assertThat(promptTokens()).isEqualTo(7);
    }

    @Test
    void theSameEventInAnotherBatchCountsOnce() {
        UsageEvent event = ready("r", at("10:00:00"), "r-1");
        recordEach(event);

        assertThat(record(event)).containsExactly(DUPLICATE);

        assertThat(day().sessions()).hasSize(1);
        assertThat(state(NOW).readyReplicas()).isEqualTo(1);
    }

    @Test
    void otherContentUnderAnIdentityIsRefusedInTheSameBatchAndInAnother() {
        UsageEvent first = tokens("t", at("10:00:00"), "m", 7, 0, 0);
        UsageEvent other = tokens("t", at("10:00:00"), "m", 8, 0, 0);

        List<Outcome> sameBatch = record(first, other);
        List<Outcome> anotherBatch = record(other);

        String reason = "id: must not be used again for other content, is \"t\" from \"urn:test\"";
        assertThat(sameBatch).containsExactly(ACCEPTED, new Outcome.Refused(reason));
        assertThat(anotherBatch).containsExactly(new Outcome.Refused(reason));
        assertThat(promptTokens()).isEqualTo(7);
    }

    @Test
    void anIdentityIsOneAcrossTypesAndAnotherInAnotherAccount() {
        recordEach(ready("x", at("10:00:00"), "r-1"));
        UsageEvent otherType = stopped("x", at("11:00:00"), "r-1");
        UsageEvent otherAccount = new UsageEvent(
                new Identity("other", LedgerEvents.SOURCE, "x"),
                at("11:00:00"),
                Sequence.ABSENT,
                new Usage.Tokens("other", "m", 1, 0, 0));

        List<Outcome> outcomes = record(otherType, otherAccount);

        assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Refused.class);
        assertThat(outcomes.getLast()).isEqualTo(ACCEPTED);
    }

    @Test
    void anIdentityIsKeptFor35DaysAfterItsEventOrItsArrivalAndForEverInHistory() {
        Duration days = Duration.ofDays(35);
        fixture().recordKeeping(days, NOW, tokens("past", at("10:00:00"), "m", 1, 0, 0));
        fixture().recordKeeping(days, NOW, tokens("ahead", NOW.plusSeconds(60), "m", 1, 0, 0));
        fixture().recordKeeping(null, NOW, tokens("history", at("10:00:00"), "m", 1, 0, 0));

        assertThat(expiresAt("past")).isEqualTo(NOW.plus(days).getEpochSecond());
        assertThat(expiresAt("ahead")).isEqualTo(NOW.plusSeconds(60).plus(days).getEpochSecond());
        assertThat(expiresAt("history")).isNull();
    }

    private @Nullable Long expiresAt(String id) {
        AttributeValue value = fixture().item(Keys.identity(identity(id))).get(EbbTable.EXPIRES_AT);
        return value == null ? null : Long.valueOf(value.n());
    }

    @Test
    void anOutcomeDoesNotDependOnNeighbours() {
        recordEach(ready("r", at("10:00:00"), "r-1"));
        UsageEvent conflict = ready("r", at("10:30:00"), "r-1");
        UsageEvent[] batch = {
            conflict,
            stopped("s", at("11:00:00"), "r-1"),
            voided("v", at("12:00:00"), "t"),
            tokens("t", at("10:00:00"), "m", 7, 0, 0),
            tokens("u", at("10:00:00"), "m", 5, 0, 0)
        };

        List<Outcome> outcomes = record(batch);

        assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Refused.class);
        assertThat(outcomes.subList(1, 5)).containsOnly(ACCEPTED);
        assertThat(record(Arrays.copyOfRange(batch, 1, 5))).containsOnly(DUPLICATE);
        assertThat(sessions()).containsExactly(session("10:00:00", "11:00:00"));
        assertThat(promptTokens()).isEqualTo(5);
    }
}
