/**
 * The systems that run deployments.
 *
 * <p>Invariants: a deployment that names a target which Ebb does not know is left alone; what a target runs is what it was
 * seen to run, never what it was asked for.
 */
@NullMarked
package dev.ebb.sweeping.targets;

import org.jspecify.annotations.NullMarked;
