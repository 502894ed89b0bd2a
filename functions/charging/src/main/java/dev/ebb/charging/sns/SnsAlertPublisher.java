package dev.ebb.charging.sns;

import dev.ebb.charging.budgets.AlertMessage;
import dev.ebb.charging.budgets.AlertPublisher;
import dev.ebb.charging.sns.SnsSender.NotSentException;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * Publishes alerts to a topic. Account, budget, threshold and alert id are message attributes, so subscribers can filter by
 * them, and tell a second delivery.
 */
public final class SnsAlertPublisher implements AlertPublisher {

    /** Names the topic, by its ARN; empty or absent for none. */
    public static final String TOPIC_VARIABLE = "EBB_BUDGET_TOPIC";

    private final SnsSender sender;

    /** @param client is the caller's to close */
    public SnsAlertPublisher(SnsClient client, String topicArn) {
        this(new SnsSender(client, topicArn));
    }

    private SnsAlertPublisher(SnsSender sender) {
        this.sender = sender;
    }

    /**
     * As the environment says.
     *
     * @return empty if it names no topic
     */
    public static Optional<AlertPublisher> fromEnvironment(Map<String, String> environment) {
        return SnsSender.fromEnvironment(environment, TOPIC_VARIABLE).map(SnsAlertPublisher::new);
    }

    @Override
    public String publish(AlertMessage message) {
        try {
            return sender.publish(
                    message.subject(),
                    message.text(),
                    message.json(),
                    Map.of(
                            "account", message.account(),
                            "budget", message.budget(),
                            "threshold", message.threshold(),
                            "alertId", message.alertId()));
        } catch (NotSentException notSent) {
            throw new NotPublishedException(String.valueOf(notSent.getMessage()), notSent);
        }
    }
}
