package dev.ebb.metering;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When an account is to be charged next.
 *
 * <p>Whoever writes usage marks its account first, for {@link #hourFor the hour} by which that will have been written. A
 * charge at that hour or later sees it; one that comes before leaves the mark as it is. So no usage is left uncharged,
 * whatever comes between.
 *
 * @param dueAt when a run takes it up; empty if none does
 * @param marked the latest hour that it has been marked for; empty if there was none
 */
public record ChargeMark(Optional<Instant> dueAt, Optional<Instant> marked) {

    /** Of an account that nobody marked. */
    public static final ChargeMark NONE = new ChargeMark(Optional.empty(), Optional.empty());

    /** Longer than it takes from the mark to the last write of what it was made for, and than clocks differ. */
    public static final Duration MARGIN = Duration.ofMinutes(5);

    /** The first full hour at least {@link #MARGIN} after {@code now}. */
    public static Instant hourFor(Instant now) {
        Instant earliest = now.plus(MARGIN);
        Instant hour = earliest.truncatedTo(ChronoUnit.HOURS);
        return hour.equals(earliest) ? hour : hour.plus(1, ChronoUnit.HOURS);
    }

    /** Marked for an hour: due then, unless it is due before. The same if that says nothing new. */
    public ChargeMark markedFor(Instant hour) {
        return new ChargeMark(earliest(dueAt, Optional.of(hour)), latest(marked, Optional.of(hour)));
    }

    /**
     * After a charge.
     *
     * @param asOf the instant that was charged up to: what it was marked for later still has to be seen
     * @param next when it should be charged again without any mark; empty if never
     */
    public ChargeMark charged(Instant asOf, Optional<Instant> next) {
        Optional<Instant> unseen = marked.filter(hour -> hour.isAfter(asOf));
        return new ChargeMark(earliest(unseen, next), marked);
    }

    private static Optional<Instant> earliest(Optional<Instant> one, Optional<Instant> other) {
        return Stream.concat(one.stream(), other.stream()).min(Instant::compareTo);
    }

    private static Optional<Instant> latest(Optional<Instant> one, Optional<Instant> other) {
        return Stream.concat(one.stream(), other.stream()).max(Instant::compareTo);
    }
}
