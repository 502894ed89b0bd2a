package dev.ebb.charging.cloudwatch;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClientBuilder;

/**
 * How long a caller waits for CloudWatch.
 *
 * @param connect for a connection
 * @param read for each piece of an answer
 * @param attempts how often it tries, at least 1
 */
public record Patience(Duration connect, Duration read, int attempts) {

    /** @throws IllegalArgumentException if there is no attempt */
    public Patience {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts: must be at least 1, is " + attempts);
        }
    }

    /** How long one call may take, with its retries. */
    public Duration longestCall() {
        return connect.plus(read).multipliedBy(attempts);
    }

    /** As the environment says; region and credentials are the SDK's to find. */
    public CloudWatchClient client(Map<String, String> environment) {
        CloudWatchClientBuilder builder = builder();
        String endpoint = environment.getOrDefault("EBB_CLOUDWATCH_ENDPOINT", "");
        if (!endpoint.isEmpty()) {
            builder.endpointOverride(URI.create(endpoint));
        }
        return builder.build();
    }

    /** A client that keeps to {@link #longestCall}. */
    public CloudWatchClientBuilder builder() {
        return CloudWatchClient.builder()
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(connect)
                        .socketTimeout(read)
                        .build())
                .overrideConfiguration(override -> override.apiCallTimeout(longestCall())
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(attempts)
                                .build()));
    }
}
