package dev.ebb.metering.json;

import static dev.ebb.metering.json.EventBodies.OF_DEPLOYMENT;
import static dev.ebb.metering.json.EventBodies.OF_REPLICA;
import static dev.ebb.metering.json.EventBodies.event;
import static dev.ebb.metering.json.EventBodies.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.Identity;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an event says is read exactly. */
class JsonEventReaderTests {

    private static final DeploymentId DEPLOYMENT = new DeploymentId("acme", "llama");
    private static final ReplicaId REPLICA = new ReplicaId(DEPLOYMENT, "r-1");

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
    void unknownMembersAndAttributesAreIgnored() {
        String body = event("replica.alive", OF_REPLICA, "{\"new\":{\"a\":[1e9999999999]}}")
                .replace("\"data\"", "\"traceparent\":\"00\",\"data\"");

        assertThat(valid(body).usage()).isEqualTo(new Usage.Alive(REPLICA));
    }
}
