/**
 * What metrics services know of traffic, for deployments whose own events do not tell.
 *
 * <p>Invariant: only a complete answer with a witness for every minute supports idleness; whatever else comes back, or does
 * not, is a failure that is named.
 */
@NullMarked
package dev.ebb.sweeping.evidence;

import org.jspecify.annotations.NullMarked;
