package dev.ebb.metering;

import java.time.Instant;

/**
 * A change of the number of GPUs that are charged: the only thing that meters are told.
 *
 * @param at when
 * @param kind of which GPUs
 * @param milliGpus started, or if negative stopped, in thousandths
 */
public record Step(Instant at, GpuKind kind, long milliGpus) {}
