/** The queue of charges. Invariant: a message that the queue did not take is sent again, or the sender is told. */
@NullMarked
package dev.ebb.charging.sqs;

import org.jspecify.annotations.NullMarked;
