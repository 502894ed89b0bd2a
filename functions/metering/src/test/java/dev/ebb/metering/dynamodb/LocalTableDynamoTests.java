package dev.ebb.metering.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class LocalTableDynamoTests {

    private static final Map<String, AttributeValue> ITEM =
            Map.of(EbbTable.PARTITION, AttributeValue.fromS("p"), EbbTable.SORT, AttributeValue.fromS("s"));

    @Test
    void twoTablesDoNotSeeEachOther() {
        try (LocalTable one = new LocalTable();
                LocalTable other = new LocalTable()) {
            one.client().putItem(put -> put.tableName(one.name()).item(ITEM));

            assertThat(items(one.client(), one.name())).isEqualTo(1);
            assertThat(items(other.client(), other.name())).isZero();
        }
    }

    @Test
    void theServerKeepsWhatARealClientWrites() {
        try (LocalServer server = new LocalServer();
                DynamoDbClient client = server.client()) {
            String table = server.freshTable();

            client.putItem(put -> put.tableName(table).item(ITEM));

            assertThat(items(client, table)).isEqualTo(1);
        }
    }

    private static int items(DynamoDbClient client, String table) {
        return client.scan(scan -> scan.tableName(table)).count();
    }
}
