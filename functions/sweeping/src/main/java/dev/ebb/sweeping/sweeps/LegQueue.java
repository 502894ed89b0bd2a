package dev.ebb.sweeping.sweeps;

import java.util.List;

/** Where the pages of a large sweep wait to be looked at. A message may be delivered more than once, and in any order. */
@FunctionalInterface
public interface LegQueue {

    /** Sends legs; all of them, or it throws. */
    void send(List<Leg> legs);
}
