package dev.ebb.metering.dynamodb;

import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * LocalStack in a container, for the tests that need Docker. Where Docker or the image is missing the test that asks is
 * skipped, and its report says which.
 *
 * <p>The system property {@value #IMAGE_PROPERTY} names another image than {@value #IMAGE}, the last one that needs no
 * account.
 */
public final class LocalStackSupport implements AutoCloseable {

    static final String IMAGE_PROPERTY = "ebb.localstack.image";
    static final String IMAGE = "localstack/localstack:4.14.0";

    private final LocalStackContainer container;

    /** Starts it, or skips the test. Call it in a {@code @BeforeAll} method. */
    public LocalStackSupport() {
        Assumptions.assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "Docker is not available: skipped");
        String image = System.getProperty(IMAGE_PROPERTY, IMAGE);
        container = new LocalStackContainer(
                        DockerImageName.parse(image).asCompatibleSubstituteFor("localstack/localstack"))
                .withServices("dynamodb", "sqs");
        try {
            container.start();
        } catch (RuntimeException failure) {
            Assumptions.assumeFalse(isMissingImage(failure), "the image " + image + " cannot be had: skipped");
            throw failure;
        }
    }

    private static boolean isMissingImage(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(ContainerFetchException.class::isInstance);
    }

    /**
     * A new client.
     *
     * @param interceptors see every request and response, and may fail them
     */
    public DynamoDbClient dynamo(ExecutionInterceptor... interceptors) {
        return LocalServer.client(container.getEndpoint(), container.getAccessKey(), interceptors);
    }

    /** A new client. */
    public SqsClient sqs() {
        return SqsClient.builder()
                .endpointOverride(container.getEndpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(container.getAccessKey(), container.getSecretKey())))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    @Override
    public void close() {
        container.stop();
    }
}
