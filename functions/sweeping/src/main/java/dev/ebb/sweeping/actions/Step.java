package dev.ebb.sweeping.actions;

import dev.ebb.sweeping.Saved;
import java.time.Duration;

/** What is to be done next about an intent. */
sealed interface Step {

    /** Nothing was begun, and nothing will be. */
    record Abandon(String why) implements Step {}

    /** Keep what there is, and write down that the target is being called. */
    record Begin(Saved saved) implements Step {}

    /** Ask the target, perhaps again. */
    record Ask() implements Step {}

    /** Look again after a time. */
    record Wait(Duration delay, String why) implements Step {}

    /** It was seen to be done. */
    record Finish(String outcome) implements Step {}

    /** Bring back what was taken away. */
    record Undo(String why) implements Step {}

    /** What undoes it is marked; it only has to end. */
    record Settle(String outcome) implements Step {}

    /** It was not done, or not known to be, and will not be tried any more. */
    record Fail(String why) implements Step {}
}
