package dev.ebb.metering.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.EventReader.ReadEvent;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.Identity;
import dev.ebb.metering.Original;
import dev.ebb.metering.Rejection;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonEventReaderTests {

    private static final DeploymentId DEPLOYMENT = new DeploymentId("acme", "llama");
    private static final ReplicaId REPLICA = new ReplicaId(DEPLOYMENT, "r-1");
    private static final String OF_DEPLOYMENT = "accounts/acme/deployments/llama";
    private static final String OF_REPLICA = OF_DEPLOYMENT + "/replicas/r-1";

    private static String event(String type, String subject, String data) {
        return """
                {"specversion":"1.0","id":"e-1","source":"urn:test","type":"dev.ebb.%s",\
                "subject":"%s","time":"2026-06-01T00:00:00Z","data":%s}""".formatted(type, subject, data);
    }

    private static List<ReadEvent> read(String body) {
        return new JsonEventReader().read(Original.of(body));
    }

    private static UsageEvent valid(String body) {
        assertThat(read(body)).singleElement().isInstanceOf(ReadEvent.Valid.class);
        return ((ReadEvent.Valid) read(body).getFirst()).event();
    }

    private static Rejection rejected(String body) {
        assertThat(read(body)).singleElement().isInstanceOf(ReadEvent.Invalid.class);
        return ((ReadEvent.Invalid) read(body).getFirst()).rejection();
    }

    private static Usage usage(String type, String subject, String data) {
        return valid(event(type, subject, data)).usage();
    }

    @Test
    void attributesAreRead() {
        String body = event("replica.ready", OF_REPLICA, "{}").replace("\"data\"", "\"sequence\":\"007\",\"data\"");

        UsageEvent event = valid(body);

        assertThat(event)
                .isEqualTo(new UsageEvent(
                        new Identity("acme", "urn:test", "e-1"),
                        Instant.parse("2026-06-01T00:00:00Z"),
                        new Sequence("7"),
                        new Usage.Ready(REPLICA, ShapePart.NONE)));
    }

    @Test
    void createdIsReadWhole() {
        Usage usage = usage("deployment.created", OF_DEPLOYMENT, """
                {"accelerator":"H100","acceleratorCount":"0.5","region":"eu-west-1","model":"m","minReplicas":0,
                 "maxReplicas":3,"labels":{"team":"search"},"target":"fireworks",
                 "policy":{"zeroAfter":"PT1H","mode":"zero","n":1.50}}""");

        assertThat(usage)
                .isEqualTo(new Usage.Created(
                        DEPLOYMENT,
                        new ShapePart("H100", new GpuCount(500), "eu-west-1"),
                        new Usage.Configuration(
                                "m",
                                0,
                                3,
                                Map.of("team", "search"),
                                "\"fireworks\"",
                                "{\"mode\":\"zero\",\"n\":1.5,\"zeroAfter\":\"PT1H\"}")));
    }

    @Test
    void everyOtherTypeIsRead() {
        String span = "\"from\":\"2026-06-01T00:00:00Z\",\"to\":\"2026-06-01T00:05:00Z\"";
        Usage.Minutes minutes =
                new Usage.Minutes(Instant.parse("2026-06-01T00:00:00Z"), Instant.parse("2026-06-01T00:05:00Z"));

        assertThat(usage("deployment.updated", OF_DEPLOYMENT, "{\"maxReplicas\":2}"))
                .isEqualTo(new Usage.Updated(
                        DEPLOYMENT, ShapePart.NONE, new Usage.Configuration(null, null, 2, null, null, null)));
        assertThat(usage("deployment.deleted", OF_DEPLOYMENT, "null")).isEqualTo(new Usage.Deleted(DEPLOYMENT));
        assertThat(usage("replica.starting", OF_REPLICA, "{\"accelerator\":\"H100\"}"))
                .isEqualTo(new Usage.Starting(REPLICA, new ShapePart("H100", null, null)));
        assertThat(usage("replica.alive", OF_REPLICA, "{}")).isEqualTo(new Usage.Alive(REPLICA));
        assertThat(usage("replica.stopped", OF_REPLICA, "{\"reason\":\"oom\"}"))
                .isEqualTo(new Usage.Stopped(REPLICA, "oom"));
        assertThat(usage("requests.served", OF_DEPLOYMENT, "{" + span + ",\"count\":3,\"concurrency\":0.25}"))
                .isEqualTo(new Usage.Served(DEPLOYMENT, minutes, 3, new BigDecimal("0.25"), false, null));
        assertThat(usage("requests.served", OF_DEPLOYMENT, "{" + span + ",\"count\":0,\"probe\":true}"))
                .isEqualTo(new Usage.Served(DEPLOYMENT, minutes, 0, BigDecimal.ZERO, true, null));
        assertThat(usage("requests.rejected", OF_DEPLOYMENT, "{" + span + ",\"count\":3}"))
                .isEqualTo(new Usage.Rejected(DEPLOYMENT, minutes, 3));
        assertThat(usage("activity.reported", "accounts/acme", "{" + span + "}"))
                .isEqualTo(new Usage.Reported("acme", minutes));
        assertThat(usage("tokens.used", "accounts/acme", "{\"model\":\"m\",\"promptTokens\":7,\"completionTokens\":0}"))
                .isEqualTo(new Usage.Tokens("acme", "m", 7, 0, 0));
        assertThat(usage("usage.voided", "accounts/acme", "{\"source\":\"urn:x\",\"id\":\"y\"}"))
                .isEqualTo(new Usage.Voided(new Identity("acme", "urn:x", "y")));
        assertThat(usage("action.requested", OF_REPLICA, "[1]")).isEqualTo(new Usage.OwnAnnouncement("acme"));
    }

    @Test
    void servedTokensAreForAdvice() {
        Usage usage = usage("requests.served", OF_DEPLOYMENT, """
                {"from":"2026-06-01T00:00:00Z","to":"2026-06-01T00:00:00Z","count":1,"completionTokens":5}""");

        assertThat(((Usage.Served) usage).tokens()).isEqualTo(new Usage.AdviceTokens(0, 5));
        assertThat(usage.hasIdentity()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "2,2000",
        "2.0,2000",
        "'\"2.000\"',2000",
        "0.001,1",
        "'\"0.001\"',1",
        "1024,1024000",
        "1.024e3,1024000",
        "0.100000000000000000000000000,100",
        "33E-2,330"
    })
    void gpuCountsAreExact(String json, int milliGpus) {
        Usage usage = usage("replica.ready", OF_REPLICA, "{\"acceleratorCount\":" + json + "}");

        assertThat(((Usage.Ready) usage).shape().count()).isEqualTo(new GpuCount(milliGpus));
    }

    @ParameterizedTest
    @CsvSource({"1000000000000,1000000000000", "1e12,1000000000000", "7.0,7", "-0,0", "999999999999,999999999999"})
    void countsAreExact(String json, long count) {
        Usage usage = usage(
                "tokens.used",
                "accounts/acme",
                "{\"model\":\"m\",\"promptTokens\":" + json + ",\"completionTokens\":1}");

        assertThat(((Usage.Tokens) usage).prompt()).isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-06-01T02:00:00+02:00,2026-06-01T00:00:00Z",
        "2026-05-31t18:30:00-05:30,2026-06-01T00:00:00Z",
        "2026-06-01T00:00:00.1239999999999999999999z,2026-06-01T00:00:00.123Z",
        "2026-06-01T00:00:00.1-00:00,2026-06-01T00:00:00.100Z",
        "2028-02-29T23:59:59+23:59,2028-02-29T00:00:59Z",
        "0001-01-01T00:00:00Z,0001-01-01T00:00:00Z"
    })
    void instantsAreCutToMilliseconds(String time, Instant expected) {
        String body = event("replica.ready", OF_REPLICA, "{}").replace("2026-06-01T00:00:00Z", time);

        assertThat(valid(body).time()).isEqualTo(expected);
    }

    @Test
    void allBrokenRulesOfAnEventAreNamedAtOnce() {
        Rejection rejection = rejected("""
                {"specversion":"0.3","id":"e-1","source":"urn:test","type":"dev.ebb.deployment.created",
                 "subject":"accounts/acme/replicas/x","time":"yesterday","sequence":"1a",
                 "data":{"acceleratorCount":-1,"minReplicas":3,"maxReplicas":2,"labels":{"team":5}}}""");

        assertThat(rejection.account()).isEqualTo("acme");
        assertThat(rejection.source()).isEqualTo("urn:test");
        assertThat(rejection.id()).isEqualTo("e-1");
        assertThat(rejection.reason().split("; "))
                .containsExactly(
                        "specversion: must be \"1.0\", is \"0.3\"",
                        "subject: must be accounts/{account}/deployments/{deployment}, is \"accounts/acme/replicas/x\"",
                        "time: must be an RFC 3339 date and time with an offset, is \"yesterday\"",
                        "sequence: must be a string of 1 to 64 digits, is \"1a\"",
                        "data.accelerator: must be given, is absent",
                        "data.acceleratorCount: must be above 0, is -1",
                        "data.minReplicas: must be at most data.maxReplicas (2), is 3",
                        "data.labels.team: must be a string of at most 256 characters, is 5");
    }

    @Test
    void whatCannotBeReadIsNotInTheRejection() {
        Rejection rejection = rejected("{\"id\":5,\"source\":\"\\ud800\",\"subject\":\"accounts/-/deployments/x\"}");

        assertThat(rejection.account()).isNull();
        assertThat(rejection.source()).isNull();
        assertThat(rejection.id()).isNull();
    }

    @Test
    void shownValuesAreCut() {
        Rejection rejection = rejected(event("x".repeat(5000), "accounts/acme", "{}"));

        assertThat(rejection.reason()).isEqualTo("type: must be a known type, is \"dev.ebb." + "x".repeat(54) + "…");
    }

    @Test
    void anEnvelopeHoldsTheEventInDetail() {
        String event =
                " { \"é\" : \"☃\" , " + event("replica.alive", OF_REPLICA, "{}").substring(1);
        String body = "{\"version\":\"0\",\"detail-type\":\"dev.ebb.replica.alive\",\"detail\":" + event + " ,\"z\":1}";

        ReadEvent read = read(body).getFirst();

        assertThat(read).isInstanceOf(ReadEvent.Valid.class);
        assertThat(read.original()).isEqualTo(Original.of(event.strip()));
    }

    @Test
    void anArraysElementsAreReadOneByOne() {
        String good = event("replica.alive", OF_REPLICA, "{\"text\":\"],[\\\"{\"}");
        String enveloped = "{\"detail-type\":\"x\",\"detail\":" + good + "}";
        String malformed = "{\"id\": oops]}";
        String body = " [ " + good + ",\n" + enveloped + " , {\"id\":\"e-2\"}, {\"id\": oops}, , [" + good + "], 5, "
                + good + "\n]";

        List<ReadEvent> events = read(body);

        assertThat(events).hasSize(8);
        assertThat(events.stream().filter(e -> e instanceof ReadEvent.Valid).map(ReadEvent::original))
                .containsExactly(Original.of(good), Original.of(good), Original.of(good));
        assertThat(events.get(2).original()).isEqualTo(Original.of("{\"id\":\"e-2\"}"));
        assertThat(events.get(3).original()).isEqualTo(Original.of("{\"id\": oops}"));
        assertThat(read("[" + good + "," + malformed))
                .hasSizeGreaterThan(1)
                .first()
                .isInstanceOf(ReadEvent.Valid.class);
    }

    @Test
    void anInvalidByteInAnElementDoesNotHurtItsNeighbours() {
        byte[] good = event("replica.alive", OF_REPLICA, "{}").getBytes(StandardCharsets.UTF_8);
        byte[] body =
                ("[" + event("replica.alive", OF_REPLICA, "{}") + ",{\"id\":\"?\"}]").getBytes(StandardCharsets.UTF_8);
        body[good.length + 9] = (byte) 0xff;

        List<ReadEvent> events = new JsonEventReader().read(Original.of(body));

        assertThat(events).hasSize(2);
        assertThat(events.getFirst()).isInstanceOf(ReadEvent.Valid.class);
        assertThat(((ReadEvent.Invalid) events.getLast()).rejection().reason())
                .isEqualTo("JSON: must be UTF-8, is not at line 1, byte 8");
    }

    @Test
    void anEmptyArrayHoldsNoEvent() {
        assertThat(read(" [ ] ")).isEmpty();
    }

    @Test
    void whatFollowsAnArrayIsRejected() {
        assertThat(read("[" + event("replica.alive", OF_REPLICA, "{}") + "] x")).hasSize(2);
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        assertThat(valid("\ufeff" + event("replica.alive", OF_REPLICA, "{}")).usage())
                .isEqualTo(new Usage.Alive(REPLICA));
    }

    @Test
    void anEventMayHave16KiBAndNoMore() {
        String event = event("replica.alive", OF_REPLICA, "{\"pad\":\"@\"}");
        String full = event.replace("@", "x".repeat(16 * 1024 - event.length() + 1));

        assertThat(read(full).getFirst()).isInstanceOf(ReadEvent.Valid.class);
        assertThat(read("{\"detail-type\":\"x\",\"detail\":" + full + "}").getFirst())
                .isInstanceOf(ReadEvent.Valid.class);
        assertThat(rejected(full.replaceFirst("x", "xx")).reason())
                .isEqualTo("event: must have at most 16384 bytes, is 16385");
    }

    @Test
    void unknownMembersAndAttributesAreIgnored() {
        String body = event("replica.alive", OF_REPLICA, "{\"new\":{\"a\":[1e9999999999]}}")
                .replace("\"data\"", "\"traceparent\":\"00\",\"data\"");

        assertThat(valid(body).usage()).isEqualTo(new Usage.Alive(REPLICA));
    }

    @Test
    void lengthsAreCountedInCharacters() {
        String body = event("replica.alive", OF_REPLICA, "{}");

        assertThat(valid(body.replace("e-1", "\ud83d\ude00".repeat(128)))
                        .identity()
                        .id())
                .hasSize(256);
        assertThat(rejected(body.replace("e-1", "\ud83d\ude00".repeat(129))).reason())
                .contains("1 to 128 characters");
    }

    @Test
    void ofManyRepeatedNamesFewAreShown() {
        StringBuilder data = new StringBuilder("{");
        for (int i = 100; i < 130; i++) {
            String name = "\"" + i + "x".repeat(200) + "\":1,";
            data.append(name).append(name);
        }
        Rejection rejection = rejected(event("replica.alive", OF_REPLICA, data + "\"z\":1}"));

        String[] reasons = rejection.reason().split("; ");
        assertThat(reasons).hasSize(11);
        assertThat(reasons[0]).isEqualTo("data.100" + "x".repeat(55) + "…: must be given once, is repeated");
        assertThat(reasons[10]).isEqualTo("20 more fields: must be given once, is repeated");
    }

    @Test
    void aRepeatedIdIsNotTrusted() {
        String body = event("replica.alive", OF_REPLICA, "{}").replace("\"id\"", "\"id\":\"e-0\",\"id\"");

        assertThat(rejected(body).id()).isNull();
        assertThat(rejected(body).source()).isEqualTo("urn:test");
    }

    @Test
    @Timeout(30)
    void aLongNameOfAnObjectWithManyMembersIsReadInTimeThatGrowsWithItsSize() {
        StringBuilder members = new StringBuilder("{\"" + "x".repeat(2_000_000) + "\":{");
        for (int i = 0; i < 200_000; i++) {
            members.append('"').append(i).append("\":{},");
        }

        assertThat(rejected(event("replica.alive", OF_REPLICA, members + "\"z\":1}}"))
                        .reason())
                .startsWith("event: must have at most 16384 bytes");
    }
}
