/** CloudWatch: metrics by its API, and the function's log. Invariant: nothing here fails a charge. */
@NullMarked
package dev.ebb.charging.cloudwatch;

import org.jspecify.annotations.NullMarked;
