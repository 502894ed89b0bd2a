/** Lambda's handlers: they decode, call the domain, and encode. */
@NullMarked
package dev.ebb.charging.lambda;

import org.jspecify.annotations.NullMarked;
