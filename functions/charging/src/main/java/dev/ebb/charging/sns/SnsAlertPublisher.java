package dev.ebb.charging.sns;

import dev.ebb.charging.budgets.AlertMessage;
import dev.ebb.charging.budgets.AlertPublisher;
import dev.ebb.charging.json.SnsMessageJson;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/**
 * Publishes alerts to a topic: words for people who subscribe by e-mail, JSON for queues and functions. Account, budget,
 * threshold and alert id are message attributes, so subscribers can filter by them, and tell a second delivery.
 */
public final class SnsAlertPublisher implements AlertPublisher {

    /** Names the topic, by its ARN. */
    public static final String TOPIC_VARIABLE = "EBB_BUDGET_TOPIC";

    private final SnsClient client;
    private final String topicArn;

    /** @param client is the caller's to close */
    public SnsAlertPublisher(SnsClient client, String topicArn) {
        this.client = client;
        this.topicArn = topicArn;
    }

    @Override
    public String publish(AlertMessage message) {
        try {
            return client.publish(request -> request.topicArn(topicArn)
                            .subject(message.subject())
                            .messageStructure("json")
                            .message(SnsMessageJson.write(message.text(), message.json()))
                            .messageAttributes(Map.of(
                                    "account", text(message.account()),
                                    "budget", text(message.budget()),
                                    "threshold", text(message.threshold()),
                                    "alertId", text(message.alertId()))))
                    .messageId();
        } catch (SdkException failure) {
            throw new NotPublishedException(topicArn + ": " + failure.getMessage(), failure);
        }
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
