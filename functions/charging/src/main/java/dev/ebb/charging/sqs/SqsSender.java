package dev.ebb.charging.sqs;

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

/** Sends texts to one queue in SQS: ten messages a request, and once more those that were not taken. */
public final class SqsSender {

    /** What SQS can hold a message back at most. */
    public static final Duration LONGEST_DELAY = Duration.ofMinutes(15);

    /** SQS's limit. */
    private static final int BATCH = 10;

    private static final int ATTEMPTS = 4;
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration READ = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final SqsClient client;
    private final String address;

    /** The queue at this address. */
    public SqsSender(SqsClient client, String address) {
        this.client = client;
        this.address = address;
    }

    /** Some messages were not taken; others may have been. */
    public static final class NotSentException extends RuntimeException {

        private static final long serialVersionUID = 1;

        NotSentException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * As the environment says; region and credentials are the SDK's to find.
     *
     * @param queueVariable names the queue, by its address
     * @throws IllegalArgumentException if it names no queue
     */
    public static SqsSender fromEnvironment(Map<String, String> environment, String queueVariable) {
        String address = environment.getOrDefault(queueVariable, "");
        if (address.isEmpty()) {
            throw new IllegalArgumentException(queueVariable + ": must name the queue, is absent or empty");
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
        return new SqsSender(builder.build(), address);
    }

    /**
     * Sends them all, or throws.
     *
     * @param delay from zero to {@link #LONGEST_DELAY}: what is longer is cut to that
     * @throws NotSentException if some could not be sent
     */
    public void send(List<String> bodies, Duration delay) {
        Duration held = delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
        for (int from = 0; from < bodies.size(); from += BATCH) {
            List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
            for (String body : bodies.subList(from, Math.min(from + BATCH, bodies.size()))) {
                entries.add(SendMessageBatchRequestEntry.builder()
                        .id(Integer.toString(entries.size()))
                        .messageBody(body)
                        .delaySeconds(held.isZero() ? null : Math.toIntExact(held.toSeconds()))
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
        throw new NotSentException(left.size() + " messages were not taken: " + cause, last);
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(PAUSE.multipliedBy(1L << attempt));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new NotSentException("interrupted", interrupted);
        }
    }
}
