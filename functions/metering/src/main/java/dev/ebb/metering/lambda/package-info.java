/** The handler that Lambda calls; it translates and does nothing else. */
@NullMarked
package dev.ebb.metering.lambda;

import org.jspecify.annotations.NullMarked;
