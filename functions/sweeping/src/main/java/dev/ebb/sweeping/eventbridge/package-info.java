/** The bus. Invariant: an entry that the bus did not take is sent again, or the sender is told. */
@NullMarked
package dev.ebb.sweeping.eventbridge;

import org.jspecify.annotations.NullMarked;
