/** Texts of sweeping as JSON. Invariant: what is written of equal values is equal. */
@NullMarked
package dev.ebb.sweeping.json;

import org.jspecify.annotations.NullMarked;
