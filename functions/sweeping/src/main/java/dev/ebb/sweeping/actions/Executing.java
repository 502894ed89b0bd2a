package dev.ebb.sweeping.actions;

import dev.ebb.metering.FleetWatch;
import dev.ebb.sweeping.ActingCaps;
import dev.ebb.sweeping.ActionQueue;
import dev.ebb.sweeping.sweeps.Safety;
import dev.ebb.sweeping.sweeps.SweepStore;

/** The parts that an execution is made of. */
public record Executing(
        SweepStore store,
        FleetWatch fleet,
        Safety safety,
        Permission permission,
        ActingCaps caps,
        Targets targets,
        ActionQueue queue,
        Announcer announcer) {}
