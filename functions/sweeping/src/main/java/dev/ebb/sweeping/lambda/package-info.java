/** The handlers that Lambda calls; they translate and do nothing else. */
@NullMarked
package dev.ebb.sweeping.lambda;

import org.jspecify.annotations.NullMarked;
