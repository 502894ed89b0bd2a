package dev.ebb.charging.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.json.MessageJson;
import dev.ebb.charging.runs.Message.Order;
import dev.ebb.charging.runs.QueueUnavailableException;
import dev.ebb.charging.runs.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** The queue's adapter on ElasticMQ. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqsChargeQueueTests {

    private final LocalQueue local = new LocalQueue();

    @AfterAll
    void stop() {
        local.close();
    }

    /** Takes of each batch the first messages only, as a busy SQS may. */
    private final class Stingy implements SqsClient {
        private final int most;
        private final List<Integer> sizes = new ArrayList<>();

        private Stingy(int most) {
            this.most = most;
        }

        @Override
        public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
            sizes.add(request.entries().size());
            int taken = Math.min(most, request.entries().size());
            List<SendMessageBatchRequestEntry> passed = request.entries().subList(0, taken);
            if (!passed.isEmpty()) {
                local.client()
                        .sendMessageBatch(request.toBuilder().entries(passed).build());
            }
            return SendMessageBatchResponse.builder()
                    .failed(request.entries().stream()
                            .skip(taken)
                            .map(entry -> BatchResultErrorEntry.builder()
                                    .id(entry.id())
                                    .code("Throttled")
                                    .senderFault(false)
                                    .build())
                            .toList())
                    .build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private static List<Order> orders(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Order(RunId.of(Instant.parse("2026-11-15T10:00:00Z")), "account-" + i))
                .toList();
    }

    private List<dev.ebb.charging.runs.Message> taken() {
        List<dev.ebb.charging.runs.Message> all = new ArrayList<>();
        List<Message> some = local.take();
        while (!some.isEmpty()) {
            some.forEach(message -> all.add(MessageJson.read(message.body())));
            some = local.take();
        }
        return all;
    }

    @Test
    void whateverIsSentArrivesTenToARequestAndOnceMoreWhatWasNotTaken() {
        Stingy stingy = new Stingy(6);

        new SqsChargeQueue(stingy, local.address()).send(orders(25));

        assertThat(taken()).containsExactlyInAnyOrderElementsOf(orders(25));
        // 10, then the 4 that were left; twice; then 5.
        assertThat(stingy.sizes).containsExactly(10, 4, 10, 4, 5);
    }

    @Test
    void aQueueThatTakesNothingIsToldToWhoeverSends() {
        SqsChargeQueue queue = new SqsChargeQueue(new Stingy(0), local.address());

        assertThatThrownBy(() -> queue.send(orders(3)))
                .isInstanceOf(QueueUnavailableException.class)
                .hasMessageStartingWith("3 messages were not taken")
                .hasMessageContaining("Throttled");
        assertThat(taken()).isEmpty();
    }
}
