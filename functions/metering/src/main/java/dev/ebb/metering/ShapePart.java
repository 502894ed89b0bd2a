package dev.ebb.metering;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * As much of a shape as one event says.
 *
 * @param accelerator null if the event is silent
 * @param count null if the event is silent
 * @param region null if the event is silent
 */
public record ShapePart(
        @Nullable String accelerator,
        @Nullable GpuCount count,
        @Nullable String region) {

    /** Says nothing. */
    public static final ShapePart NONE = new ShapePart(null, null, null);

    /** This part, with what it lacks taken from {@code other}. */
    public ShapePart orElse(ShapePart other) {
        return new ShapePart(
                accelerator != null ? accelerator : other.accelerator,
                count != null ? count : other.count,
                region != null ? region : other.region);
    }

    /** The whole shape, once accelerator and count are known. */
    public Optional<Shape> whole() {
        if (accelerator == null || count == null) {
            return Optional.empty();
        }
        return Optional.of(new Shape(accelerator, count, region != null ? region : Shape.DEFAULT_REGION));
    }

    /** Whether the event says nothing about shape. */
    public boolean saysNothing() {
        return equals(NONE);
    }
}
