package dev.ebb.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.json.JsonEventReader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentDigestTests {

    private static final String CREATED = """
            {"specversion":"1.0","id":"e-1","source":"urn:test","type":"dev.ebb.deployment.created",\
            "subject":"accounts/acme/deployments/llama","time":"2026-06-01T00:00:00Z","sequence":"7",\
            "data":{"accelerator":"H100","acceleratorCount":2,"model":"m","maxReplicas":3,\
            "labels":{"a":"1","b":"2"},"policy":{"x":1,"y":[2.0]}}}""";

    private static final String SERVED = """
            {"specversion":"1.0","id":"e-1","source":"urn:test","type":"dev.ebb.requests.served",\
            "subject":"accounts/acme/deployments/llama","time":"2026-06-01T00:00:00Z",\
            "data":{"from":"2026-06-01T00:00:00Z","to":"2026-06-01T00:01:00Z","count":5,"promptTokens":1}}""";

    private static String digest(String body) {
        return ContentDigest.of(event(body));
    }

    private static UsageEvent event(String body) {
        EventReader.ReadEvent read =
                new JsonEventReader().read(Original.of(body)).getFirst();
        assertThat(read).isInstanceOf(EventReader.ReadEvent.Valid.class);
        return ((EventReader.ReadEvent.Valid) read).event();
    }

    private static String changed(String body, String from, String to) {
        assertThat(body).contains(from);
        return body.replace(from, to);
    }

    @Test
    void aDigestSaysItsVersionBefore43CharactersOfBase64Url() {
        assertThat(digest(CREATED)).matches("2[.][A-Za-z0-9_-]{43}");
    }

    /** Made by the version that cut finer digits off: events that stand so are their own duplicates still. */
    @Test
    void aDigestOfTheFirstVersionIsComparedByItsOwnRule() {
        String first = "13MT-e8jc0kEehT3OvCr0yiE2x_R1T3jQNxRytjDoh0";

        assertThat(ContentDigest.matches(first, event(CREATED))).isTrue();
        assertThat(ContentDigest.matches(first, event(changed(CREATED, "00:00:00Z", "00:00:00.0001Z"))))
                .isTrue();
        assertThat(ContentDigest.matches(first, event(changed(CREATED, "00:00:00Z", "00:00:00.001Z"))))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"acceleratorCount\":2|\"acceleratorCount\":\"2.0\"",
                "\"acceleratorCount\":2|\"acceleratorCount\":0.2e1",
                "2026-06-01T00:00:00Z|2026-06-01T01:00:00+01:00",
                "2026-06-01T00:00:00Z|2026-06-01T00:00:00.000000z",
                "\"a\":\"1\",\"b\":\"2\"|\"b\":\"2\",\"a\":\"1\"",
                "\"sequence\":\"7\"|\"sequence\":\"007\"",
                "\"x\":1,\"y\":[2.0]|\"y\":[ 2 ],\"x\":1.0",
                "\"maxReplicas\":3|\"maxReplicas\":3.0",
                "\"model\":\"m\"|\"model\":\"\\u006d\"",
                "\"model\":\"m\"|\"model\":\"m\",\"region\":null,\"unknown\":5",
                "\"id\":\"e-1\"|\"id\":\"e-2\"",
                "urn:test|urn:other"
            })
    void spellingAndSenderAreNoPartOfTheContent(String from, String to) {
        assertThat(digest(changed(CREATED, from, to))).isEqualTo(digest(CREATED));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"acceleratorCount\":2|\"acceleratorCount\":2.001",
                "deployment.created|deployment.updated",
                "deployments/llama|deployments/llama2",
                "accounts/acme|accounts/acm",
                "2026-06-01T00:00:00Z|2026-06-01T00:00:00.001Z",
                "2026-06-01T00:00:00Z|2026-06-01T00:00:00.0000001Z",
                "2026-06-01T00:00:00Z|2026-06-01T00:00:00.0000000000001Z",
                "\"sequence\":\"7\"|\"sequence\":\"70\"",
                "\"sequence\":\"7\",|``",
                "\"model\":\"m\"|\"model\":\"m\",\"region\":\"global\"",
                "\"model\":\"m\",|``",
                "\"model\":\"m\"|\"region\":\"m\"",
                "\"maxReplicas\":3|\"minReplicas\":3",
                "\"labels\":{\"a\":\"1\",\"b\":\"2\"}|\"labels\":{}",
                "\"labels\":{\"a\":\"1\",\"b\":\"2\"},|``",
                "\"a\":\"1\",\"b\":\"2\"|\"a\":\"1b2\"",
                "\"a\":\"1\",\"b\":\"2\"|\"a\":\"2\",\"b\":\"1\"",
                "\"x\":1|\"x\":\"1\"",
                "\"policy\":|\"target\":"
            })
    void everyKnownFieldIsPartOfTheContent(String from, String to) {
        assertThat(digest(changed(CREATED, from, to))).isNotEqualTo(digest(CREATED));
    }

    @Test
    void anAbsentNumberIsNoneAndAnAbsentCountOfTokensIsNotZero() {
        String zero = changed(
                SERVED, "\"count\":5", "\"count\":5,\"concurrency\":0.0,\"completionTokens\":0,\"probe\":false");

        assertThat(digest(zero)).isEqualTo(digest(SERVED));
        assertThat(digest(changed(SERVED, ",\"promptTokens\":1", "")))
                .isNotEqualTo(digest(changed(SERVED, "\"promptTokens\":1", "\"promptTokens\":0")));
        assertThat(digest(changed(zero, "0.0", "0.50"))).isEqualTo(digest(changed(zero, "0.0", "5e-1")));
    }

    @Test
    void differentTypesNeverHaveOneDigest() {
        Set<String> digests = new HashSet<>();

        for (String type : List.of("starting", "ready", "alive", "stopped")) {
            digests.add(digest(CREATED.replace("deployment.created", "replica." + type)
                    .replace("deployments/llama", "deployments/llama/replicas/r")));
        }

        assertThat(digests).hasSize(4);
    }
}
