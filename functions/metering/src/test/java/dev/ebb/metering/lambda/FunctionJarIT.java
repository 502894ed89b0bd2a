package dev.ebb.metering.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What is deployed. It needs no Docker, but the jar, which stands once {@code package} is through. */
class FunctionJarIT {

    private static final Path JAR = Path.of("target", "metering-function.jar");

    @Test
    void theJarHoldsTheHandlerAndWhatItNeeds() throws IOException {
        assertThat(entries())
                .contains(
                        "dev/ebb/metering/lambda/MeterUsageFunction.class",
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

    private static List<String> entries() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            return jar.stream().map(JarEntry::getName).toList();
        }
    }
}
