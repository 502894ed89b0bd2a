package dev.ebb.metering.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.Quarantine;
import dev.ebb.metering.TokenUsage;
import dev.ebb.metering.cloudwatch.FunctionLog;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.json.JsonEventReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What cannot be metered is kept, with its reason and its bytes, and can be replayed; it holds up nobody. */
class TwentyBadEventsDynamoTests {

    private static final Instant NOW = Instant.parse("2026-11-15T12:00:00Z");
    private static final Instant QUARTER_BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant QUARTER_END = Instant.parse("2027-01-01T00:00:00Z");
    private static final String GOOD = TokenEvents.body("g", NOW, 10);
    private static final String DEPLOYMENT = "accounts/acme/deployments/llama";
    private static final String TOO_OLD = TokenEvents.body("old", NOW.minus(Duration.ofDays(36)), 500);
    private static final String NO_MODEL = changed("\"model\": \"llama\", ", "");

    private final LocalTable table = new LocalTable();
    private final DynamoQuarantine quarantine = new DynamoQuarantine(table.client(), table.name());
    private final DynamoUsage usage = new DynamoUsage(table.client(), table.name());

    @AfterEach
    void drop() {
        table.close();
    }

    /** A body that can't be metered, and what its reason must say. */
    private record Bad(String body, String reason) {}

    private static String changed(String from, String to) {
        assertThat(GOOD).contains(from);
        return GOOD.replace(from, to);
    }

    private static Bad bad(String from, String to, String reason) {
        return new Bad(changed(from, to), reason);
    }

    private static Bad bad(String type, String subject, String data, String reason) {
        String body = """
                {"specversion": "1.0", "id": "b", "source": "urn:x", "type": "dev.ebb.%s", "subject": "%s",
                 "time": "%s", "data": %s}""".formatted(type, subject, NOW, data);
        return new Bad(body, reason);
    }

    /** A text that hardly compresses, so that it takes more than one item. */
    private static String noise(int length) {
        StringBuilder text = new StringBuilder(length);
        Random random = new Random(3);
        while (text.length() < length) {
            text.append((char) ('#' + random.nextInt(57)));
        }
        return text.toString().replace('\\', '!');
    }

    private static List<Bad> badEvents() {
        return List.of(
                new Bad("", "JSON: must be given, is empty"),
                new Bad("not JSON: \u00fc\u20ac\ud83d\ude00", "JSON: must be well-formed"),
                new Bad(GOOD.strip().substring(0, 100), "JSON: must be well-formed"),
                new Bad("42", "event: must be a JSON object, is 42"),
                new Bad(TokenEvents.inEnvelope("\"no event\""), "detail: must be a CloudEvent"),
                bad("\"1.0\"", "\"0.3\"", "specversion: must be \"1.0\", is \"0.3\""),
                bad("\"id\": \"g\",", "", "id: must be given, is absent"),
                bad("\"g\"", "17", "id: must be a string of 1 to 128 characters, is 17"),
                bad("\"id\": \"g\"", "\"id\": \"g\", \"id\": \"h\"", "id: must be given once, is repeated"),
                bad("urn:gateway", "not a uri", "source: must be a URI reference, is \"not a uri\""),
                bad("tokens.used", "tokens.guessed", "type: must be a known type, is \"dev.ebb.tokens.guessed\""),
                bad("accounts/acme", "acme", "subject: must be accounts/{account}"),
                bad(NOW.toString(), "2026-11-15 12:00", "time: must be"),
                bad(NOW.toString(), "2026-02-29T12:00:00Z", "time: must be"),
                bad("\"data\"", "\"sequence\": -1, \"data\"", "sequence: must be a string of 1 to 64 digits, is -1"),
                bad("10", "\"ten\"", "data.promptTokens: must be a whole number from 0 to 1000000000000"),
                bad("10", "-1", "data.promptTokens: must be a whole number from 0 to 1000000000000, is -1"),
                bad("10", "1000000000001", "data.promptTokens: must be a whole number from 0 to 1000000000000"),
                bad("10", "1.5", "data.promptTokens: must be a whole number from 0 to 1000000000000, is 1.5"),
                new Bad(NO_MODEL, "data.model: must be given, is absent"),
                bad(
                        "\"completionTokens\": 0",
                        "\"completionTokens\": 0, \"cachedPromptTokens\": 11",
                        "data.cachedPromptTokens: must be"),
                bad(
                        "replica.ready",
                        DEPLOYMENT + "/replicas/r-1",
                        "{\"accelerator\": \"H100\", \"acceleratorCount\": 0}",
                        "data.acceleratorCount: must be above 0"),
                bad(
                        "requests.served",
                        DEPLOYMENT,
                        "{\"from\": \"2026-11-13T00:00:00Z\", \"to\": \"2026-11-15T00:00:00Z\", \"count\": 1}",
                        "data.to: must be"),
                new Bad(TOO_OLD, "time: must not be more than 35 days old"),
                new Bad(
                        TokenEvents.body("early", NOW.plusMillis(300_001), 1),
                        "time: must not be more than 5 minutes ahead of the clock"),
                new Bad(TokenEvents.body("g", NOW, 11), "id: must not be used again for other content, is \"g\""),
                bad(
                        "\"llama\"",
                        "\"llama\", \"note\": \"" + "x".repeat(16_384) + "\"",
                        "event: must have at most 16384 bytes"),
                bad("\"llama\"", "\"" + noise(1_000_000) + "\"", "event: must have at most 16384 bytes"));
    }

    private SQSBatchResponse deliver(List<String> bodies) {
        List<SQSEvent.SQSMessage> messages = new ArrayList<>();
        for (String body : bodies) {
            messages.add(TokenEvents.message("m" + messages.size(), body));
        }
        MeterUsageFunction function = new MeterUsageFunction(
                meterUsage(Admission.LIVE),
                new FunctionLog(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8)),
                Clock.fixed(NOW, ZoneOffset.UTC));
        return function.handleRequest(
                TokenEvents.batch(messages.toArray(SQSEvent.SQSMessage[]::new)), new InvocationContext("f", 600_000));
    }

    private MeterUsage meterUsage(Admission admission) {
        return new MeterUsage(
                new JsonEventReader(), new DynamoLedger(table.client(), table.name()), quarantine, admission);
    }

    private long promptTokens() {
        return usage.tokens(TokenEvents.ACCOUNT, QUARTER_BEGIN, QUARTER_END).stream()
                .map(TokenUsage::prompt)
                .reduce(BigInteger.ZERO, BigInteger::add)
                .longValueExact();
    }

    private Original original(Quarantine.Entry entry) {
        return quarantine.original(entry.key()).orElseThrow();
    }

    private Quarantine.Entry kept(String body) {
        return quarantine.entries().stream()
                .filter(entry -> original(entry).equals(Original.of(body)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachOfTwentyAndMoreBadEventsIsKeptWithItsReasonAndBytesAndTheGoodOnesAreMetered() {
        List<Bad> bad = badEvents();
        List<String> bodies = new ArrayList<>(List.of(GOOD));
        for (Bad one : bad) {
            bodies.add(one.body());
            bodies.add(TokenEvents.body("good " + bodies.size(), NOW, 1));
        }

        SQSBatchResponse response = deliver(bodies);

        assertThat(bad).hasSizeGreaterThanOrEqualTo(20);
        assertThat(response.getBatchItemFailures()).isEmpty();
        assertThat(promptTokens()).isEqualTo(10 + bad.size());
        List<Quarantine.Entry> entries = quarantine.entries();
        assertThat(entries).hasSize(bad.size());
        for (Bad one : bad) {
            byte[] bytes = one.body().getBytes(StandardCharsets.UTF_8);
            assertThat(entries)
                    .as(one.reason())
                    .filteredOn(entry -> Arrays.equals(original(entry).bytes(), bytes))
                    .singleElement()
                    .satisfies(entry -> {
                        assertThat(entry.reason()).contains(one.reason());
                        assertThat(entry.arrived()).isEqualTo(NOW);
                    });
        }
    }

    @Test
    void deliveringABadBatchAgainKeepsNothingTwice() {
        List<String> bodies = badEvents().stream().map(Bad::body).limit(22).toList();

        deliver(bodies);
        SQSBatchResponse again = deliver(bodies);

        assertThat(again.getBatchItemFailures()).isEmpty();
        assertThat(quarantine.entries()).hasSize(22);
    }

    @Test
    void bytesThatAreNoTextAreKeptAsTheyCame() {
        byte[] bytes = {'{', '"', (byte) 0xc3, (byte) 0x28, 0, (byte) 0xff, '}'};

        MeterUsage.Result result =
                meterUsage(Admission.LIVE).meter(List.of(Original.of(bytes), Original.of(GOOD)), NOW, Deadline.NONE);

        assertThat(result.deferred()).isEmpty();
        assertThat(promptTokens()).isEqualTo(10);
        assertThat(quarantine.entries()).singleElement().satisfies(entry -> {
            assertThat(original(entry).bytes()).isEqualTo(bytes);
            assertThat(entry.reason()).contains("JSON: must be UTF-8, is not at line 1, byte 3");
        });
    }

    @Test
    void whatIsInQuarantineIsReplayedByAnOperatorAndTheReasonIsKept() {
        String hopeless = "no JSON";
        deliver(List.of(TOO_OLD, NO_MODEL, hopeless));
        assertThat(promptTokens()).isZero();
        MeterUsage operator = meterUsage(Admission.OPERATOR);

        MeterUsage.Result tooOld = replay(operator, kept(TOO_OLD), original(kept(TOO_OLD)));
        MeterUsage.Result mended = replay(operator, kept(NO_MODEL), Original.of(GOOD));
        MeterUsage.Result stillBad = replay(operator, kept(hopeless), original(kept(hopeless)));

        assertThat(tooOld.accepted()).isEqualTo(1);
        assertThat(mended.accepted()).isEqualTo(1);
        assertThat(stillBad.rejections())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.rejection().reason()).contains("JSON: must be well-formed"));
        assertThat(promptTokens()).isEqualTo(510);
        assertThat(quarantine.entries()).hasSize(3);
        assertThat(kept(TOO_OLD).replay())
                .isEqualTo(new Quarantine.Replay(NOW, "the outage of October", "accepted 1, refused 0", true));
        assertThat(original(kept(NO_MODEL))).as("what came stays").isEqualTo(Original.of(NO_MODEL));
        assertThat(kept(hopeless).replay())
                .isEqualTo(new Quarantine.Replay(NOW, "the outage of October", "accepted 0, refused 1", false));
    }

    @Test
    void anEventThatIsTooOldIsOneEntryWheneverItIsDeliveredAgain() {
        deliver(List.of(TOO_OLD));

        meterUsage(Admission.LIVE).meter(List.of(Original.of(TOO_OLD)), NOW.plusSeconds(300), Deadline.NONE);

        assertThat(quarantine.entries()).hasSize(1);
    }

    @Test
    void aBodyWithVeryManyBadEventsIsKeptWholeAndItsGoodOnesAreMetered() {
        String bad = IntStream.rangeClosed(1, 101)
                .mapToObj(id -> "{\"id\":" + id + "},")
                .collect(Collectors.joining());
        String body = "[" + bad + GOOD + "]";

        MeterUsage.Result result =
                meterUsage(Admission.LIVE).meter(List.of(Original.of(body), Original.of("{")), NOW, Deadline.NONE);

        assertThat(result.deferred()).isEmpty();
        assertThat(promptTokens()).isEqualTo(10);
        assertThat(result.rejections()).hasSize(2);
        assertThat(kept(body).reason()).startsWith("101 events of it cannot be metered, as with: specversion: must");
    }

    @Test
    void anEmptyElementManyTimesOverIsOneEntry() {
        String body = "[" + ",".repeat(5_000) + GOOD + "]";

        meterUsage(Admission.LIVE).meter(List.of(Original.of(body)), NOW, Deadline.NONE);

        assertThat(promptTokens()).isEqualTo(10);
        assertThat(quarantine.entries()).hasSize(1);
    }

    @Test
    void aQuarantineOutOfTimeDefersItsBodyAndNoOther() {
        Deadline passed = () -> Duration.ZERO;

        MeterUsage.Result result = meterUsage(Admission.LIVE).meter(List.of(Original.of("{")), NOW, passed);

        assertThat(result.deferred()).containsOnlyKeys(0);
        assertThat(result.rejections()).as("nothing was kept").isEmpty();
        assertThat(quarantine.entries()).isEmpty();
    }

    @Test
    void replayingTwiceCountsOnce() {
        deliver(List.of(TOO_OLD));
        MeterUsage operator = meterUsage(Admission.OPERATOR);

        replay(operator, kept(TOO_OLD), original(kept(TOO_OLD)));
        MeterUsage.Result again = replay(operator, kept(TOO_OLD), original(kept(TOO_OLD)));

        assertThat(again.duplicates()).isEqualTo(1);
        assertThat(promptTokens()).isEqualTo(500);
    }

    private MeterUsage.Result replay(MeterUsage operator, Quarantine.Entry entry, Original body) {
        MeterUsage.Result result = operator.meter(List.of(body), NOW, Deadline.NONE);
        String outcome = "accepted " + result.accepted() + ", refused "
                + result.rejections().size();
        quarantine.replayed(
                entry.key(),
                new Quarantine.Replay(
                        NOW,
                        "the outage of October",
                        outcome,
                        result.rejections().isEmpty()));
        return result;
    }
}
