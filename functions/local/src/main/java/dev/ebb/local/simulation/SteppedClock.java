package dev.ebb.local.simulation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is moved. */
final class SteppedClock extends Clock {

    private Instant now;

    SteppedClock(Instant now) {
        this.now = now;
    }

    /** @throws IllegalArgumentException if that would be back in time */
    void moveTo(Instant then) {
        if (then.isBefore(now)) {
            throw new IllegalArgumentException("then: must not be before " + now + ", is " + then);
        }
        now = then;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("there is only UTC here, not " + zone);
    }
}
