/**
 * Sessions, meters, identities and the quarantine in one DynamoDB table.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A change of a replica's sessions, its identity, the deployment's counters and the meters are one transaction.
 *   <li>No transaction has more than 100 items, nor two actions on one item.
 *   <li>A replica is written only under the version and the timeline number that it was read under.
 *   <li>An addition that is no set union stands in a transaction beside an identity that is put if absent.
 * </ul>
 *
 * <p>{@link dev.ebb.metering.dynamodb.Keys} says what is where.
 */
@NullMarked
package dev.ebb.metering.dynamodb;

import org.jspecify.annotations.NullMarked;
