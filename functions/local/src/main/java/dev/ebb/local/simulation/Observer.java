package dev.ebb.local.simulation;

import dev.ebb.sweeping.actions.Announcement;
import dev.ebb.sweeping.actions.Executed;
import dev.ebb.sweeping.sweeps.LegResult;
import dev.ebb.sweeping.sweeps.SweepStore;
import dev.ebb.sweeping.sweeps.Warnings.Warning;
import java.time.Instant;
import java.util.List;

/** Sees what Ebb does, and can do nothing about it. */
public interface Observer {

    /** A sweep is over; its verdicts are in the store. */
    void swept(Instant sweep, List<LegResult> legs, SweepStore store);

    /** An owner was told. */
    void told(Warning warning);

    /** Something went onto the bus, perhaps not for the first time. */
    void announced(Announcement announcement, Instant now);

    /** An action was taken as far as it goes. */
    void executed(Executed executed, Instant now);
}
