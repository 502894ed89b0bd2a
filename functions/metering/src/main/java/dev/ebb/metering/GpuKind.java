package dev.ebb.metering;

import java.util.Comparator;

/**
 * What the price of a GPU depends on, and so what a meter is kept by.
 *
 * @param accelerator an {@linkplain Names#IDENTIFIER identifier}
 * @param region an {@linkplain Names#IDENTIFIER identifier}
 */
public record GpuKind(String accelerator, String region) implements Comparable<GpuKind> {

    private static final Comparator<GpuKind> ORDER =
            Comparator.comparing(GpuKind::accelerator).thenComparing(GpuKind::region);

    @Override
    public int compareTo(GpuKind other) {
        return ORDER.compare(this, other);
    }
}
