package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.LedgerEvents.ACCOUNT;
import static dev.ebb.metering.dynamodb.LedgerEvents.LLAMA;
import static dev.ebb.metering.dynamodb.LedgerEvents.created;
import static dev.ebb.metering.dynamodb.LedgerEvents.ready;
import static dev.ebb.metering.dynamodb.LedgerEvents.replica;
import static dev.ebb.metering.dynamodb.LedgerEvents.shape;
import static dev.ebb.metering.dynamodb.LedgerEvents.stopped;
import static dev.ebb.metering.dynamodb.LedgerEvents.tokens;
import static dev.ebb.metering.dynamodb.LedgerEvents.voided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Identity;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.TokenUsage;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** At the limits of numbers, times, names and counts: exact, or refused with the limit's name. */
class LimitsDynamoTests {

    private static final Instant TIME = Instant.parse("2026-11-02T10:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-03T00:00:00Z");
    private static final Outcome ACCEPTED = new Outcome.Accepted();
    private static final GpuKind H100 = new GpuKind("H100", "global");

    private final LocalTable table = new LocalTable();
    private final TableFixture fixture = new TableFixture(table.client(), table.name());

    @AfterEach
    void drop() {
        table.close();
    }

    private void tokensStand(String prompt) {
        for (int shard = 0; shard < Keys.TOKEN_SHARDS; shard++) {
            fixture.put(
                    Keys.tokens(ACCOUNT, shard, TIME, "m"),
                    new HashMap<>(Map.of(Effect.TokensAdded.PROMPT + 0, AttributeValue.fromN(prompt))));
        }
    }

    private BigInteger promptTokens() {
        return fixture.usage.tokens(ACCOUNT, TIME, NOW).stream()
                .map(TokenUsage::prompt)
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    @Test
    void tokenSumsFarBeyondALongAreExact() {
        tokensStand("9".repeat(37));
        BigInteger before = promptTokens();

        List<Outcome> outcomes = fixture.record(NOW, tokens("t", TIME, "m", 7, 0, 0));

        assertThat(outcomes).containsExactly(ACCEPTED);
        assertThat(promptTokens()).isEqualTo(before.add(BigInteger.valueOf(7)));
    }

    @Test
    void aTokenSumThatWouldOutgrow38DigitsIsRefusedAndChangesNothing() {
        tokensStand("9".repeat(38));
        List<Map<String, AttributeValue>> before = fixture.everything();

        List<Outcome> outcomes =
                fixture.record(NOW, tokens("t", TIME, "m", 7, 0, 0), tokens("other", TIME, "n", 5, 0, 0));

        assertThat(outcomes.getFirst())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason())
                                .startsWith("data: must not take a meter beyond what the table can hold")
                                .contains("38 digits"));
        assertThat(outcomes.getLast()).isEqualTo(ACCEPTED);
        assertThat(fixture.everything()).containsAll(before);
        assertThat(fixture.item(Keys.identity(LedgerEvents.identity("t")))).isEmpty();
    }

    @Test
    void aVoidTakesTokensBackWhereNoMoreWouldFit() {
        fixture.record(NOW, tokens("t", TIME, "m", 7, 0, 0));
        tokensStand("9".repeat(38));

        assertThat(fixture.record(NOW, voided("v", TIME, "t"))).containsExactly(ACCEPTED);
    }

    @Test
    void hundredsOfReplicasOfTheLargestKindForTenYearsAreExactOnBothRoads() {
        Instant from = Instant.parse("2016-11-02T00:00:00.001Z");
        Instant to = Instant.parse("2026-11-01T23:59:59.999Z");
        int replicas = 100;
        List<UsageEvent> events = new ArrayList<>();
        for (int i = 0; i < replicas; i++) {
            events.add(ready("r" + i, from, "r-" + i, shape("H100", 1_024_000)));
            events.add(stopped("s" + i, to, "r-" + i));
        }

        assertThat(fixture.recordAll(NOW, events)).containsOnly(ACCEPTED);

        Instant begin = Instant.parse("2016-01-01T00:00:00Z");
        Instant end = Instant.parse("2026-11-02T00:00:00Z");
        BigInteger expected = BigInteger.valueOf(Duration.between(from, to).toMillis())
                .multiply(BigInteger.valueOf(1_024_000L * replicas));
        assertThat(expected).isGreaterThan(BigInteger.valueOf(Long.MAX_VALUE));
        DeploymentUsage usage = fixture.llama(begin, end, NOW);
        assertThat(usage.metered()).containsExactly(Map.entry(H100, new GpuTime(expected)));
        assertThat(TableFixture.bySessions(usage, begin, end)).isEqualTo(usage.metered());
        Instant inside = Instant.parse("2020-02-29T12:15:00Z");
        DeploymentUsage year = fixture.llama(inside, inside.plus(Duration.ofDays(365)), NOW);
        assertThat(year.metered())
                .containsExactly(Map.entry(
                        H100,
                        new GpuTime(BigInteger.valueOf(Duration.ofDays(365).toMillis())
                                .multiply(BigInteger.valueOf(1_024_000L * replicas)))));
        assertThat(TableFixture.bySessions(year, inside, inside.plus(Duration.ofDays(365))))
                .isEqualTo(year.metered());
    }

    @Test
    void historyReachesFromTheYear1ToTheYear9999() {
        Instant from = Instant.parse("0001-01-01T00:00:00Z");
        Instant to = Instant.parse("9999-12-31T23:59:59.999Z");
        Instant end = Instant.parse("9999-12-31T23:45:00Z");

        for (UsageEvent event : List.of(
                ready("r", from, "r-1"),
                stopped("s", to, "r-1"),
                tokens("t1", from, "m", 1, 0, 0),
                tokens("t2", to, "m", 2, 0, 0))) {
            assertThat(fixture.recordKeeping(null, to, event)).containsExactly(ACCEPTED);
        }

        DeploymentUsage usage = fixture.llama(from, end, to);
        assertThat(usage.sessions())
                .singleElement()
                .satisfies(one -> assertThat(one.session().start()).isEqualTo(from));
        assertThat(usage.metered())
                .isEqualTo(TableFixture.bySessions(usage, from, end))
                .containsExactly(Map.entry(
                        H100, GpuTime.ofMicros(Duration.between(from, end).toMillis() * 2_000)));
        assertThat(fixture.usage.tokens(ACCOUNT, from, end.plus(Duration.ofMinutes(15))))
                .extracting(TokenUsage::prompt)
                .containsExactlyInAnyOrder(BigInteger.ONE, BigInteger.TWO);
    }

    @Test
    void sequencesOf64DigitsOrderWhatSharesAnInstant() {
        String digits = "9".repeat(63);
        UsageEvent last = sequenced("a", digits + "9", "A100");
        UsageEvent first = sequenced("b", digits + "8", "H100");

        assertThat(fixture.record(NOW, last)).containsExactly(ACCEPTED);
        assertThat(fixture.record(NOW, first)).containsExactly(ACCEPTED);

        assertThat(fixture.llama(TIME, NOW, NOW).sessions())
                .singleElement()
                .satisfies(
                        one -> assertThat(one.session().shape().accelerator()).isEqualTo("A100"));
    }

    private static UsageEvent sequenced(String id, String digits, String accelerator) {
        return new UsageEvent(
                LedgerEvents.identity(id),
                TIME,
                Sequence.of(digits),
                new Usage.Ready(replica("r-1"), shape(accelerator, 1_000)));
    }

    @Test
    void theLongestIdsAndSourcesFitIntoKeysAndItems() {
        List<UsageEvent> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Usage usage = i == 0
                    ? new Usage.Created(LLAMA, shape("H100", 2_000), LedgerEvents.CONFIGURATION)
                    : new Usage.Ready(replica("r-1"), ShapePart.NONE);
            events.add(new UsageEvent(longest(i), TIME.plusMillis(i / 10), Sequence.of("9".repeat(64)), usage));
        }

        assertThat(fixture.recordAll(NOW, events)).containsOnly(ACCEPTED);
        assertThat(fixture.recordAll(NOW, events)).containsOnly(new Outcome.Duplicate());

        assertThat(fixture.llama(TIME, NOW, NOW).sessions()).hasSize(1);
    }

    /** Of 256 and 128 characters of four bytes each. */
    private static Identity longest(int number) {
        String id = "\ud83d\ude00".repeat(124) + (1_000 + number);
        return new Identity(ACCOUNT, "\ud83d\ude00".repeat(256), id);
    }

    @Test
    void moreReadiesThanAnInstantOfOneReplicaTakesAreRefusedAndAnAnnouncementStillSettles() {
        List<UsageEvent> events = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            events.add(ready("r" + i, TIME, "r-1", ShapePart.NONE));
        }

        List<Outcome> outcomes = fixture.recordAll(NOW, events);

        String reason = "time: must be shared by at most 64 transitions of one replica, is " + TIME;
        assertThat(Set.copyOf(outcomes)).containsExactlyInAnyOrder(ACCEPTED, new Outcome.Refused(reason));
        assertThat(outcomes.stream().filter(ACCEPTED::equals)).hasSize(64);
        assertThat(fixture.record(NOW, events.getFirst())).containsExactly(new Outcome.Duplicate());
        assertThat(fixture.record(NOW, created("c", TIME.minusSeconds(60)))).containsExactly(ACCEPTED);
        assertThat(fixture.llama(TIME, NOW, NOW).notices()).isEmpty();
        assertThat(fixture.llama(TIME, NOW, NOW).sessions()).hasSize(1);
    }

    @Test
    void aListOfDeploymentsLongerThanOneAnswerOfTheTableIsReadToItsEnd() {
        List<Key> keys = IntStream.range(0, 2_000)
                .mapToObj(i -> new Key(Keys.account(ACCOUNT), Keys.DEPLOYMENT + "d-" + (10_000 + i)))
                .toList();
        fixture.putAll(keys, Map.of("padding", AttributeValue.fromS("x".repeat(1_000))));

        assertThat(fixture.usage.deployments(ACCOUNT)).hasSize(2_000).isSorted();
    }
}
