/** Warnings told through Amazon SNS. Invariant: nothing here decides what is told, or whether. */
@NullMarked
package dev.ebb.sweeping.sns;

import org.jspecify.annotations.NullMarked;
