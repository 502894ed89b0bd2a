package dev.ebb.sweeping.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.EventReader.ReadEvent;
import dev.ebb.metering.Original;
import dev.ebb.metering.Usage;
import dev.ebb.metering.json.JsonEventReader;
import dev.ebb.sweeping.evidence.MetricsSource.Metrics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetMetricsTests {

    private static final DeploymentId ID = new DeploymentId("acme", "llama");

    private static Metrics named(String target) {
        return TargetMetrics.in(ID, target).orElseThrow();
    }

    private static List<String> faults(String target) {
        assertThat(named(target).deployment()).isEqualTo(ID);
        return named(target).faults();
    }

    @Test
    void anInferenceComponentIsNamedByItsName() {
        assertThat(named("{\"inferenceComponent\":\"llama-70b\",\"type\":\"sagemaker\"}"))
                .isEqualTo(new Metrics(
                        ID,
                        "CloudWatch: SageMaker inference component",
                        Map.of("InferenceComponentName", "llama-70b")));
    }

    @Test
    void aTargetGroupIsNamedWithItsLoadBalancerWhateverTheTypeIs() {
        String target = "{\"loadBalancer\":\"app/front/50dc6c495c0c9188\","
                + "\"targetGroup\":\"targetgroup/llama/943f017f100becff\",\"type\":\"event-bus\",\"wakes\":true}";

        assertThat(named(target))
                .isEqualTo(new Metrics(
                        ID,
                        "CloudWatch: target group of a load balancer",
                        Map.of(
                                "LoadBalancer",
                                "app/front/50dc6c495c0c9188",
                                "TargetGroup",
                                "targetgroup/llama/943f017f100becff")));
    }

    /** An announcement's target passes the event reader, which writes it canonically, before it is read here. */
    @Test
    void whatAnAnnouncementNamesArrives() {
        String event = """
                {"specversion": "1.0", "id": "e-1", "source": "urn:test", "type": "dev.ebb.deployment.created",
                 "subject": "accounts/acme/deployments/llama", "time": "2026-06-01T00:00:00Z",
                 "data": {"accelerator": "H100", "acceleratorCount": 1,
                          "target": {"type": "sagemaker", "inferenceComponent": "llama\\u002d70b"}}}""";

        ReadEvent.Valid read =
                (ReadEvent.Valid) new JsonEventReader().read(Original.of(event)).getFirst();
        Usage.Created created = (Usage.Created) read.event().usage();

        assertThat(named(Objects.requireNonNull(created.configuration().target())))
                .isEqualTo(named("{\"type\":\"sagemaker\",\"inferenceComponent\":\"llama-70b\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"event-bus\"", "\"bus\"", "{}", "{\"type\":\"bus\",\"wakes\":true}", "{\"type\":7}"})
    void aTargetThatNamesNoMetricsLeavesItToTheEvents(String target) {
        assertThat(TargetMetrics.in(ID, target)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"sagemaker\"",
                "{\"type\":\"sagemaker\"}",
                "{\"type\":\"sagemaker\",\"inferencecomponent\":\"llama\"}",
                "{\"inferenceComponent\":null}",
                "{\"inferenceComponent\":7}",
                "{\"inferenceComponent\":\"\"}",
                "{\"inferenceComponent\":\"-llama\"}",
                "{\"inferenceComponent\":\"llama\\n\"}",
                "{\"inferenceComponent\":\"a*\"}",
                "{\"inferenceComponent\":\"a234567890123456789012345678901234567890123456789012345678901234\"}"
            })
    void anInferenceComponentThatCannotBeOneIsAFault(String target) {
        assertThat(faults(target))
                .singleElement()
                .asString()
                .startsWith(
                        "target.inferenceComponent: must be a string of 1 to 63 letters, digits and inner hyphens, is ");
    }

    @Test
    void aLongestNameIsTaken() {
        String name = "a23456789012345678901234567890123456789012345678901234567890123";

        assertThat(name).hasSize(63);
        assertThat(faults("{\"inferenceComponent\":\"" + name + "\"}")).isEmpty();
    }

    @Test
    void halfATargetGroupIsAFault() {
        assertThat(faults("{\"loadBalancer\":\"app/front/50dc6c495c0c9188\"}"))
                .containsExactly(
                        "target.targetGroup: must be a string like targetgroup/name/943f017f100becff, is absent");
        assertThat(faults(
                        "{\"targetGroup\":\"targetgroup/llama/943f017f100becff\",\"loadBalancer\":\"net/front/50dc\"}"))
                .containsExactly(
                        "target.loadBalancer: must be a string like app/name/50dc6c495c0c9188, is \"net/front/50dc\"");
    }

    @Test
    void twoThingsAtOnceAreAFault() {
        assertThat(faults("{\"inferenceComponent\":\"a\",\"targetGroup\":\"b\"}"))
                .containsExactly("target: must name one thing that CloudWatch watches, is"
                        + " {\"inferenceComponent\":\"a\",\"targetGroup\":\"b\"}");
    }

    @Test
    void whatIsNoJsonIsAFault() {
        assertThat(faults("{\"inferenceComponent\"")).singleElement().asString().startsWith("target: must be JSON: ");
    }
}
