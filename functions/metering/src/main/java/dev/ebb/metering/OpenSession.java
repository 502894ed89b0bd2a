package dev.ebb.metering;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session that has not ended.
 *
 * @param start when it began to accept requests
 * @param shape what it runs on
 * @param lastReady the latest of its readies, the opening one included: it was seen then
 * @param bootFrom when it began to boot for this session, if that was observed
 */
public record OpenSession(
        Instant start,
        Shape shape,
        Instant lastReady,
        @Nullable Instant bootFrom) {

    OpenSession seenAt(Instant time) {
        return new OpenSession(start, shape, time, bootFrom);
    }

    Session endedAt(Instant end) {
        return new Session(start, end, shape, bootFrom);
    }
}
