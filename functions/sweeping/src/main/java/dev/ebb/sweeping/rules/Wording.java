package dev.ebb.sweeping.rules;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times in UTC and lengths of time, as sentences have them. */
final class Wording {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private Wording() {}

    /** The time; with its date, if that is not the day of {@code now}. */
    static String at(Instant instant, Instant now) {
        boolean today = LocalDate.ofInstant(instant, ZoneOffset.UTC).equals(LocalDate.ofInstant(now, ZoneOffset.UTC));
        return (today ? TIME : DAY).format(instant.atOffset(ZoneOffset.UTC));
    }

    /** Its two largest units, cut off. */
    static String length(Duration duration) {
        long minutes = duration.toMinutes();
        long hours = minutes / 60;
        if (hours == 0) {
            return minutes + " min";
        }
        return hours < 24 ? two(hours, "h", minutes % 60, "min") : two(hours / 24, "d", hours % 24, "h");
    }

    private static String two(long large, String unit, long small, String smallUnit) {
        return large + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }

    /** A number of things. */
    static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
