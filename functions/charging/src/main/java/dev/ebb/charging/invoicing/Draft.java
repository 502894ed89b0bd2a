package dev.ebb.charging.invoicing;

import dev.ebb.charging.Statement;
import java.time.Instant;

/**
 * A statement that may still change.
 *
 * @param asOf the instant at which it was computed
 */
public record Draft(Statement statement, Instant asOf) {}
