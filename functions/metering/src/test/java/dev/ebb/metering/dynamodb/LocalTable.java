package dev.ebb.metering.dynamodb;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * A fresh, empty table on a DynamoDB that runs in this process. Closing it deletes the table.
 *
 * <p>All tables of a process share a few engines, one for each core, because starting one takes seconds, and one does
 * one thing at a time. Their calls do not pass through the SDK's request pipeline: tests that inject faults there use
 * {@link LocalServer}.
 */
public final class LocalTable implements TestTable {

    private final String name = "ebb-" + UUID.randomUUID();
    private final Engine engine = Engine.leastUsed();

    /** Creates it. */
    public LocalTable() {
        client().createTable(EbbTable.createRequest(name));
    }

    /** A client that reaches it; not to be closed. */
    @Override
    public DynamoDbClient client() {
        return engine.client;
    }

    /** Its name. */
    @Override
    public String name() {
        return name;
    }

    @Override
    public void close() {
        client().deleteTable(request -> request.tableName(name));
        engine.giveUp();
    }

    /** Started by the first table that needs it, and left to the end of the process. */
    private static final class Engine {
        private static final int MOST = Runtime.getRuntime().availableProcessors();
        private static final List<Engine> ALL = new ArrayList<>();

        private final AmazonDynamoDBLocal embedded = DynamoDBEmbedded.create(true);
        private final DynamoDbClient client = SerialWrites.of(embedded.dynamoDbClient());
        private int tables;

        static Engine leastUsed() {
            synchronized (ALL) {
                if (ALL.size() < MOST && ALL.stream().allMatch(engine -> engine.tables > 0)) {
                    ALL.add(new Engine());
                }
                Engine least = ALL.stream()
                        .min(Comparator.comparingInt(engine -> engine.tables))
                        .orElseThrow();
                least.tables++;
                return least;
            }
        }

        void giveUp() {
            synchronized (ALL) {
                tables--;
            }
        }
    }
}
