package dev.ebb.charging.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.budgets.AlertMessage;
import dev.ebb.charging.budgets.AlertPublisher.NotPublishedException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.SnsException;

/** What alerts rely on in SNS, through the SDK's own client. */
class SnsContractTests {

    private static final AlertMessage MESSAGE = new AlertMessage(
            "0123abcd", "acme", "label team=m\u00fcller 1000", "80", "Ebb: 80 %", "words & more\n", "{\"a\":1}");

    private final SnsServer sns = new SnsServer();

    @AfterEach
    void end() {
        sns.close();
    }

    @Test
    void aMessageArrivesWholeAndTheReceiptIsItsId() {
        String receipt = new SnsAlertPublisher(sns.client(), SnsServer.TOPIC).publish(MESSAGE);

        assertThat(sns.published()).singleElement().satisfies(published -> {
            assertThat(published.messageId()).isEqualTo(receipt);
            assertThat(published.subject()).isEqualTo("Ebb: 80 %");
            assertThat(published.message().get("default").asText()).isEqualTo("words & more\n");
            assertThat(published.message().get("sqs").asText()).isEqualTo("{\"a\":1}");
            assertThat(published.attributes())
                    .isEqualTo(Map.of(
                            "account", "acme",
                            "budget", "label team=m\u00fcller 1000",
                            "threshold", "80",
                            "alertId", "0123abcd"));
        });
    }

    @Test
    void withoutATopicInTheEnvironmentThereIsNobodyToTell() {
        assertThat(SnsAlertPublisher.fromEnvironment(Map.of())).isEmpty();
        assertThat(SnsAlertPublisher.fromEnvironment(Map.of(SnsAlertPublisher.TOPIC_VARIABLE, "")))
                .isEmpty();
    }

    @Test
    void aTopicThatIsNotThereIsTheSdksNotFound() {
        assertThatThrownBy(() -> sns.client()
                        .publish(request -> request.topicArn(SnsServer.TOPIC + "x")
                                .subject("s")
                                .message("m")))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> new SnsAlertPublisher(sns.client(), SnsServer.TOPIC + "x").publish(MESSAGE))
                .isInstanceOf(NotPublishedException.class)
                .hasMessageContaining(SnsServer.TOPIC + "x");
    }

    @Test
    void aStructureWithoutDefaultIsTheSdksInvalidParameter() {
        assertThatThrownBy(() -> sns.client()
                        .publish(request -> request.topicArn(SnsServer.TOPIC)
                                .subject("s")
                                .messageStructure("json")
                                .message("{\"sqs\":\"m\"}")))
                .isInstanceOf(InvalidParameterException.class);
    }

    @Test
    void aSubjectOfTwoLinesIsRefused() {
        assertThatThrownBy(() -> sns.client()
                        .publish(request -> request.topicArn(SnsServer.TOPIC)
                                .subject("a\nb")
                                .messageStructure("json")
                                .message("{\"default\":\"m\"}")))
                .isInstanceOf(InvalidParameterException.class);
    }

    @Test
    void anInnerErrorIsAnExceptionOfStatus500() {
        sns.failing(true);

        assertThatThrownBy(() -> sns.client()
                        .publish(request -> request.topicArn(SnsServer.TOPIC).message("m")))
                .isInstanceOfSatisfying(
                        SnsException.class,
                        failure -> assertThat(failure.statusCode()).isEqualTo(500));
        assertThatThrownBy(() -> new SnsAlertPublisher(sns.client(), SnsServer.TOPIC).publish(MESSAGE))
                .isInstanceOf(NotPublishedException.class);
    }
}
