package dev.ebb.metering;

import java.math.BigInteger;
import java.time.Instant;

/**
 * Serverless tokens of one model in one quarter-hour.
 *
 * @param quarter its first instant
 * @param prompt all prompt tokens
 * @param cachedPrompt those of them that were cached
 */
public record TokenUsage(
        String model, Instant quarter, BigInteger prompt, BigInteger cachedPrompt, BigInteger completion) {}
