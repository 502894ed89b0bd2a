package dev.ebb.charging.sqs;

import dev.ebb.charging.json.MessageJson;
import dev.ebb.charging.runs.ChargeQueue;
import dev.ebb.charging.runs.Message;
import dev.ebb.charging.runs.QueueUnavailableException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** The queue of charges in SQS: ten messages a request, and once more those that were not taken. */
public final class SqsChargeQueue implements ChargeQueue {

    /** Names the queue, by its address. */
    public static final String QUEUE_VARIABLE = "EBB_CHARGE_QUEUE";

    /** SQS's limit. */
    private static final int BATCH = 10;

    private static final int ATTEMPTS = 4;
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration READ = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final SqsClient client;
    private final String address;

    /** The queue at this address. */
    public SqsChargeQueue(SqsClient client, String address) {
        this.client = client;
        this.address = address;
    }

    /**
     * As the environment says; region and credentials are the SDK's to find.
     *
     * @throws IllegalArgumentException if it names no queue
     */
    public static SqsChargeQueue fromEnvironment(Map<String, String> environment) {
        String address = environment.getOrDefault(QUEUE_VARIABLE, "");
        if (address.isEmpty()) {
            throw new IllegalArgumentException(QUEUE_VARIABLE + ": must name the queue, is absent or empty");
        }
        SqsClientBuilder builder = SqsClient.builder()
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(READ)
                        .build());
        String endpoint = environment.getOrDefault("EBB_SQS_ENDPOINT", "");
        if (!endpoint.isEmpty()) {
            builder.endpointOverride(URI.create(endpoint));
        }
        return new SqsChargeQueue(builder.build(), address);
    }

    @Override
    public void send(List<? extends Message> messages) {
        for (int from = 0; from < messages.size(); from += BATCH) {
            List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
            for (Message message : messages.subList(from, Math.min(from + BATCH, messages.size()))) {
                entries.add(SendMessageBatchRequestEntry.builder()
                        .id(Integer.toString(entries.size()))
                        .messageBody(MessageJson.write(message))
                        .build());
            }
            sendBatch(entries);
        }
    }

    private void sendBatch(List<SendMessageBatchRequestEntry> entries) {
        List<SendMessageBatchRequestEntry> left = entries;
        String cause = "";
        SdkException last = null;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            List<SendMessageBatchRequestEntry> sending = left;
            try {
                SendMessageBatchResponse response =
                        client.sendMessageBatch(send -> send.queueUrl(address).entries(sending));
                List<String> failed = response.failed().stream()
                        .map(BatchResultErrorEntry::id)
                        .toList();
                left = sending.stream()
                        .filter(entry -> failed.contains(entry.id()))
                        .toList();
                cause = response.failed().toString();
            } catch (SdkException unavailable) {
                last = unavailable;
                cause = unavailable.toString();
            }
            if (left.isEmpty()) {
                return;
            }
            pause(attempt);
        }
        throw unavailable(left.size() + " messages were not taken: " + cause, last);
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(PAUSE.multipliedBy(1L << attempt));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted", interrupted);
        }
    }

    private static QueueUnavailableException unavailable(String message, @Nullable Throwable cause) {
        return new QueueUnavailableException(message, cause);
    }
}
