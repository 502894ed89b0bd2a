package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.LedgerEvents.ACCOUNT;
import static dev.ebb.metering.dynamodb.LedgerEvents.CONFIGURATION;
import static dev.ebb.metering.dynamodb.LedgerEvents.LLAMA;
import static dev.ebb.metering.dynamodb.LedgerEvents.TWO_H100;
import static dev.ebb.metering.dynamodb.LedgerEvents.alive;
import static dev.ebb.metering.dynamodb.LedgerEvents.created;
import static dev.ebb.metering.dynamodb.LedgerEvents.deleted;
import static dev.ebb.metering.dynamodb.LedgerEvents.event;
import static dev.ebb.metering.dynamodb.LedgerEvents.identity;
import static dev.ebb.metering.dynamodb.LedgerEvents.ready;
import static dev.ebb.metering.dynamodb.LedgerEvents.rejected;
import static dev.ebb.metering.dynamodb.LedgerEvents.reported;
import static dev.ebb.metering.dynamodb.LedgerEvents.served;
import static dev.ebb.metering.dynamodb.LedgerEvents.servedWithTokens;
import static dev.ebb.metering.dynamodb.LedgerEvents.shape;
import static dev.ebb.metering.dynamodb.LedgerEvents.starting;
import static dev.ebb.metering.dynamodb.LedgerEvents.stopped;
import static dev.ebb.metering.dynamodb.LedgerEvents.tokens;
import static dev.ebb.metering.dynamodb.LedgerEvents.updated;
import static dev.ebb.metering.dynamodb.LedgerEvents.voided;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.Lost;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.FailedStart;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Identity;
import dev.ebb.metering.Notice;
import dev.ebb.metering.Original;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.Quarantine;
import dev.ebb.metering.Rejection;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.Session;
import dev.ebb.metering.Shape;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.TokenUsage;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What ledger, readers and quarantine promise, wherever the table is. */
abstract class LedgerContract {

    private static final Instant DAY = Instant.parse("2026-11-02T00:00:00Z");
    private static final Instant NEXT_DAY = Instant.parse("2026-11-03T00:00:00Z");
    private static final Instant NOW = NEXT_DAY.plusSeconds(30);
    private static final Outcome ACCEPTED = new Outcome.Accepted();
    private static final Outcome DUPLICATE = new Outcome.Duplicate();
    private static final GpuKind H100 = new GpuKind("H100", "global");

    private TableFixture fixture;

    /** Reaches {@link #freshTable}. */
    abstract DynamoDbClient client();

    /** Creates an empty table and returns its name. */
    abstract String freshTable();

    @BeforeEach
    final void makeTable() {
        String table = freshTable();
        fixture = new TableFixture(client(), table);
    }

    private static Instant at(String time) {
        return Instant.parse("2026-11-02T" + time + "Z");
    }

    private List<Outcome> record(UsageEvent... events) {
        return fixture.record(NOW, events);
    }

    /** Each in a batch of its own. */
    private void recordEach(UsageEvent... events) {
        for (UsageEvent event : events) {
            assertThat(fixture.record(NOW, event)).containsExactly(ACCEPTED);
        }
    }

    private DeploymentUsage day() {
        return fixture.llama(DAY, NEXT_DAY, NOW);
    }

    private List<Session> sessions() {
        return day().sessions().stream().map(ReplicaSession::session).toList();
    }

    private static Session session(String from, String to) {
        return session(from, to, TWO_H100);
    }

    private static Session session(String from, String to, Shape shape) {
        return new Session(at(from), at(to), shape, null);
    }

    private DeploymentState state(Instant now) {
        return fixture.usage.state(LLAMA, now).orElseThrow();
    }

    private @Nullable String dueAt() {
        AttributeValue due = fixture.item(Keys.in(LLAMA, Keys.STATE)).get(EbbTable.DUE_AT);
        return due == null ? null : due.s();
    }

    private void dueLater() {
        Key key = Keys.in(LLAMA, Keys.STATE);
        Map<String, AttributeValue> state = new HashMap<>(fixture.item(key));
        state.putAll(DueIndex.entry(LLAMA, NOW.plusSeconds(3600)));
        fixture.put(key, state);
    }

    // Identity

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
        fixture.recordKeeping(days, NOW, tokens("past", at("10:00:00"), "m", 1, 0, 0));
        fixture.recordKeeping(days, NOW, tokens("ahead", NOW.plusSeconds(60), "m", 1, 0, 0));
        fixture.recordKeeping(null, NOW, tokens("history", at("10:00:00"), "m", 1, 0, 0));

        assertThat(expiresAt("past")).isEqualTo(NOW.plus(days).getEpochSecond());
        assertThat(expiresAt("ahead")).isEqualTo(NOW.plusSeconds(60).plus(days).getEpochSecond());
        assertThat(expiresAt("history")).isNull();
    }

    private @Nullable Long expiresAt(String id) {
        AttributeValue value = fixture.item(Keys.identity(identity(id))).get(EbbTable.EXPIRES_AT);
        return value == null ? null : Long.valueOf(value.n());
    }

    // Sessions

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSessionIsFromReadyToStoppedWhicheverArrivesFirst(boolean readyFirst) {
        UsageEvent ready = ready("r", at("10:00:00"), "r-1");
        UsageEvent stopped = stopped("s", at("10:01:00.500"), "r-1");

        recordEach(readyFirst ? new UsageEvent[] {ready, stopped} : new UsageEvent[] {stopped, ready});

        assertThat(day().sessions())
                .containsExactly(new ReplicaSession("r-1", session("10:00:00", "10:01:00.500"), false));
        assertThat(day().metered()).containsExactly(Map.entry(H100, GpuTime.ofMicros(60_500L * 2_000)));
        assertThat(state(NOW).phase()).isEqualTo(DeploymentState.Phase.AT_ZERO);
    }

    @Test
    void anOpenSessionEndsAtAsOf() {
        recordEach(ready("r", at("10:00:00"), "r-1"));

        DeploymentUsage usage = fixture.llama(DAY, NEXT_DAY, at("10:30:00"));

        assertThat(usage.sessions()).containsExactly(new ReplicaSession("r-1", session("10:00:00", "10:30:00"), true));
        assertThat(usage.metered()).containsExactly(Map.entry(H100, GpuTime.ofMicros(1_800_000L * 2_000)));
    }

    @Test
    void aDeletionStopsAReplicaAndACreationLetsItBeReadyAgain() {
        recordEach(
                created("c1", at("09:00:00")),
                ready("r1", at("10:00:00"), "r-1"),
                deleted("d", at("11:00:00")),
                created("c2", at("12:00:00")),
                ready("r2", at("13:00:00"), "r-1"),
                stopped("s", at("14:00:00"), "r-1"));

        assertThat(sessions()).containsExactly(session("10:00:00", "11:00:00"), session("13:00:00", "14:00:00"));
        assertThat(day().notices()).isEmpty();
    }

    @Test
    void aReadyWithoutShapeWaitsAndIsBilledOnceItsCreationArrives() {
        recordEach(ready("r", at("10:00:00"), "r-1", ShapePart.NONE), stopped("s", at("11:00:00"), "r-1"));
        assertThat(sessions()).isEmpty();
        assertThat(day().notices())
                .containsExactly(new Notice(Notice.Kind.WAITING, identity("r"), at("10:00:00"), at("11:00:00")));

        recordEach(created("c", at("09:00:00")));

        assertThat(sessions()).containsExactly(session("10:00:00", "11:00:00"));
        assertThat(day().notices()).isEmpty();
        assertThat(day().pending()).isFalse();
    }

    @Test
    void aReadyAfterTheDeletionOpensNothingAndSaysSo() {
        recordEach(created("c", at("09:00:00")), deleted("d", at("10:00:00")), ready("r", at("11:00:00"), "r-1"));

        assertThat(sessions()).isEmpty();
        assertThat(day().notices())
                .containsExactly(new Notice(Notice.Kind.AFTER_DELETION, identity("r"), at("11:00:00"), at("11:00:00")));
        assertThat(state(NOW).phase()).isEqualTo(DeploymentState.Phase.DELETED);
    }

    @Test
    void anUpdateOfOneFieldShapesWhatBecomesReadyAfterItAndNothingBefore() {
        recordEach(
                created("c", at("09:00:00")),
                ready("r1", at("10:00:00"), "r-1", ShapePart.NONE),
                ready("r2", at("10:30:00"), "r-2", ShapePart.NONE),
                stopped("s1", at("11:00:00"), "r-1"),
                stopped("s2", at("11:00:00"), "r-2"));

        recordEach(updated("u", at("10:15:00"), new ShapePart(null, null, "eu-west-1")));

        Shape inEurope = new Shape("H100", new GpuCount(2_000), "eu-west-1");
        assertThat(sessions())
                .containsExactly(session("10:00:00", "11:00:00"), session("10:30:00", "11:00:00", inEurope));
        assertThat(state(NOW).announced()).isEqualTo(new ShapePart("H100", new GpuCount(2_000), "eu-west-1"));
        assertThat(state(NOW).configuration()).isEqualTo(CONFIGURATION);
    }

    @Test
    void aBootIsShownWithItsSessionAndAFailedOneOnItsOwn() {
        recordEach(
                created("c", at("09:00:00")),
                starting("b1", at("09:50:00"), "r-1"),
                ready("r1", at("10:00:00"), "r-1"),
                stopped("s1", at("11:00:00"), "r-1"),
                starting("b2", at("12:00:00"), "r-2"),
                stopped("s2", at("12:10:00"), "r-2"));

        assertThat(sessions()).containsExactly(new Session(at("10:00:00"), at("11:00:00"), TWO_H100, at("09:50:00")));
        assertThat(day().failedStarts()).containsExactly(new FailedStart(at("12:00:00"), at("12:10:00"), TWO_H100));
        assertThat(day().metered()).containsExactly(Map.entry(H100, GpuTime.ofMicros(3_600_000L * 2_000)));
    }

    // Lost stops

    @Test
    void silenceEndsASessionWhereTheReplicaWasLastSeenAndAnAliveRestoresIt() {
        recordEach(ready("r", at("10:00:00"), "r-1"), alive(at("10:20:00"), "r-1"));
        fixture.settle(at("10:30:00"));
        assertThat(day().lost()).isEmpty();

        fixture.settle(at("10:30:00.001"));

        assertThat(sessions()).containsExactly(session("10:00:00", "10:20:00"));
        assertThat(day().lost()).containsExactly(new Lost("r-1", at("10:20:00"), TWO_H100));
        assertThat(day().metered()).containsExactly(Map.entry(H100, GpuTime.ofMicros(1_200_000L * 2_000)));
        assertThat(state(NOW).phase()).isEqualTo(DeploymentState.Phase.LOST);

        recordEach(alive(at("10:40:00"), "r-1"));

        assertThat(day().lost()).isEmpty();
        assertThat(fixture.llama(DAY, NEXT_DAY, at("10:45:00")).metered())
                .containsExactly(Map.entry(H100, GpuTime.ofMicros(2_700_000L * 2_000)));
        assertThat(state(NOW).phase()).isEqualTo(DeploymentState.Phase.RUNNING);
    }

    @Test
    void aStopRestoresExactlyTheTimeThatSilenceLeftOut() {
        recordEach(ready("r", at("10:00:00"), "r-1"), alive(at("10:20:00"), "r-1"));
        fixture.settle(at("12:00:00"));

        recordEach(stopped("s", at("11:15:00"), "r-1"));

        assertThat(sessions()).containsExactly(session("10:00:00", "11:15:00"));
        assertThat(day().metered()).containsExactly(Map.entry(H100, GpuTime.ofMicros(4_500_000L * 2_000)));
        assertThat(day().lost()).isEmpty();
        assertThat(state(NOW).phase()).isEqualTo(DeploymentState.Phase.AT_ZERO);
    }

    @Test
    void aReplicaThatNeverSaidAliveIsNeverLost() {
        recordEach(ready("r", at("10:00:00"), "r-1"));

        fixture.settle(at("23:00:00"));

        assertThat(day().lost()).isEmpty();
    }

    // Voids

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
        assertThat(fixture.usage.tokens(ACCOUNT, DAY, NEXT_DAY)).isEmpty();
        assertThat(day().activeMinutes().isEmpty()).isTrue();
        assertThat(state(NOW).announced()).isEqualTo(shape("H100", 2_000));
        assertThat(day().pending()).isFalse();
    }

    @Test
    void aVoidedEventDeliveredAgainIsADuplicateAndWithOtherContentAConflict() {
        recordEach(voided("v", at("12:00:00"), "t"), tokens("t", at("10:00:00"), "m", 7, 0, 0));

        assertThat(record(tokens("t", at("10:00:00"), "m", 7, 0, 0))).containsExactly(DUPLICATE);
        assertThat(record(tokens("t", at("10:00:00"), "m", 8, 0, 0)).getFirst()).isInstanceOf(Outcome.Refused.class);
        assertThat(fixture.usage.tokens(ACCOUNT, DAY, NEXT_DAY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aVoidOfAVoidDoesNothingWhicheverArrivesFirst(boolean first) {
        UsageEvent voidOfEvent = voided("v1", at("12:00:00"), "t");
        UsageEvent voidOfVoid = voided("v2", at("13:00:00"), "v1");
        recordEach(tokens("t", at("10:00:00"), "m", 7, 0, 0));

        recordEach(first ? new UsageEvent[] {voidOfVoid, voidOfEvent} : new UsageEvent[] {voidOfEvent, voidOfVoid});

        assertThat(fixture.usage.tokens(ACCOUNT, DAY, NEXT_DAY)).isEmpty();
    }

    @Test
    void twoVoidsOfOneEventTakeItBackOnce() {
        recordEach(tokens("t", at("10:00:00"), "m", 7, 0, 0), tokens("u", at("10:00:00"), "m", 5, 0, 0));

        recordEach(voided("v1", at("12:00:00"), "t"), voided("v2", at("12:00:00"), "t"));

        assertThat(promptTokens()).isEqualTo(5);
    }

    // Tokens

    @Test
    void hundredsOfTokenEventsOfSeveralModelsAndQuartersFoldIntoExactSums() {
        List<UsageEvent> events = new ArrayList<>(IntStream.range(0, 250)
                .mapToObj(i -> tokens(
                        "t" + i,
                        at(i % 2 == 0 ? "10:14:59.999" : "10:15:00"),
                        "m" + i % 3,
                        1_000_000_000_000L,
                        i,
                        2L * i))
                .toList());
        events.add(events.getFirst());

        List<Outcome> outcomes = fixture.recordAll(NOW, events);

        assertThat(outcomes.subList(0, 250)).containsOnly(ACCEPTED);
        assertThat(outcomes.getLast()).isEqualTo(DUPLICATE);
        List<TokenUsage> expected = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            for (int model = 0; model < 3; model++) {
                int offset = half;
                int kind = model;
                List<Integer> those = IntStream.range(0, 250)
                        .filter(i -> i % 2 == offset && i % 3 == kind)
                        .boxed()
                        .toList();
                long sum = those.stream().mapToLong(i -> i).sum();
                expected.add(new TokenUsage(
                        "m" + model,
                        at(half == 0 ? "10:00:00" : "10:15:00"),
                        BigInteger.valueOf(1_000_000_000_000L).multiply(BigInteger.valueOf(those.size())),
                        BigInteger.valueOf(sum),
                        BigInteger.valueOf(2 * sum)));
            }
        }
        assertThat(fixture.usage.tokens(ACCOUNT, DAY, NEXT_DAY)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aDuplicateAmongManyTokenEventsHoldsUpNoneOfThem() {
        recordEach(tokens("t7", at("10:00:00"), "m", 1, 0, 0));
        UsageEvent[] events = IntStream.range(0, 20)
                .mapToObj(i -> tokens("t" + i, at("10:00:00"), "m", i == 9 ? 2 : 1, 0, 0))
                .toArray(UsageEvent[]::new);
        recordEach(tokens("t9", at("10:00:00"), "m", 1, 0, 0));

        List<Outcome> outcomes = record(events);

        assertThat(outcomes.get(7)).isEqualTo(DUPLICATE);
        assertThat(outcomes.get(9)).isInstanceOf(Outcome.Refused.class);
        assertThat(outcomes.stream().filter(ACCEPTED::equals)).hasSize(18);
        assertThat(promptTokens()).isEqualTo(20);
    }

    // Activity

    @Test
    void servedMinutesAreActiveWithAndWithoutTokensAndAVoidTakesBackOnlyItsOwn() {
        recordEach(
                served("a", at("10:00:00"), at("10:02:00"), 1),
                servedWithTokens("b", at("10:01:30"), at("10:04:00"), 1),
                servedWithTokens("c", at("10:03:00"), at("10:04:00"), 1),
                servedWithTokens("quiet", at("10:30:00"), at("10:31:00"), 0));
        assertThat(activeMinutes()).containsExactly(600, 601, 602, 603);

        recordEach(voided("v", at("12:00:00"), "b"));

        assertThat(activeMinutes()).containsExactly(600, 601, 603);
    }

    @Test
    void rejectedAndReportedMinutesAreKeptApartFromActiveOnes() {
        recordEach(rejected("x", at("10:58:00"), at("11:02:00")), reported("y", at("10:59:00"), at("11:01:00")));
        recordEach(rejected("x", at("10:58:00"), at("11:02:00")));

        assertThat(activeMinutes()).isEmpty();
        assertThat(fixture.item(Keys.activity(LLAMA, at("10:00:00")))
                        .get(ActivityItem.WANTED)
                        .ns())
                .containsExactlyInAnyOrder("58", "59");
        assertThat(fixture.item(Keys.activity(LLAMA, at("11:00:00")))
                        .get(ActivityItem.WANTED)
                        .ns())
                .containsExactlyInAnyOrder("0", "1");
        Key reported = new Key(Keys.accountMeters(ACCOUNT), Keys.REPORTED + Keys.hour(at("10:00:00")));
        assertThat(fixture.item(reported).get(ActivityItem.REPORTED).ns()).containsExactly("59");
    }

    private List<Integer> activeMinutes() {
        return day().activeMinutes().stream().boxed().toList();
    }

    // What a deployment is doing

    @Test
    void aStateCountsItsReplicasAndNamesItsPhase() {
        recordEach(created("c", at("09:00:00")));
        assertThat(state(NOW).phase()).isEqualTo(DeploymentState.Phase.AT_ZERO);
        assertThat(state(NOW).hasBeenIdleSince()).isEmpty();

        recordEach(starting("b", at("10:00:00"), "r-1"));
        assertThat(state(NOW).phase()).isEqualTo(DeploymentState.Phase.STARTING);

        recordEach(
                ready("r1", at("10:05:00"), "r-1"),
                ready("r2", at("10:05:00"), "r-2"),
                starting("b3", at("10:06:00"), "r-3"));

        DeploymentState state = state(NOW);
        assertThat(state)
                .isEqualTo(new DeploymentState(
                        LLAMA,
                        DeploymentState.Phase.RUNNING,
                        2,
                        1,
                        0,
                        shape("H100", 2_000),
                        CONFIGURATION,
                        at("10:05:00")));
    }

    @Test
    void aRunningDeploymentIsIdleSinceItsLastActiveMinuteInThisUpStretch() {
        recordEach(
                ready("r1", at("09:00:00"), "r-1"),
                stopped("s1", at("09:10:00"), "r-1"),
                ready("r2", at("10:00:00"), "r-2"),
                ready("r3", at("10:30:00"), "r-3"),
                stopped("s2", at("11:00:00"), "r-2"),
                served("a", at("09:05:00"), at("09:06:00"), 1));
        assertThat(state(NOW).idleSince())
                .as("overlapping replicas are one stretch")
                .isEqualTo(at("10:00:00"));

        recordEach(served("b", at("10:45:00"), at("10:45:30"), 1), served("quiet", at("11:00:00"), at("11:30:00"), 0));

        assertThat(state(NOW).idleSince()).isEqualTo(at("10:46:00"));
    }

    @Test
    void aDeploymentAtZeroIsIdleSinceItsLatestSessionEnded() {
        recordEach(
                ready("r1", at("09:00:00"), "r-1"),
                ready("r2", at("09:00:00"), "r-2"),
                stopped("s1", at("09:40:00"), "r-1"),
                stopped("s2", at("09:20:00"), "r-2"));

        assertThat(state(NOW).idleSince()).isEqualTo(at("09:40:00"));
    }

    @Test
    void aStretchThatBeganMonthsAgoIsOneStretch() {
        Instant july = Instant.parse("2026-07-30T00:00:00Z");
        recordEach(
                ready("r1", july, "r-1"),
                stopped("s1", Instant.parse("2026-09-02T00:00:00Z"), "r-1"),
                ready("r2", Instant.parse("2026-09-01T12:00:00Z"), "r-2"),
                stopped("s2", Instant.parse("2026-09-20T12:00:00Z"), "r-2"),
                ready("r3", Instant.parse("2026-09-20T12:00:00Z"), "r-3"));

        assertThat(state(NOW).idleSince()).isEqualTo(july);
    }

    // The index of what is due

    @Test
    void demandAtZeroMakesADeploymentDueNow() {
        recordEach(created("c", at("09:00:00")));
        dueLater();

        recordEach(rejected("x", at("10:00:00"), at("10:01:00")));

        assertThat(dueAt()).isEqualTo(Keys.millis(NOW));
    }

    @Test
    void trafficWithTokensAtZeroMakesADeploymentDueNow() {
        recordEach(created("c", at("09:00:00")));
        dueLater();

        recordEach(servedWithTokens("x", at("10:00:00"), at("10:01:00"), 1));

        assertThat(dueAt()).isEqualTo(Keys.millis(NOW));
    }

    @Test
    void demandWhileRunningAndQuietMinutesAtZeroDoNotMoveTheIndex() {
        recordEach(created("c", at("09:00:00")));
        dueLater();
        recordEach(served("quiet", at("10:00:00"), at("10:01:00"), 0));
        assertThat(dueAt()).isEqualTo(Keys.millis(NOW.plusSeconds(3600)));
        recordEach(ready("r", at("10:00:00"), "r-1"));
        dueLater();

        recordEach(served("x", at("10:00:00"), at("10:01:00"), 1), rejected("y", at("10:00:00"), at("10:01:00")));

        assertThat(dueAt()).isEqualTo(Keys.millis(NOW.plusSeconds(3600)));
    }

    // Lists, and the two roads

    @Test
    void everyAccountAndDeploymentThatWasHeardOfIsListedSorted() {
        recordEach(
                ready("r", at("10:00:00"), "r-1"),
                event("x", at("10:00:00"), new Usage.Alive(new ReplicaId(new DeploymentId(ACCOUNT, "zephyr"), "r-1"))),
                event("y", at("10:00:00"), new Usage.Deleted(new DeploymentId(ACCOUNT, "gemma"))));
        record(new UsageEvent(
                new Identity("aardvark", "urn:test", "z"),
                at("10:00:00"),
                Sequence.ABSENT,
                new Usage.Tokens("aardvark", "m", 1, 0, 0)));

        assertThat(fixture.usage.accounts()).containsExactly("aardvark", ACCOUNT);
        assertThat(fixture.usage.deployments(ACCOUNT))
                .containsExactly(new DeploymentId(ACCOUNT, "gemma"), LLAMA, new DeploymentId(ACCOUNT, "zephyr"));
        assertThat(fixture.usage.deployments("aardvark")).isEmpty();
    }

    @Test
    void metersAndSessionsAgreeAtEveryQuarterHour() {
        recordEach(
                ready("r1", at("00:07:13.001"), "r-1"),
                ready("r2", at("00:15:00"), "r-2", shape("A100", 500)),
                stopped("s1", at("02:44:59.999"), "r-1"),
                ready("r1b", at("03:00:00"), "r-1", shape("H100", 1_024_000)),
                stopped("s2", at("03:29:17.777"), "r-2"),
                stopped("s1b", at("04:10:00.123"), "r-1"));

        for (int quarter = 0; quarter <= 18; quarter++) {
            Instant edge = DAY.plus(Duration.ofMinutes(15L * quarter));
            DeploymentUsage head = fixture.llama(DAY, edge, NOW);
            DeploymentUsage tail = fixture.llama(edge, NEXT_DAY, NOW);

            assertThat(head.metered()).isEqualTo(TableFixture.bySessions(head, DAY, edge));
            assertThat(tail.metered()).isEqualTo(TableFixture.bySessions(tail, edge, NEXT_DAY));
        }
    }

    // Quarantine

    @Test
    void theQuarantineKeepsBytesAndReasonAndTheSameThingOnce() {
        byte[] bytes = new byte[1_200_000];
        new Random(5).nextBytes(bytes);
        Rejection large = new Rejection("acme", "urn:test", "x", "event: too large", Original.of(bytes));
        Rejection small = new Rejection(null, null, null, "event: no JSON", Original.of(new byte[] {0, (byte) 0xff}));

        fixture.quarantine.keep(large, at("10:00:00"));
        fixture.quarantine.keep(small, at("09:00:00"));
        fixture.quarantine.keep(large, at("11:00:00"));

        List<Quarantine.Entry> entries = fixture.quarantine.entries();
        assertThat(entries).hasSize(2);
        assertThat(entries.getFirst().original()).isEqualTo(small.original());
        assertThat(entries.getFirst().account()).isNull();
        Quarantine.Entry kept = entries.getLast();
        assertThat(kept)
                .isEqualTo(new Quarantine.Entry(
                        kept.key(),
                        "acme",
                        "urn:test",
                        "x",
                        "event: too large",
                        Original.of(bytes),
                        at("10:00:00"),
                        null));
        assertThat(fixture.quarantine.entry(kept.key())).contains(kept);
    }

    @Test
    void aReplayIsNotedOnWhatIsKeptAndRefusedForWhatIsNot() {
        fixture.quarantine.keep(new Rejection(null, null, null, "no JSON", Original.of("{")), at("10:00:00"));
        String key = fixture.quarantine.entries().getFirst().key();
        Quarantine.Replay replay = new Quarantine.Replay(at("12:00:00"), "producer mended", "accepted");

        fixture.quarantine.replayed(key, replay);

        assertThat(fixture.quarantine.entry(key).orElseThrow().replay()).isEqualTo(replay);
        assertThatThrownBy(() -> fixture.quarantine.replayed("nothing", replay))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing in quarantine");
        assertThat(fixture.quarantine.entry("nothing")).isEmpty();
    }

    private long promptTokens() {
        return fixture.usage.tokens(ACCOUNT, DAY, NEXT_DAY).stream()
                .map(TokenUsage::prompt)
                .reduce(BigInteger.ZERO, BigInteger::add)
                .longValueExact();
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
