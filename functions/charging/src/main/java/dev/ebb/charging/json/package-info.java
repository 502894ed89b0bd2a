/** Price books and agreements read and written, and statements written, as JSON: the files that others build on. */
@NullMarked
package dev.ebb.charging.json;

import org.jspecify.annotations.NullMarked;
