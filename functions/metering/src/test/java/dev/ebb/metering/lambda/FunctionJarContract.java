package dev.ebb.metering.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What is deployed. It needs no Docker, but the jar, which stands once {@code package} is through. */
public abstract class FunctionJarContract {

    /** Where it is. */
    protected abstract Path jar();

    /** Files of its own that it can't do without. */
    protected abstract List<String> needed();

    @Test
    void theJarHoldsTheHandlerAndWhatItNeeds() throws IOException {
        assertThat(entries())
                .containsAll(needed())
                .contains(
                        "software/amazon/awssdk/services/dynamodb/DynamoDbClient.class",
                        "software/amazon/awssdk/http/urlconnection/UrlConnectionHttpClient.class",
                        "META-INF/services/software.amazon.awssdk.http.SdkHttpService",
                        "META-INF/services/org.slf4j.spi.SLF4JServiceProvider");
    }

    @Test
    void theJarHoldsNeitherDynamoDbLocalNorTestsNorOtherHttpClientsNorSignatures() throws IOException {
        assertThat(entries())
                .noneMatch(name -> name.startsWith("com/amazonaws/services/dynamodbv2/"))
                .noneMatch(name -> name.startsWith("io/netty/"))
                .noneMatch(name -> name.startsWith("org/apache/http/"))
                .noneMatch(name -> name.startsWith("org/junit/"))
                .noneMatch(name -> name.matches("META-INF/.*\\.(SF|DSA|RSA)"));
    }

    private List<String> entries() throws IOException {
        try (JarFile jar = new JarFile(jar().toFile())) {
            return jar.stream().map(JarEntry::getName).toList();
        }
    }
}
