/**
 * Tables as CSV files.
 *
 * <p>Invariants: a file is RFC 4180 in UTF-8; numbers are plain decimals with a point; a spreadsheet that opens it
 * calculates nothing that somebody outside wrote.
 */
@NullMarked
package dev.ebb.charging.csv;

import org.jspecify.annotations.NullMarked;
