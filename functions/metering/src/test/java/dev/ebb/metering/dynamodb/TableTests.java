package dev.ebb.metering.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.LedgerUnavailableException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** What is asked again, after what, and what is not. */
class TableTests {

    private static final Key KEY = new Key("p", "s");

    private final List<Integer> pauses = new ArrayList<>();
    private int requests;

    private Table table(Supplier<Object> answer) {
        DynamoDbClient client = (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(), new Class<?>[] {DynamoDbClient.class}, (proxy, method, args) -> {
                    requests++;
                    return answer.get();
                });
        return new Table(client, "ebb", pauses::add);
    }

    private static BatchGetItemResponse unprocessed() {
        return BatchGetItemResponse.builder()
                .responses(Map.of())
                .unprocessedKeys(Map.of(
                        "ebb",
                        KeysAndAttributes.builder()
                                .keys(List.of(KEY.attributes()))
                                .build()))
                .build();
    }

    private static BatchGetItemResponse processed() {
        return BatchGetItemResponse.builder()
                .responses(Map.of("ebb", List.of(KEY.attributes())))
                .unprocessedKeys(Map.of())
                .build();
    }

    private static DynamoDbException failure(String code) {
        return (DynamoDbException) DynamoDbException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(code)
                        .build())
                .build();
    }

    @Test
    void unprocessedKeysAreAskedAgainAfterGrowingPauses() {
        Table table = table(() -> requests < 4 ? unprocessed() : processed());

        assertThat(table.getAll(List.of(KEY), Deadline.NONE)).containsOnlyKeys(KEY);

        assertThat(requests).isEqualTo(4);
        assertThat(pauses).containsExactly(2, 3, 4);
    }

    @Test
    void keysThatStayUnprocessedAreNotAskedForEver() {
        Table table = table(TableTests::unprocessed);

        assertThatThrownBy(() -> table.getAll(List.of(KEY), Deadline.NONE))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessage("8 attempts left 1 keys unprocessed");

        assertThat(requests).isEqualTo(8);
    }

    @Test
    void whatIsDeniedIsAskedOnce() {
        Table table = table(() -> {
            throw failure("AccessDeniedException");
        });

        assertThatThrownBy(() -> table.get(KEY, Deadline.NONE)).isInstanceOf(DynamoDbException.class);

        assertThat(requests).isEqualTo(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void whatIsThrottledIsAskedAgain() {
        Table table = table(() -> {
            throw failure("ThrottlingException");
        });

        assertThatThrownBy(() -> table.get(KEY, Deadline.NONE))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageStartingWith("8 attempts failed");

        assertThat(requests).isEqualTo(8);
    }
}
