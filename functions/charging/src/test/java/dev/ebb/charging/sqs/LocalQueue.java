package dev.ebb.charging.sqs;

import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** A queue on ElasticMQ, which speaks SQS's protocol on loopback. */
public final class LocalQueue implements AutoCloseable {

    private final SQSRestServer server =
            SQSRestServerBuilder.withInterface("127.0.0.1").withDynamicPort().start();
    private final URI endpoint = URI.create(
            "http://127.0.0.1:" + server.waitUntilStarted().localAddress().getPort());
    private final SqsClient client = SqsClient.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "secret")))
            .httpClient(UrlConnectionHttpClient.create())
            .build();
    private final String address = client.createQueue(create -> create.queueName("charges-" + UUID.randomUUID()))
            .queueUrl();

    /** Where it is. */
    public URI endpoint() {
        return endpoint;
    }

    /** The queue's own address. */
    public String address() {
        return address;
    }

    /** Speaks to it. */
    public SqsClient client() {
        return client;
    }

    /** Takes up to ten messages away. */
    public List<Message> take() {
        List<Message> messages = client.receiveMessage(receive ->
                        receive.queueUrl(address).maxNumberOfMessages(10).waitTimeSeconds(0))
                .messages();
        messages.forEach(message ->
                client.deleteMessage(delete -> delete.queueUrl(address).receiptHandle(message.receiptHandle())));
        return messages;
    }

    @Override
    public void close() {
        client.close();
        server.stopAndWait();
    }
}
