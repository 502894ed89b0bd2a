/**
 * Events as JSON: reading them from what producers send and from files, and making samples of them.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>No input makes reading throw: whatever it holds, it becomes events or reasons why there are none.
 *   <li>Numbers are read from their digits, exactly; none passes through floating point.
 *   <li>An event's original is the exact slice of the bytes that it came in.
 * </ul>
 *
 * <p>Start at {@link dev.ebb.metering.json.JsonEventReader}.
 */
@NullMarked
package dev.ebb.metering.json;

import org.jspecify.annotations.NullMarked;
