package dev.ebb.sweeping.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.sqs.SqsSender;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.ActionQueue.QueueUnavailableException;
import dev.ebb.sweeping.json.ActionMessageJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

class SqsActionQueueTests {

    private static final DeploymentId LLAMA = new DeploymentId("acme", "llama");

    /** Keeps what it is sent, and sends nothing. */
    private static final class Recording implements SqsClient {
        private final List<SendMessageBatchRequest> requests = new ArrayList<>();
        private boolean failing;

        @Override
        public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
            if (failing) {
                throw SqsException.builder()
                        .message("told to fail")
                        .statusCode(503)
                        .build();
            }
            requests.add(request);
            return SendMessageBatchResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private final Recording client = new Recording();
    private final SqsActionQueue queue =
            new SqsActionQueue(new SqsSender(client, "scale"), Optional.of(new SqsSender(client, "delete")));

    private void send(Action action, Duration delay) {
        queue.send(new ActionId(LLAMA, 1, action), delay);
    }

    @Test
    void deletionsHaveAQueueOfTheirOwn() {
        for (Action action : Action.values()) {
            send(action, Duration.ZERO);
        }

        assertThat(client.requests).allSatisfy(request -> {
            ActionId id = ActionMessageJson.read(request.entries().getFirst().messageBody());
            assertThat(request.queueUrl()).isEqualTo(id.action() == Action.DELETE ? "delete" : "scale");
        });
        assertThat(client.requests).hasSize(Action.values().length);
    }

    @Test
    void aDelayIsWholeSecondsAndAtMostFifteenMinutes() {
        send(Action.WAKE, Duration.ZERO);
        send(Action.WAKE, Duration.ofMillis(4_001));
        send(Action.WAKE, Duration.ofHours(1));

        assertThat(client.requests)
                .extracting(request -> request.entries().getFirst().delaySeconds())
                .containsExactly(null, 5, 900);
    }

    @Test
    void whoeverHasNoQueueOfDeletionsCanNotSendOne() {
        SqsActionQueue scaler = new SqsActionQueue(new SqsSender(client, "scale"), Optional.empty());

        assertThatThrownBy(() -> scaler.send(new ActionId(LLAMA, 1, Action.DELETE), Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("EBB_DELETE_QUEUE");
        assertThat(client.requests).isEmpty();
    }

    @Test
    void aQueueThatTakesNothingIsToldToWhoeverSends() {
        client.failing = true;

        assertThatThrownBy(() -> send(Action.WAKE, Duration.ZERO))
                .isInstanceOf(QueueUnavailableException.class)
                .hasMessageContaining("acme llama 1 WAKE");
    }
}
