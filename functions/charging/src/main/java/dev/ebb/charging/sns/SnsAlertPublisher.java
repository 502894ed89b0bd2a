package dev.ebb.charging.sns;

import dev.ebb.charging.budgets.AlertMessage;
import dev.ebb.charging.budgets.AlertPublisher;
import dev.ebb.charging.json.SnsMessageJson;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.SnsClientBuilder;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/**
 * Publishes alerts to a topic: words for people who subscribe by e-mail, JSON for queues and functions. Account, budget,
 * threshold and alert id are message attributes, so subscribers can filter by them, and tell a second delivery.
 */
public final class SnsAlertPublisher implements AlertPublisher {

    /** Names the topic, by its ARN; empty or absent for none. */
    public static final String TOPIC_VARIABLE = "EBB_BUDGET_TOPIC";

    /** Where SNS is; empty or absent for AWS's own. */
    public static final String ENDPOINT_VARIABLE = "EBB_SNS_ENDPOINT";

    private static final int ATTEMPTS = 2;
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration READ = Duration.ofSeconds(3);

    private final SnsClient client;
    private final String topicArn;

    /** @param client is the caller's to close */
    public SnsAlertPublisher(SnsClient client, String topicArn) {
        this.client = client;
        this.topicArn = topicArn;
    }

    /**
     * As the environment says; region and credentials are the SDK's to find. A call takes at most 8 s with its retry.
     *
     * @return empty if it names no topic
     */
    public static Optional<AlertPublisher> fromEnvironment(Map<String, String> environment) {
        String topic = environment.getOrDefault(TOPIC_VARIABLE, "");
        if (topic.isEmpty()) {
            return Optional.empty();
        }
        SnsClientBuilder builder = SnsClient.builder()
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(READ)
                        .build())
                .overrideConfiguration(
                        override -> override.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(ATTEMPTS)
                                .build()));
        String endpoint = environment.getOrDefault(ENDPOINT_VARIABLE, "");
        if (!endpoint.isEmpty()) {
            builder.endpointOverride(URI.create(endpoint));
        }
        return Optional.of(new SnsAlertPublisher(builder.build(), topic));
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
