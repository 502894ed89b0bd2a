package dev.ebb.metering.lambda;

import dev.ebb.metering.dynamodb.LocalStackSupport;
import dev.ebb.metering.dynamodb.LocalStackTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The way from queue to table on LocalStack. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueueToTableIT extends QueueToTableContract {

    private final List<AutoCloseable> opened = new ArrayList<>();
    private LocalStackSupport localStack;
    private SqsClient sqs;

    @BeforeAll
    void start() {
        localStack = new LocalStackSupport();
        opened.add(localStack);
        sqs = localStack.sqs();
        opened.add(sqs);
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable last : opened.reversed()) {
            last.close();
        }
    }

    @Override
    SqsClient sqs() {
        return sqs;
    }

    @Override
    DynamoDbClient dynamo(ExecutionInterceptor... interceptors) {
        return localStack.dynamo(interceptors);
    }

    @Override
    String freshTable() {
        LocalStackTable table = new LocalStackTable(localStack);
        opened.add(table);
        return table.name();
    }
}
