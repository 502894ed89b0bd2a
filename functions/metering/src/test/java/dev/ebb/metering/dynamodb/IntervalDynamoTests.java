package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.LedgerEvents.CONFIGURATION;
import static dev.ebb.metering.dynamodb.LedgerEvents.LLAMA;
import static dev.ebb.metering.dynamodb.LedgerEvents.TWO_H100;
import static dev.ebb.metering.dynamodb.LedgerEvents.created;
import static dev.ebb.metering.dynamodb.LedgerEvents.event;
import static dev.ebb.metering.dynamodb.LedgerEvents.ready;
import static dev.ebb.metering.dynamodb.LedgerEvents.served;
import static dev.ebb.metering.dynamodb.LedgerEvents.servedWithTokens;
import static dev.ebb.metering.dynamodb.LedgerEvents.starting;
import static dev.ebb.metering.dynamodb.LedgerEvents.stopped;
import static dev.ebb.metering.dynamodb.LedgerEvents.voided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.Boot;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.FailedStart;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.Session;
import dev.ebb.metering.Traffic;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is read of an interval beside what is billed in it. */
class IntervalDynamoTests {

    private static final Instant DAY = Instant.parse("2026-11-02T00:00:00Z");
    private static final Instant NEXT_DAY = Instant.parse("2026-11-03T00:00:00Z");
    private static final Instant NOW = NEXT_DAY.plusSeconds(30);

    private final LocalTable table = new LocalTable();
    private final TableFixture fixture = new TableFixture(table.client(), table.name());

    @AfterEach
    void dropTable() {
        table.close();
    }

    private static Instant at(String time) {
        return Instant.parse("2026-11-02T" + time + "Z");
    }

    private static Session session(String from, String to) {
        return new Session(at(from), at(to), TWO_H100, null);
    }

    /** Each in a batch of its own. */
    private void recordEach(UsageEvent... events) {
        for (UsageEvent event : events) {
            assertThat(fixture.record(NOW, event)).containsExactly(new Outcome.Accepted());
        }
    }

    private DeploymentUsage day() {
        return fixture.llama(DAY, NEXT_DAY, NOW);
    }

    private DeploymentState state(Instant now) {
        return fixture.usage.state(LLAMA, now).orElseThrow();
    }

    @Test
    void aPastIntervalHasNothingOpenAndEndsWhatLastedBeyondIt() {
        recordEach(ready("r", at("10:00:00"), "r-1"));

        DeploymentUsage past = fixture.llama(DAY, at("11:00:00"), at("11:00:00"));
        DeploymentUsage longPast = fixture.llama(DAY, at("11:00:00"), at("12:00:00"));

        ReplicaSession ended = new ReplicaSession("r-1", session("10:00:00", "11:00:00"), false);
        assertThat(past.sessions()).containsExactly(ended);
        assertThat(longPast.sessions()).containsExactly(ended);
    }

    @Test
    void aSessionThatEndedAfterAsOfIsOpenAtAsOf() {
        recordEach(ready("r", at("10:00:00"), "r-1"), stopped("s", at("11:00:00"), "r-1"));

        assertThat(fixture.llama(DAY, NEXT_DAY, at("10:30:00")).sessions())
                .containsExactly(new ReplicaSession("r-1", session("10:00:00", "10:30:00"), true));
        assertThat(fixture.llama(DAY, NEXT_DAY, at("11:00:00")).sessions())
                .containsExactly(new ReplicaSession("r-1", session("10:00:00", "11:00:00"), false));
    }

    @Test
    void aBootIsSeenInEveryIntervalThatItOverlapsThoughItsSessionIsNot() {
        Instant ten = Instant.parse("2026-10-31T23:50:00Z");
        Instant june = Instant.parse("2026-11-01T00:00:00Z");
        Instant ready = Instant.parse("2026-11-01T00:10:00Z");
        recordEach(
                created("c", ten.minusSeconds(60)),
                starting("b1", ten, "r-1"),
                ready("r1", ready, "r-1"),
                stopped("s1", ready.plusSeconds(60), "r-1"));
        Boot boot = new Boot(ten, ready, TWO_H100, false);

        DeploymentUsage before = fixture.llama(june.minusSeconds(86_400), june, NOW);
        DeploymentUsage after = fixture.llama(june, DAY, NOW);

        assertThat(before.boots()).containsExactly(boot);
        assertThat(before.sessions()).isEmpty();
        assertThat(after.boots()).containsExactly(boot);
        assertThat(after.sessions()).hasSize(1);
        assertThat(fixture.llama(ready, DAY, NOW).boots()).isEmpty();
        assertThat(fixture.llama(june.minusSeconds(86_400), june, ten.plusSeconds(60))
                        .boots())
                .containsExactly(new Boot(ten, ten.plusSeconds(60), TWO_H100, true));
    }

    @Test
    void aBootUnderWayIsSeenUpToAsOf() {
        recordEach(created("c", at("09:00:00")), starting("b1", at("09:50:00"), "r-1"));

        assertThat(fixture.llama(DAY, NEXT_DAY, at("10:00:00")).boots())
                .containsExactly(new Boot(at("09:50:00"), at("10:00:00"), TWO_H100, true));
        assertThat(fixture.llama(DAY, at("09:55:00"), at("10:19:59")).boots())
                .containsExactly(new Boot(at("09:50:00"), at("10:19:59"), TWO_H100, true));
        assertThat(fixture.llama(DAY, at("09:55:00"), NOW))
                .as("half an hour later it is a failed start")
                .satisfies(usage -> assertThat(usage.boots()).isEmpty())
                .satisfies(usage -> assertThat(usage.failedStarts())
                        .containsExactly(new FailedStart(at("09:50:00"), at("10:20:00"), TWO_H100)));
        assertThat(fixture.llama(DAY, at("09:50:00"), NOW).boots()).isEmpty();
        assertThat(state(NOW).phase()).isEqualTo(DeploymentState.Phase.STARTING);

        recordEach(ready("r1", at("10:00:00"), "r-1"));

        assertThat(day().boots()).containsExactly(new Boot(at("09:50:00"), at("10:00:00"), TWO_H100, false));
        assertThat(state(NOW).idleSince()).isEqualTo(at("10:00:00"));

        recordEach(stopped("s1", at("11:00:00"), "r-1"), starting("b2", at("12:00:00"), "r-1"));
        recordEach(stopped("s2", at("12:10:00"), "r-1"));

        assertThat(day().boots()).containsExactly(new Boot(at("09:50:00"), at("10:00:00"), TWO_H100, false));
        assertThat(day().failedStarts()).containsExactly(new FailedStart(at("12:00:00"), at("12:10:00"), TWO_H100));
    }

    @Test
    void whatBootsBesideARunningReplicaIsNotOpen() {
        recordEach(
                created("c", at("09:00:00")),
                starting("b1", at("09:50:00"), "r-1"),
                ready("r2", at("10:00:00"), "r-2"));

        assertThat(state(NOW).idleSince()).isEqualTo(at("10:00:00"));
        assertThat(day().sessions()).extracting(ReplicaSession::replica).containsExactly("r-2");
    }

    @Test
    void trafficWithTokensIsAddedUpByTheHourAndAVoidTakesItBack() {
        recordEach(
                created("c", at("09:00:00")),
                ready("r", at("09:00:00"), "r-1"),
                served("a", at("10:00:00"), at("10:02:00"), 1),
                servedWithTokens("b", at("10:01:00"), at("10:03:00"), 5),
                servedWithTokens("c1", at("10:58:00"), at("11:01:00"), 7),
                servedWithTokens("d", at("11:30:00"), at("11:31:00"), 1),
                servedWithTokens("v", at("11:40:00"), at("11:41:00"), 100));
        recordEach(voided("void", at("12:00:00"), "v"));

        DeploymentUsage usage = day();

        // each report has 10 prompt and 20 completion tokens, and counts in the hour in which it begins
        BigInteger ten = BigInteger.TEN;
        BigInteger two = BigInteger.TWO;
        assertThat(usage.traffic().hours())
                .containsExactly(
                        new Traffic.Hour(
                                at("10:00:00"),
                                BigInteger.valueOf(12),
                                ten.multiply(two),
                                ten.multiply(two).multiply(two)),
                        new Traffic.Hour(at("11:00:00"), BigInteger.ONE, ten, ten.multiply(two)));
        // 10:01, 10:02; 10:58, 10:59, 11:00; 11:30. 10:00 is active without tokens
        assertThat(usage.traffic().countedMinutes()).isEqualTo(6);
        assertThat(usage.activeMinutes().cardinality()).isEqualTo(7);
        assertThat(usage.configuration()).isEqualTo(CONFIGURATION);
        assertThat(fixture.llama(DAY, at("11:00:00"), NOW).traffic().countedMinutes())
                .isEqualTo(4);
        assertThat(fixture.llama(NEXT_DAY, NEXT_DAY.plusSeconds(60), NOW).traffic())
                .isEqualTo(Traffic.NONE);
    }

    @Test
    void probesCountForNoAdvice() {
        recordEach(event(
                "p",
                at("10:01:00"),
                new Usage.Served(
                        LLAMA,
                        new Usage.Minutes(at("10:00:00"), at("10:01:00")),
                        3,
                        BigDecimal.ZERO,
                        true,
                        new Usage.AdviceTokens(10, 20))));

        assertThat(day().traffic()).isEqualTo(Traffic.NONE);
    }
}
