package dev.ebb.metering;

/**
 * What one replica runs on. Two sessions of different shapes are different lines on a statement.
 *
 * @param accelerator a price book decides what it costs
 * @param count GPUs per replica
 * @param region where; {@value #DEFAULT_REGION} unless somebody said otherwise
 */
public record Shape(String accelerator, GpuCount count, String region) {

    /** The region of a shape that names none. */
    public static final String DEFAULT_REGION = "global";

    /** @throws IllegalArgumentException if accelerator or region is no {@linkplain Names#IDENTIFIER identifier} */
    public Shape {
        Names.requireIdentifier("accelerator", accelerator);
        Names.requireIdentifier("region", region);
    }

    /** What the shape's price depends on. */
    public GpuKind gpuKind() {
        return new GpuKind(accelerator, region);
    }
}
