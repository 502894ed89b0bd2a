package dev.ebb.metering.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.ebb.metering.Admission;
import dev.ebb.metering.Meter;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.Quarantine;
import dev.ebb.metering.TokenUsage;
import dev.ebb.metering.cloudwatch.FunctionLog;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.json.JsonEventReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** What must hold on the way from a queue through the function to the table, wherever queue and table are. */
abstract class QueueToTableContract {

    private static final Instant NOW = Instant.parse("2026-11-02T10:07:00Z");
    private static final Duration VISIBILITY = Duration.ofMinutes(6);

    private final TableThrottle throttle = new TableThrottle();
    private String table = "";
    private String queue = "";

    /** Speaks to the queues. */
    abstract SqsClient sqs();

    /** A new client on the service that {@link #freshTable} uses. */
    abstract DynamoDbClient dynamo(ExecutionInterceptor... interceptors);

    /** Creates an empty table and returns its name. */
    abstract String freshTable();

    @BeforeEach
    void makeQueueAndTable() {
        throttle.off();
        table = freshTable();
        queue = sqs().createQueue(create -> create.queueName(table)).queueUrl();
    }

    @Test
    void goodEventsAreMeteredAndTheirMessagesDeleted() {
        send(TokenEvents.body("a", NOW, 100));
        send(TokenEvents.body("b", NOW, 20));
        send(TokenEvents.inEnvelope(TokenEvents.body("c", NOW, 3)));

        deliver(3);

        assertThat(promptTokens()).isEqualTo(123);
        assertThat(messagesLeft()).isZero();
    }

    @Test
    void aPoisonMessageGoesToQuarantineWithItsBytesAndHoldsUpNobody() {
        String poison = "{\"specversion\": \"1.0\", \"id\": \"\u00fc\u20ac\ud83d\ude00\" ";
        send(TokenEvents.body("a", NOW, 100));
        send(poison);
        send(TokenEvents.body("b", NOW, 20));

        deliver(3);

        assertThat(promptTokens()).isEqualTo(120);
        assertThat(quarantine()).singleElement().satisfies(entry -> {
            assertThat(original(entry)).isEqualTo(Original.of(poison));
            assertThat(entry.reason()).isNotBlank();
        });
        assertThat(messagesLeft()).isZero();
    }

    @Test
    void whatAThrottledTableRefusesComesBackAndCountsOnce() {
        send(TokenEvents.body("a", NOW, 100));
        send(TokenEvents.body("b", NOW, 20));

        throttle.on();
        Set<String> returned = deliver(2);
        throttle.off();

        assertThat(returned).hasSize(2);
        assertThat(throttle.refusals()).isPositive();
        assertThat(promptTokens()).isZero();
        assertThat(messagesLeft()).isEqualTo(2);

        deliver(2);

        assertThat(promptTokens()).isEqualTo(120);
        assertThat(messagesLeft()).isZero();
    }

    @Test
    void whatCannotBeKeptInQuarantineForNowComesBackToo() {
        send("no JSON");

        throttle.on();
        Set<String> returned = deliver(1);
        throttle.off();

        assertThat(returned).hasSize(1);
        assertThat(quarantine()).isEmpty();

        deliver(1);

        assertThat(quarantine()).hasSize(1);
        assertThat(messagesLeft()).isZero();
    }

    @Test
    void aMessageThatIsDeliveredAgainAfterItWasMeteredCountsOnce() {
        String body = TokenEvents.body("a", NOW, 100);
        send(body);
        deliver(1);
        send(body);

        deliver(1);

        assertThat(promptTokens()).isEqualTo(100);
        assertThat(messagesLeft()).isZero();
    }

    private void send(String body) {
        sqs().sendMessage(send -> send.queueUrl(queue).messageBody(body));
    }

    /** Does what Lambda's poller does, and returns the ids of the messages that went back to the queue. */
    private Set<String> deliver(int messages) {
        List<Message> received = receive(messages);
        assertThat(received).hasSize(messages);
        SQSEvent batch = TokenEvents.batch(received.stream()
                .map(message -> TokenEvents.message(message.messageId(), message.body()))
                .toArray(SQSEvent.SQSMessage[]::new));
        // Of a table that refuses everything an attempt or two is enough.
        int millis = throttle.isOn() ? 10_300 : 12_000;
        Set<String> failures;
        try (DynamoDbClient client = dynamo(throttle)) {
            failures =
                    function(client)
                            .handleRequest(batch, new InvocationContext("MeterUsage", millis))
                            .getBatchItemFailures()
                            .stream()
                            .map(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
                            .collect(Collectors.toSet());
        }
        for (Message message : received) {
            if (failures.contains(message.messageId())) {
                sqs().changeMessageVisibility(change -> change.queueUrl(queue)
                        .receiptHandle(message.receiptHandle())
                        .visibilityTimeout(0));
            } else {
                sqs().deleteMessage(delete -> delete.queueUrl(queue).receiptHandle(message.receiptHandle()));
            }
        }
        return failures;
    }

    private List<Message> receive(int most) {
        return sqs().receiveMessage(receive -> receive.queueUrl(queue)
                        .maxNumberOfMessages(most)
                        .visibilityTimeout((int) VISIBILITY.toSeconds())
                        .waitTimeSeconds(1))
                .messages();
    }

    private int messagesLeft() {
        return receiveAndRelease().size();
    }

    private List<Message> receiveAndRelease() {
        List<Message> messages = receive(10);
        for (Message message : messages) {
            sqs().changeMessageVisibility(change -> change.queueUrl(queue)
                    .receiptHandle(message.receiptHandle())
                    .visibilityTimeout(0));
        }
        return messages;
    }

    private MeterUsageFunction function(DynamoDbClient client) {
        return new MeterUsageFunction(
                new MeterUsage(
                        new JsonEventReader(),
                        new DynamoLedger(client, table),
                        new DynamoQuarantine(client, table),
                        Admission.LIVE),
                new FunctionLog(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private long promptTokens() {
        Instant quarter = Meter.quarterOf(NOW);
        try (DynamoDbClient client = dynamo()) {
            return new DynamoUsage(client, table)
                    .tokens(TokenEvents.ACCOUNT, quarter, quarter.plusMillis(Meter.QUARTER_MILLIS)).stream()
                            .map(TokenUsage::prompt)
                            .reduce(BigInteger.ZERO, BigInteger::add)
                            .longValueExact();
        }
    }

    private List<Quarantine.Entry> quarantine() {
        try (DynamoDbClient client = dynamo()) {
            return new DynamoQuarantine(client, table).entries();
        }
    }

    private Original original(Quarantine.Entry entry) {
        try (DynamoDbClient client = dynamo()) {
            return new DynamoQuarantine(client, table).original(entry.key()).orElseThrow();
        }
    }
}
