package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.LedgerEvents.ACCOUNT;
import static dev.ebb.metering.dynamodb.LedgerEvents.created;
import static dev.ebb.metering.dynamodb.LedgerEvents.deleted;
import static dev.ebb.metering.dynamodb.LedgerEvents.ready;
import static dev.ebb.metering.dynamodb.LedgerEvents.servedWithTokens;
import static dev.ebb.metering.dynamodb.LedgerEvents.shape;
import static dev.ebb.metering.dynamodb.LedgerEvents.starting;
import static dev.ebb.metering.dynamodb.LedgerEvents.stopped;
import static dev.ebb.metering.dynamodb.LedgerEvents.tokens;
import static dev.ebb.metering.dynamodb.LedgerEvents.updated;
import static dev.ebb.metering.dynamodb.LedgerEvents.voided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.UsageEvent;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is voided never happened. */
abstract class VoidContract extends LedgerContract {

    VoidContract(Supplier<TestTable> tables) {
        super(tables);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsVoidedNeverHappenedWhicheverArrivesFirst(boolean voidFirst) {
        UsageEvent[] events = {
            created("c", at("09:00:00")),
            updated("u", at("09:30:00"), shape("A100", 8_000)),
            starting("b", at("09:40:00"), "r-1"),
            ready("r1", at("10:00:00"), "r-1", ShapePart.NONE),
            ready("r2", at("10:10:00"), "r-2"),
            stopped("s1", at("10:30:00"), "r-1"),
            stopped("s1b", at("11:00:00"), "r-1"),
            deleted("d", at("10:20:00")),
            tokens("t", at("10:00:00"), "m", 7, 3, 5),
            servedWithTokens("a", at("10:00:00"), at("10:01:00"), 3)
        };
        UsageEvent[] voids = Stream.of("u", "b", "r2", "s1", "d", "t", "a")
                .map(id -> voided("void " + id, at("12:00:00"), id))
                .toArray(UsageEvent[]::new);

        recordEach(voidFirst ? voids : events);
        recordEach(voidFirst ? events : voids);

        assertThat(sessions()).containsExactly(session("10:00:00", "11:00:00"));
        assertThat(day().metered()).containsExactly(Map.entry(H100, GpuTime.ofMicros(3_600_000L * 2_000)));
        assertThat(fixture().usage.tokens(ACCOUNT, DAY, NEXT_DAY)).isEmpty();
        assertThat(day().activeMinutes().isEmpty()).isTrue();
        assertThat(state(NOW).announced()).isEqualTo(shape("H100", 2_000));
        assertThat(day().pending()).isFalse();
    }

    @Test
    void aVoidedEventDeliveredAgainIsADuplicateAndWithOtherContentAConflict() {
        recordEach(voided("v", at("12:00:00"), "t"), tokens("t", at("10:00:00"), "m", 7, 0, 0));

        assertThat(record(tokens("t", at("10:00:00"), "m", 7, 0, 0))).containsExactly(DUPLICATE);
        assertThat(record(tokens("t", at("10:00:00"), "m", 8, 0, 0)).getFirst()).isInstanceOf(Outcome.Refused.class);
        assertThat(fixture().usage.tokens(ACCOUNT, DAY, NEXT_DAY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aVoidOfAVoidDoesNothingWhicheverArrivesFirst(boolean first) {
        UsageEvent voidOfEvent = voided("v1", at("12:00:00"), "t");
        UsageEvent voidOfVoid = voided("v2", at("13:00:00"), "v1");
        recordEach(tokens("t", at("10:00:00"), "m", 7, 0, 0));

        recordEach(first ? new UsageEvent[] {voidOfVoid, voidOfEvent} : new UsageEvent[] {voidOfEvent, voidOfVoid});

        assertThat(fixture().usage.tokens(ACCOUNT, DAY, NEXT_DAY)).isEmpty();
    }

    @Test
    void twoVoidsOfOneEventTakeItBackOnce() {
        recordEach(tokens("t", at("10:00:00"), "m", 7, 0, 0), tokens("u", at("10:00:00"), "m", 5, 0, 0));

        recordEach(voided("v1", at("12:00:00"), "t"), voided("v2", at("12:00:00"), "t"));

        assertThat(promptTokens()).isEqualTo(5);
    }
}
