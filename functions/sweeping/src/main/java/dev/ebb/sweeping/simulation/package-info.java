/**
 * What a policy would have done: a fleet's history in, consequences out. No table, no clock, no chance.
 *
 * <p>Recorded sessions are the supply, active minutes the demand, and ticks are whole UTC minutes. A deployment starts on,
 * and while it is off or boots, what the record runs costs nothing. Demand at zero wakes it, whatever the policy says of
 * waking: the simulation tells what that costs in waiting. Demand in the minute that begins as it goes to zero neither holds
 * it nor wakes it; sweeps, which see such demand later, bring back what it asks for. A regret is reckoned from the minute of
 * the demand, in sweeps from the mark that follows it within a minute or so. Requests that were rejected are demand, whether
 * anything ran or not.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>{@link dev.ebb.sweeping.rules.IdleRule} and {@link dev.ebb.sweeping.rules.Damping}, which the sweeps judge by,
 *       decide here too.
 *   <li>Simulated GPU time is recorded GPU time, or a part of it: nothing runs here that did not run there.
 *   <li>The same history gives the same consequences; deployments know nothing of each other.
 * </ul>
 *
 * <p>Read in this order: {@link dev.ebb.sweeping.simulation.Simulation}, {@link dev.ebb.sweeping.simulation.Trial},
 * {@link dev.ebb.sweeping.simulation.Frontier}.
 */
@NullMarked
package dev.ebb.sweeping.simulation;

import org.jspecify.annotations.NullMarked;
