/** Services that tests talk to over HTTP, on this computer alone: a server answers no one but its test. */
@NullMarked
package dev.ebb.metering.loopback;

import org.jspecify.annotations.NullMarked;
