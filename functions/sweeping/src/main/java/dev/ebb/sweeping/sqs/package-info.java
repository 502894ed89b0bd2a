/** The queues of actions. Invariant: a message that the queue did not take is an exception of the domain's. */
@NullMarked
package dev.ebb.sweeping.sqs;

import org.jspecify.annotations.NullMarked;
