package dev.ebb.metering.json;

import static dev.ebb.metering.json.EventBodies.OF_DEPLOYMENT;
import static dev.ebb.metering.json.EventBodies.OF_REPLICA;
import static dev.ebb.metering.json.EventBodies.event;
import static dev.ebb.metering.json.EventBodies.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Original;
import dev.ebb.metering.Rejection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadEventTests {

    private static final String ACCOUNT = "accounts/acme";
    private static final String HOUR = "\"from\":\"2026-06-01T00:00:00Z\",\"to\":\"2026-06-01T01:00:00Z\"";
    private static final String READY = event("replica.ready", OF_REPLICA, "{}");

    private static Arguments ready(String from, String to, String reason) {
        assertThat(READY).contains(from);
        return Arguments.of(READY.replace(from, to), reason);
    }

    private static Arguments time(String time, String reason) {
        return ready("2026-06-01T00:00:00Z", time, "time: " + reason);
    }

    private static Arguments subject(String subject) {
        return ready(
                OF_REPLICA, subject, "subject: must be accounts/{account}/deployments/{deployment}/replicas/{replica}");
    }

    private static Arguments created(String more, String reason) {
        return Arguments.of(
                event(
                        "deployment.created",
                        OF_DEPLOYMENT,
                        "{\"accelerator\":\"H100\",\"acceleratorCount\":1," + more + "}"),
                "data." + reason);
    }

    private static Arguments gpus(String count, String reason) {
        return Arguments.of(
                event("replica.ready", OF_REPLICA, "{\"acceleratorCount\":" + count + "}"),
                "data.acceleratorCount: " + reason);
    }

    private static Arguments served(String data, String reason) {
        return Arguments.of(event("requests.served", OF_DEPLOYMENT, "{" + data + "}"), "data." + reason);
    }

    private static Arguments tokens(String data, String reason) {
        return Arguments.of(event("tokens.used", ACCOUNT, "{" + data + "}"), "data." + reason);
    }

    private static Arguments voided(String data, String reason) {
        return Arguments.of(event("usage.voided", ACCOUNT, data), "data." + reason);
    }

    private static String labels(int count) {
        List<String> labels =
                IntStream.range(0, count).mapToObj(i -> "\"k" + i + "\":\"v\"").toList();
        return "\"labels\":{" + String.join(",", labels) + "}";
    }

    static Stream<Arguments> badEvents() {
        return Stream.of(attributes(), times(), configurations(), numbers(), activities(), others())
                .flatMap(s -> s);
    }

    private static Stream<Arguments> attributes() {
        return Stream.of(
                ready("\"1.0\"", "1.0", "specversion: must be \"1.0\", is 1.0"),
                ready("\"specversion\":\"1.0\",", "", "specversion: must be given, is absent"),
                ready("\"e-1\"", "\"\"", "id: must be a string of 1 to 128 characters, is \"\""),
                ready("\"e-1\"", "null", "id: must be given, is null"),
                ready("\"e-1\"", "17", "id: must be a string of 1 to 128 characters, is 17"),
                ready("e-1", "x".repeat(129), "id: must be a string of 1 to 128 characters"),
                ready("e-1", "\\udc00", "id: must not hold half a surrogate pair, is \"\\udc00\""),
                ready("\"id\"", "\"id\":\"a\",\"id\"", "id: must be given once, is repeated"),
                ready("urn:test", "", "source: must be a string of 1 to 256 characters"),
                ready("urn:test", "urn:" + "x".repeat(253), "source: must be a string of 1 to 256 characters"),
                ready("urn:test", "a b", "source: must be a URI reference, is \"a b\""),
                ready("urn:test", "%zz", "source: must be a URI reference"),
                ready("replica.ready", "replica.Ready", "type: must be a known type, is \"dev.ebb.replica.Ready\""),
                ready("\"dev.ebb.replica.ready\"", "{}", "type: must be a known type, is {}"),
                ready("dev.ebb.replica.ready", "dev.ebb.action", "type: must be a known type"),
                ready("\"data\"", "\"sequence\":7,\"data\"", "sequence: must be a string of 1 to 64 digits, is 7"),
                ready("\"data\"", "\"sequence\":\"\",\"data\"", "sequence: must be a string"),
                ready("\"data\"", "\"sequence\":\"-1\",\"data\"", "sequence: must be a string"),
                ready("\"data\"", "\"sequence\":\"١\",\"data\"", "sequence: must be a string"),
                ready("\"data\"", "\"sequence\":\"" + "1".repeat(65) + "\",\"data\"", "sequence: must be a string"),
                ready("{}", "[]", "data: must be an object, is []"),
                ready("{}", "\"x\"", "data: must be an object, is \"x\""),
                ready("{}", "{\"region\":\"a\",\"region\":\"b\"}", "data.region: must be given once, is repeated"),
                subject(""),
                subject(ACCOUNT),
                subject(OF_DEPLOYMENT),
                subject(OF_REPLICA + "/"),
                subject("/" + OF_REPLICA),
                subject("accounts/acme/deployments/llama/replicas/.hidden"),
                subject("accounts/acme/deployments/llama/replicas/" + "r".repeat(64)),
                subject("accounts/a c/deployments/llama/replicas/r"),
                subject("accounts/acme/deployments/llama/replicas/r\\n"));
    }

    private static Stream<Arguments> times() {
        String form = "must be an RFC 3339 date and time with an offset";
        return Stream.of(
                time("2026-06-01T00:00:00", form),
                time("2026-06-01 00:00:00Z", form),
                time("2026-06-01T00:00Z", form),
                time("2026-02-29T00:00:00Z", form),
                time("2026-06-01T24:00:00Z", form),
                time("2026-06-01T00:00:61Z", form),
                time("2026-06-01T00:00:00.Z", form),
                time("2026-06-01T00:00:00+0200", form),
                time("2026-06-01T00:00:00+24:00", form),
                time("2016-12-31T23:59:60Z", "must not be a leap second"),
                time("0000-01-01T00:00:00Z", "must be in the years 0001 to 9999"),
                time("0001-01-01T00:00:00+00:01", "must be in the years 0001 to 9999"),
                time("9999-12-31T23:59:59-00:01", "must be in the years 0001 to 9999"),
                time("10000-01-01T00:00:00Z", form),
                ready("\"2026-06-01T00:00:00Z\"", "1780272000", "time: " + form + ", is 1780272000"));
    }

    private static Stream<Arguments> configurations() {
        return Stream.of(
                Arguments.of(
                        event("deployment.created", OF_DEPLOYMENT, "{}"), "data.accelerator: must be given, is absent"),
                Arguments.of(
                        event("deployment.created", OF_DEPLOYMENT, "null"), "data.acceleratorCount: must be given"),
                created("\"region\":\"\"", "region: must be 1 to 128 printable ASCII characters without spaces"),
                created("\"region\":\"eu west\"", "region: must be 1 to 128 printable ASCII characters"),
                created("\"model\":\"é\"", "model: must be 1 to 128 printable ASCII characters"),
                created("\"minReplicas\":-1", "minReplicas: must be a whole number from 0 to 100000, is -1"),
                created("\"maxReplicas\":100001", "maxReplicas: must be a whole number from 0 to 100000"),
                created("\"maxReplicas\":\"3\"", "maxReplicas: must be a whole number"),
                created(
                        "\"minReplicas\":2,\"maxReplicas\":1",
                        "minReplicas: must be at most data.maxReplicas (1), is 2"),
                created("\"labels\":[]", "labels: must be an object of at most 50 strings"),
                created(labels(51), "labels: must be an object of at most 50 strings"),
                created("\"labels\":{\"\":\"x\"}", "labels: must be an object"),
                created("\"labels\":{\"team\":null}", "labels.team: must be given, is null"),
                created(
                        "\"labels\":{\"team\":\"" + "x".repeat(257) + "\"}",
                        "labels.team: must be a string of at most 256"),
                created("\"target\":7", "target: must be a string or an object of at most 2048 bytes, is 7"),
                created("\"target\":\"" + "x".repeat(2047) + "\"", "target: must be a string or an object"),
                created("\"policy\":\"zero\"", "policy: must be an object of at most 4096 bytes"),
                created(
                        "\"policy\":{\"a\":\"" + "x".repeat(4096) + "\"}",
                        "policy: must be an object of at most 4096"));
    }

    private static Stream<Arguments> numbers() {
        return Stream.of(
                gpus("0", "must be above 0, is 0"),
                gpus("-1", "must be above 0, is -1"),
                gpus("\"-0.5\"", "must be above 0, is \"-0.5\""),
                gpus("1024.001", "must be at most 1024, is 1024.001"),
                gpus("0.0001", "must have at most three decimals, is 0.0001"),
                gpus("1e999999999", "must have at most 32 characters and an exponent within 99, is 1e999999999"),
                gpus("1e-999999999999999999999", "must have at most 32 characters and an exponent within 99"),
                gpus("\"1e100\"", "must have at most 32 characters and an exponent within 99"),
                gpus("1." + "0".repeat(40), "must have at most 32 characters"),
                gpus("9".repeat(2000), "must have at most 32 characters"),
                gpus("\"two\"", "must be a decimal number, is \"two\""),
                gpus("\"+2\"", "must be a decimal number"),
                gpus("\" 2\"", "must be a decimal number"),
                gpus("\"0x2\"", "must be a decimal number"),
                gpus("\"NaN\"", "must be a decimal number"),
                gpus("true", "must be a decimal number, is true"));
    }

    private static Stream<Arguments> activities() {
        return Stream.of(
                served(HOUR, "count: must be given, is absent"),
                served(HOUR + ",\"count\":1.5", "count: must be a whole number from 0 to 1000000000000, is 1.5"),
                served(HOUR + ",\"count\":1,\"concurrency\":-0.1", "concurrency: must be a number from 0"),
                served(HOUR + ",\"count\":1,\"concurrency\":\"one\"", "concurrency: must be a decimal number"),
                served(HOUR + ",\"count\":1,\"concurrency\":1e99", "concurrency: must be a number from 0"),
                served(HOUR + ",\"count\":1,\"probe\":\"yes\"", "probe: must be true or false, is \"yes\""),
                served(HOUR + ",\"count\":1,\"promptTokens\":-1", "promptTokens: must be a whole number"),
                served("\"count\":1,\"from\":\"2026-06-01T00:00:00Z\"", "to: must be given, is absent"),
                served(
                        "\"count\":1,\"from\":\"2026-06-01T00:00:01Z\",\"to\":\"2026-06-01T00:00:00Z\"",
                        "to: must not be before data.from (2026-06-01T00:00:01Z)"),
                served(
                        "\"count\":1,\"from\":\"2026-06-01T00:00:00Z\",\"to\":\"2026-06-02T00:00:00.001Z\"",
                        "to: must be at most 24 hours after data.from (2026-06-01T00:00:00Z)"),
                Arguments.of(event("activity.reported", ACCOUNT, "{}"), "data.from: must be given, is absent"),
                Arguments.of(
                        event("activity.reported", OF_DEPLOYMENT, "{" + HOUR + "}"),
                        "subject: must be accounts/{account},"),
                Arguments.of(event("requests.rejected", OF_DEPLOYMENT, "{" + HOUR + "}"), "data.count: must be given"),
                Arguments.of(
                        event("requests.rejected", OF_REPLICA, "{}"),
                        "subject: must be accounts/{account}/deployments"));
    }

    private static Stream<Arguments> others() {
        return Stream.of(
                tokens("\"promptTokens\":1,\"completionTokens\":1", "model: must be given, is absent"),
                tokens("\"model\":\"m\",\"completionTokens\":1", "promptTokens: must be given, is absent"),
                tokens("\"model\":\"m\",\"promptTokens\":1", "completionTokens: must be given, is absent"),
                tokens("\"model\":\"m\",\"promptTokens\":1000000000001", "promptTokens: must be a whole number from 0"),
                tokens("\"model\":\"m\",\"promptTokens\":1e999999999", "promptTokens: must be a whole number from 0"),
                tokens("\"model\":\"m\",\"promptTokens\":\"1\"", "promptTokens: must be a whole number from 0"),
                tokens(
                        "\"model\":\"m\",\"promptTokens\":1,\"cachedPromptTokens\":2,\"completionTokens\":0",
                        "cachedPromptTokens: must be at most data.promptTokens (1), is 2"),
                voided("{}", "source: must be given, is absent"),
                voided("{\"source\":\"urn:x\"}", "id: must be given, is absent"),
                voided("{\"source\":\"a b\",\"id\":\"x\"}", "source: must be a URI reference"),
                voided("{\"source\":\"urn:x\",\"id\":\"\"}", "id: must be a string of 1 to 128 characters"),
                Arguments.of(
                        event("replica.stopped", OF_REPLICA, "{\"reason\":\"" + "x".repeat(1025) + "\"}"),
                        "data.reason: must be a string of at most 1024 characters"),
                Arguments.of(event("action.requested", "nobody", "{}"), "subject: must be accounts/{account}, or"));
    }

    @ParameterizedTest
    @MethodSource("badEvents")
    void aBadEventSaysWhichRuleItBreaks(String body, String reason) {
        Rejection rejection = rejected(body);

        assertThat(rejection.reason()).contains(reason);
        assertThat(rejection.original()).isEqualTo(Original.of(body));
    }

    static Stream<Arguments> undecodable() {
        return Stream.of(
                Arguments.of("", "JSON: must be given, is empty"),
                Arguments.of(" \n", "JSON: must be given, is empty"),
                Arguments.of("hello", "JSON: must be well-formed, is not at line 1, column 6"),
                Arguments.of("{\"id\":\n  NaN}", "JSON: must be well-formed, is not at line 2, column"),
                Arguments.of("{\"id\":\"x\"", "JSON: must be well-formed, is not at line 1, column 10"),
                Arguments.of("{'id':1}", "JSON: must be well-formed, is not at line 1, column"),
                Arguments.of("{\"id\":01}", "JSON: must be well-formed, is not at line 1, column"),
                Arguments.of("{\"id\":1,}", "JSON: must be well-formed, is not at line 1, column"),
                Arguments.of("{} {}", "JSON: must be one value, goes on at line 1, column 4"),
                Arguments.of("{\"a\":" + "[".repeat(50000), "JSON: must nest at most 32 deep, goes deeper at line 1"),
                Arguments.of("5", "event: must be a JSON object, is 5"),
                Arguments.of("\"x\"", "event: must be a JSON object, is \"x\""),
                Arguments.of("{\"detail-type\":\"x\",\"detail\":[]}", "detail: must be a CloudEvent, is []"),
                Arguments.of("{\"detail-type\":1,\"detail\":{},\"detail\":{}}", "detail: must be given once"));
    }

    @ParameterizedTest
    @MethodSource
    void undecodable(String body, String reason) {
        Rejection rejection = rejected(body);

        assertThat(rejection.reason()).startsWith(reason);
        assertThat(rejection.source()).isNull();
        assertThat(rejection.id()).isNull();
        assertThat(rejection.original()).isEqualTo(Original.of(body));
    }
}
