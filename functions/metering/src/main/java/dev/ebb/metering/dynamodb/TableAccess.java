package dev.ebb.metering.dynamodb;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/**
 * How a function reaches the table.
 *
 * <p>One call is over within {@link #LONGEST_CALL}, its retry included: whoever has a deadline stops calling that long
 * before it. Waiting for a table that is busy is not the client's business but the ledger's, which knows what else could
 * be done meanwhile and how much time is left.
 *
 * @param client lives as long as the function's instance; credentials are looked up when they are needed, never here,
 *     so that an instance may be restored from a snapshot
 * @param table its name
 */
public record TableAccess(DynamoDbClient client, String table) {

    /** Names the table. */
    public static final String TABLE_VARIABLE = "EBB_TABLE";

    /** Where DynamoDB is; empty or absent for AWS's own. */
    public static final String ENDPOINT_VARIABLE = "EBB_DYNAMODB_ENDPOINT";

    private static final int ATTEMPTS = 2;
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration READ = Duration.ofSeconds(3);

    /** How long one call may take, with its retry. */
    public static final Duration LONGEST_CALL = CONNECT.plus(READ).multipliedBy(ATTEMPTS);

    /**
     * As the environment says; region and credentials are the SDK's to find.
     *
     * @param environment the process's variables
     * @throws IllegalArgumentException if it names no table
     */
    public static TableAccess fromEnvironment(Map<String, String> environment) {
        String table = environment.get(TABLE_VARIABLE);
        if (isAbsent(table)) {
            throw new IllegalArgumentException(TABLE_VARIABLE + ": must name the table, is absent or empty");
        }
        DynamoDbClientBuilder builder = builder();
        String endpoint = environment.get(ENDPOINT_VARIABLE);
        if (!isAbsent(endpoint)) {
            builder.endpointOverride(URI.create(endpoint));
        }
        return new TableAccess(builder.build(), table);
    }

    /** A client that keeps to {@link #LONGEST_CALL}. */
    static DynamoDbClientBuilder builder() {
        return DynamoDbClient.builder()
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(READ)
                        .build())
                .overrideConfiguration(
                        override -> override.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(ATTEMPTS)
                                .build()));
    }

    private static boolean isAbsent(@Nullable String value) {
        return value == null || value.isBlank();
    }
}
