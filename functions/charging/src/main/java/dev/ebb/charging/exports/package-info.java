/**
 * Statements as tables: a row for each day of each line.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>The rows of a line add up to its amount, and those of all lines to the statement's total: exactly, and rounded.
 *   <li>A day is rated by the code that rates a month, on the same usage, read once.
 *   <li>A line whose days no longer add up to it, because something became known after it was invoiced, is one row.
 *   <li>Cells say whether they are numbers or words; how a file spells them is the file's matter.
 * </ul>
 *
 * <p>Read in this order: {@link dev.ebb.charging.exports.Span}, {@link dev.ebb.charging.exports.Dating},
 * {@link dev.ebb.charging.exports.FocusRows}.
 */
@NullMarked
package dev.ebb.charging.exports;

import org.jspecify.annotations.NullMarked;
