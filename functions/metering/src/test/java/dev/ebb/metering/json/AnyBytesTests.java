package dev.ebb.metering.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.EventReader.ReadEvent;
import dev.ebb.metering.Original;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AnyBytesTests {

    private static final String EVENT = """
            {"specversion":"1.0","id":"e-1","source":"urn:test","type":"dev.ebb.deployment.created",\
            "subject":"accounts/acme/deployments/llama","time":"2026-06-01T00:00:00Z","sequence":"1",\
            "data":{"accelerator":"H100","acceleratorCount":"0.5","minReplicas":0,"maxReplicas":3,\
            "labels":{"team":"é"},"target":{"b":[1,{"c":2e3}]},"policy":{"mode":"zero"}}}""";

    private static final List<String> FRAGMENTS = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            "\\",
            ",",
            ":",
            "null",
            "true",
            "NaN",
            "-Infinity",
            "1e999999999",
            "100e2147483647",
            "1e-99999999999999999999",
            "-0",
            "9".repeat(1200),
            "\\ud800",
            "\\udc00\\ud800",
            "\\u0000",
            "\ufeff",
            "/*",
            "#",
            "\t",
            "\n",
            "\"detail-type\":1,",
            "\"detail\":",
            "\"data\":",
            "[".repeat(5000),
            "{\"a\":".repeat(5000),
            "\"time\":\"+999999999-12-31T23:59:60Z\",",
            EVENT);

    private static void readsAllOf(byte[] body) {
        List<ReadEvent> events = new JsonEventReader().read(Original.of(body));

        assertThat(events).allSatisfy(event -> {
            if (event instanceof ReadEvent.Invalid invalid) {
                assertThat(invalid.rejection().reason())
                        .isNotBlank()
                        .doesNotContain("Exception", "jackson", "java", "null)", "StreamRead");
            }
        });
        int start = Slices.start(body);
        if (start == body.length || body[start] != '[') {
            assertThat(events).hasSize(1);
        }
    }

    @Property
    void randomBytesAreReadWithoutThrowing(@ForAll @Size(max = 300) byte[] body) {
        List<ReadEvent> events = new JsonEventReader().read(Original.of(body));

        assertThat(events).allMatch(event -> event instanceof ReadEvent.Invalid);
    }

    @Property
    void aSpoiltEventIsReadWithoutThrowing(
            @ForAll @From("positions") int at, @ForAll @IntRange(max = 30) int cut, @ForAll byte noise) {
        byte[] body = EVENT.getBytes(StandardCharsets.UTF_8);
        byte[] cutOut = Arrays.copyOf(body, Math.max(0, body.length - cut));
        cutOut[at % cutOut.length] = noise;

        readsAllOf(cutOut);
    }

    @Property
    void anEventWithAnythingInItIsReadWithoutThrowing(
            @ForAll @From("positions") int at, @ForAll @From("fragments") List<String> fragments) {
        String body = EVENT.substring(0, at) + String.join("", fragments) + EVENT.substring(at);

        readsAllOf(body.getBytes(StandardCharsets.UTF_8));
    }

    @Property
    void anythingMadeOfPiecesOfJsonIsReadWithoutThrowing(@ForAll @From("fragments") List<String> fragments) {
        byte[] body = String.join("", fragments).getBytes(StandardCharsets.UTF_8);

        assertThat(new JsonEventReader().read(Original.of(body))).isNotNull();
    }

    @Property
    void anyValueOfAnyMemberIsReadWithoutThrowing(
            @ForAll @From("members") String member, @ForAll @From("fragments") List<String> fragments) {
        String body = EVENT.replaceFirst("\"" + member + "\":[^,}]*", "\"" + member + "\":")
                .replace("\"" + member + "\":", "\"" + member + "\":" + String.join("", fragments));

        readsAllOf(body.getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<Integer> positions() {
        return Arbitraries.integers().between(0, EVENT.length() - 1);
    }

    @Provide
    Arbitrary<List<String>> fragments() {
        return Arbitraries.of(FRAGMENTS).list().ofMinSize(1).ofMaxSize(6);
    }

    @Provide
    Arbitrary<String> members() {
        return Arbitraries.of(
                "specversion",
                "id",
                "source",
                "type",
                "subject",
                "time",
                "sequence",
                "data",
                "accelerator",
                "acceleratorCount",
                "minReplicas",
                "labels",
                "target",
                "policy");
    }
}
