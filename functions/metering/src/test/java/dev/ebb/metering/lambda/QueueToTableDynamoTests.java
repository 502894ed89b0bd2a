package dev.ebb.metering.lambda;

import dev.ebb.metering.dynamodb.LocalServer;
import java.net.URI;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The way from queue to table on ElasticMQ and DynamoDB Local. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueueToTableDynamoTests extends QueueToTableContract {

    private final LocalServer dynamo = new LocalServer();
    private final SQSRestServer elasticMq =
            SQSRestServerBuilder.withInterface("127.0.0.1").withDynamicPort().start();
    private final SqsClient sqs = SqsClient.builder()
            .endpointOverride(URI.create("http://127.0.0.1:"
                    + elasticMq.waitUntilStarted().localAddress().getPort()))
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "secret")))
            .httpClient(UrlConnectionHttpClient.create())
            .build();

    @AfterAll
    void stop() {
        sqs.close();
        elasticMq.stopAndWait();
        dynamo.close();
    }

    @Override
    SqsClient sqs() {
        return sqs;
    }

    @Override
    DynamoDbClient dynamo(ExecutionInterceptor... interceptors) {
        return dynamo.client(interceptors);
    }

    @Override
    String freshTable() {
        return dynamo.freshTable();
    }
}
