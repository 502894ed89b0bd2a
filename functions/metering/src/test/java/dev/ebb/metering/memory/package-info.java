/**
 * A DynamoDB in memory, behind the SDK's own client: for suites that try thousands of histories, where DynamoDB Local
 * takes thirty milliseconds for each of them.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>It answers as DynamoDB Local answers, in all that Ebb's adapters ask. {@code DynamoContract} says so of both, and
 *       {@code SameAnswersDynamoTests} drives both with the same random requests.
 *   <li>What it does not know it refuses with an {@link UnsupportedOperationException}. It never guesses.
 *   <li>One operation happens at a time. A transaction is all or nothing.
 * </ul>
 *
 * <p>{@link dev.ebb.metering.memory.MemoryDynamoDb} reads requests, {@code Store} keeps the items of one table, and the
 * expressions are read by {@code ConditionExpression} and {@code UpdateExpression}.
 */
@NullMarked
package dev.ebb.metering.memory;

import org.jspecify.annotations.NullMarked;
