package dev.ebb.metering.lambda;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.time.Instant;
import java.util.List;

/** The simplest events that are billed, as messages. */
final class TokenEvents {

    static final String ACCOUNT = "acme";
    static final String SOURCE = "urn:gateway";

    private TokenEvents() {}

    /** A CloudEvent that says that so many prompt tokens were used. */
    static String body(String id, Instant time, long promptTokens) {
        return """
                {"specversion": "1.0", "id": "%s", "source": "%s", "type": "dev.ebb.tokens.used",
                 "subject": "accounts/%s", "time": "%s",
                 "data": {"model": "llama", "promptTokens": %d, "completionTokens": 0}}
                """.formatted(id, SOURCE, ACCOUNT, time, promptTokens);
    }

    /** The event as EventBridge delivers it. */
    static String inEnvelope(String body) {
        return """
                {"version": "0", "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718", "detail-type": "dev.ebb.tokens.used",
                 "source": "gateway", "account": "111122223333", "time": "2026-11-02T10:07:00Z", "region": "us-east-1",
                 "resources": [], "detail": %s}
                """.formatted(body);
    }

    static SQSEvent.SQSMessage message(String id, String body) {
        SQSEvent.SQSMessage message = new SQSEvent.SQSMessage();
        message.setMessageId(id);
        message.setBody(body);
        return message;
    }

    static SQSEvent batch(SQSEvent.SQSMessage... messages) {
        SQSEvent batch = new SQSEvent();
        batch.setRecords(List.of(messages));
        return batch;
    }
}
