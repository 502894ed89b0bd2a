package dev.ebb.charging.invoicing;

import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Agreement;
import dev.ebb.charging.Period;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** An account's periods that are not finalised: those that follow the last one, and those before the first. */
public final class OpenPeriods {

    private OpenPeriods() {}

    /**
     * When all that is billed begins: with the first usage, or with the first commitment if that is earlier.
     *
     * @param firstUsage empty if there is none
     * @return empty if there is neither
     */
    public static Optional<Instant> begin(Optional<Instant> firstUsage, Agreement agreement) {
        return Stream.concat(firstUsage.stream(), agreement.firstCommitment().stream())
                .min(Instant::compareTo);
    }

    /**
     * In order, from the one that follows the last finalised one, or the month that {@code begin} lies in, to the one that
     * {@code now} is in.
     *
     * @param begin when all that is billed {@linkplain #begin begins}
     */
    public static List<Period> of(
            Optional<Period> last, Optional<Instant> begin, AccountSettings settings, Instant now) {
        Instant first = begin.filter(instant -> instant.isBefore(now)).orElse(now);
        Period period = last.map(before -> following(before, settings)).orElseGet(() -> containing(first, settings));
        List<Period> open = new ArrayList<>(List.of(period));
        while (!now.isBefore(period.to())) {
            period = following(period, settings);
            open.add(period);
        }
        return open;
    }

    /**
     * The one that {@code now} is in.
     *
     * @param last the last finalised one
     * @param begin when all that is billed {@linkplain #begin begins}
     * @throws ClockBehindException if {@code now} lies before the end of the last finalised one
     */
    public static Period current(
            Optional<Period> last, Optional<Instant> begin, AccountSettings settings, Instant now) {
        last.filter(finalised -> now.isBefore(finalised.to())).ifPresent(finalised -> {
            throw new ClockBehindException(now, finalised);
        });
        return of(last, begin, settings, now).getLast();
    }

    /** The month before a period: it ends where that begins. */
    public static Period preceding(Period period, AccountSettings settings) {
        YearMonth month = period.month().minusMonths(1);
        Period whole = Period.of(month, settings.timeZone(month));
        return new Period(month, whole.timeZone(), whole.from(), period.from());
    }

    /** The period of a month: this one, or as many months before it as that takes. */
    public static Period backTo(YearMonth month, Period from, AccountSettings settings) {
        Period period = from;
        while (period.month().isAfter(month)) {
            period = preceding(period, settings);
        }
        return period;
    }

    private static Period following(Period before, AccountSettings settings) {
        return before.next(settings.timeZone(before.month().plusMonths(1)));
    }

    /**
     * The month there. Where an account has moved to another zone, months follow each other as they always do: the later
     * one begins where the earlier ends.
     */
    private static Period containing(Instant instant, AccountSettings settings) {
        YearMonth earliest = YearMonth.from(instant.atZone(ZoneId.of("UTC"))).minusMonths(1);
        Period period = Period.of(earliest, settings.timeZone(earliest));
        while (!instant.isBefore(period.to())) {
            period = following(period, settings);
        }
        return period;
    }
}
