package dev.ebb.charging.sns;

import dev.ebb.charging.json.SnsMessageJson;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.SnsClientBuilder;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/** Publishes to one topic: words for people who subscribe by e-mail, JSON for queues and functions. */
public final class SnsSender {

    /** Where SNS is; empty or absent for AWS's own. */
    public static final String ENDPOINT_VARIABLE = "EBB_SNS_ENDPOINT";

    private static final int ATTEMPTS = 2;
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration READ = Duration.ofSeconds(3);

    private final SnsClient client;
    private final String topicArn;

    /** @param client is the caller's to close */
    public SnsSender(SnsClient client, String topicArn) {
        this.client = client;
        this.topicArn = topicArn;
    }

    /** It was not published, or that can't be known. */
    public static final class NotSentException extends RuntimeException {

        private static final long serialVersionUID = 1;

        NotSentException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * As the environment says; region and credentials are the SDK's to find. A call takes at most 8 s with its retry.
     *
     * @param topicVariable names the topic, by its ARN
     * @return empty if it names no topic
     */
    public static Optional<SnsSender> fromEnvironment(Map<String, String> environment, String topicVariable) {
        String topic = environment.getOrDefault(topicVariable, "");
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
        return Optional.of(new SnsSender(builder.build(), topic));
    }

    /**
     * Publishes.
     *
     * @param subject one line of at most 100 printable ASCII characters
     * @param text for people
     * @param json for programs
     * @param attributes by which subscribers filter; empty values are left out, for SNS refuses them
     * @return the receipt
     * @throws NotSentException if it was not published, or if that can't be known
     */
    public String publish(String subject, String text, String json, Map<String, String> attributes) {
        Map<String, MessageAttributeValue> values = attributes.entrySet().stream()
                .filter(attribute -> !attribute.getValue().isEmpty())
                .collect(Collectors.toMap(Map.Entry::getKey, attribute -> text(attribute.getValue())));
        try {
            return client.publish(request -> request.topicArn(topicArn)
                            .subject(subject)
                            .messageStructure("json")
                            .message(SnsMessageJson.write(text, json))
                            .messageAttributes(values))
                    .messageId();
        } catch (SdkException failure) {
            throw new NotSentException(topicArn + ": " + failure.getMessage(), failure);
        }
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
