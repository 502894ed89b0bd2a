/** What functions of sweeping write for people and for CloudWatch. Invariant: no dimension names a deployment. */
@NullMarked
package dev.ebb.sweeping.cloudwatch;

import org.jspecify.annotations.NullMarked;
