package dev.ebb.sweeping.cloudwatch;

import dev.ebb.metering.ActivityMinutes;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/**
 * What came of one series, page by page. It supports idleness only if every value was a number at a minute that was asked
 * about, and if the last that was said of it is that it is complete.
 */
final class Reading {

    private static final MathContext SHOWN = new MathContext(6);

    private final Series series;
    private final long first;
    private final long end;
    private final TreeMap<Long, BigDecimal> values = new TreeMap<>();
    private final Set<String> faults = new LinkedHashSet<>();
    private @Nullable String status;

    /** Of the minutes in [first, end). */
    Reading(Series series, long first, long end) {
        this.series = series;
        this.first = first;
        this.end = end;
    }

    Series series() {
        return series;
    }

    /** Takes what a page says of it. */
    void add(MetricDataResult result) {
        status = String.valueOf(result.statusCodeAsString());
        if (result.statusCode() == StatusCode.INTERNAL_ERROR || result.statusCode() == StatusCode.FORBIDDEN) {
            faults.add(series + ": " + status);
        }
        result.messages().forEach(message -> faults.add(series + ": " + message.code() + ": " + message.value()));
        List<Instant> times = result.timestamps();
        List<Double> numbers = result.values();
        if (times.size() != numbers.size()) {
            faults.add(series + ": " + times.size() + " timestamps for " + numbers.size() + " values");
            return;
        }
        for (int i = 0; i < times.size(); i++) {
            add(times.get(i), numbers.get(i));
        }
    }

    private void add(@Nullable Instant at, @Nullable Double number) {
        if (at == null || number == null) {
            faults.add(series + ": a value that is missing");
            return;
        }
        long minute = ActivityMinutes.minuteOf(at);
        if (!ActivityMinutes.startOf(minute).equals(at)) {
            faults.add(series + ": a value off the minute, at " + at);
        } else if (minute < first || minute >= end) {
            faults.add(series + ": a value out of the time that was asked about, at " + at);
        } else if (number.isNaN() || number.isInfinite() || number < 0) {
            faults.add(series + ": a value that is no count: " + number);
        } else {
            values.merge(minute, BigDecimal.valueOf(number), BigDecimal::max);
        }
    }

    /** Nothing that was said of it can be trusted. */
    void fail(String why) {
        faults.add(why);
    }

    /** Nothing more will be said of it. */
    void end(String why) {
        if (!StatusCode.COMPLETE.toString().equals(status)) {
            faults.add(why);
        }
    }

    /** Why it does not support a verdict. */
    Set<String> failures() {
        if (!faults.isEmpty()) {
            return faults;
        }
        if (status == null) {
            return Set.of(series + ": missing in the answer");
        }
        return StatusCode.COMPLETE.toString().equals(status) ? Set.of() : Set.of(series + ": " + status);
    }

    /** The minutes that have a value, counted from the first. */
    BitSet minutes() {
        return minutesAbove(BigDecimal.ONE.negate());
    }

    /** The minutes whose value is greater than this, counted from the first. */
    BitSet minutesAbove(BigDecimal limit) {
        BitSet minutes = new BitSet();
        values.forEach((minute, value) -> {
            if (value.compareTo(limit) > 0) {
                minutes.set(Math.toIntExact(minute - first));
            }
        });
        return minutes;
    }

    /** The largest value among these minutes. */
    String largest(BitSet minutes) {
        return shown(minutes.stream()
                .mapToObj(minute -> values.getOrDefault(first + minute, BigDecimal.ZERO))
                .reduce(BigDecimal.ZERO, BigDecimal::max));
    }

    /** What was read, as evidence. */
    String sentence() {
        String failed = failures().stream().collect(Collectors.joining("; "));
        BitSet above = minutesAbove(BigDecimal.ZERO);
        return series + " " + series.statistic() + ": a value in " + values.size() + " of " + (end - first)
                + " minutes, above 0 in " + above.cardinality()
                + (above.isEmpty() ? "" : ", at most " + largest(above))
                + (failed.isEmpty() ? "" : "; not complete");
    }

    private static String shown(BigDecimal value) {
        BigDecimal rounded = value.round(SHOWN).stripTrailingZeros();
        return rounded.scale() < 0 && rounded.precision() - rounded.scale() <= 20
                ? rounded.toPlainString()
                : rounded.toString();
    }
}
