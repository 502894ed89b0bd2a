package dev.ebb.sweeping.fleet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Time that stands still until somebody moves it. */
final class SteppedClock extends Clock {

    private volatile Instant now;

    SteppedClock(Instant now) {
        this.now = now;
    }

    void to(Instant then) {
        now = then;
    }

    void pass(Duration time) {
        now = now.plus(time);
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
        throw new UnsupportedOperationException("there is only UTC");
    }
}
