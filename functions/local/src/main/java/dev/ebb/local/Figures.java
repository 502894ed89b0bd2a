package dev.ebb.local;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.UnitPrice;
import dev.ebb.metering.GpuTime;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as a person likes to read them. For reading only: nothing is computed from them. */
final class Figures {

    private static final BigDecimal SECONDS_PER_HOUR = BigDecimal.valueOf(3_600);

    private Figures() {}

    static String hours(GpuTime time) {
        return grouped(roundedHours(time));
    }

    /** Of micro-GPU-seconds. */
    static String hours(Fraction microGpuSeconds) {
        return grouped(microGpuSeconds.times(Line.PER_GPU_HOUR).rounded(2, RoundingMode.HALF_UP));
    }

    /** What {@link #hours(GpuTime)} shows of {@code all} less what it shows of {@code part}, so that the columns add up. */
    static String remainingHours(GpuTime all, GpuTime part) {
        return grouped(roundedHours(all).subtract(roundedHours(part)));
    }

    static String money(Fraction amount, int decimals) {
        return grouped(amount.rounded(decimals, RoundingMode.HALF_UP));
    }

    static String grouped(BigDecimal amount) {
        return String.format(Locale.ROOT, "%,." + amount.scale() + "f", amount);
    }

    /** As the price book or the agreement spells it. */
    static String price(@Nullable UnitPrice price) {
        return price == null ? "no price" : price.unitPrice();
    }

    static String amount(@Nullable BigDecimal amount) {
        return amount == null ? "unpriced" : grouped(amount);
    }

    static String count(long count, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }

    static String gpus(BigDecimal gpus) {
        BigDecimal plain = gpus.stripTrailingZeros();
        return plain.toPlainString() + (plain.compareTo(BigDecimal.ONE) > 0 ? " GPUs" : " GPU");
    }

    static String duration(Duration duration) {
        if (duration.compareTo(Duration.ofMinutes(2)) < 0) {
            return duration.toSeconds() + " s";
        }
        long minutes = duration.toMinutes();
        return minutes < 120
                ? minutes + " min"
                : String.format(Locale.ROOT, "%d h %02d min", minutes / 60, minutes % 60);
    }

    private static BigDecimal roundedHours(GpuTime time) {
        return time.gpuSeconds().divide(SECONDS_PER_HOUR, 2, RoundingMode.HALF_UP);
    }
}
