package dev.ebb.sweeping.actions;

import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.Intent;
import java.time.Duration;

/** What came of one attempt to execute an action. */
public sealed interface Executed {

    /** It has ended, now or before. */
    record Over(Intent intent) implements Executed {}

    /** It goes on after a time: the message is in the queue again. */
    record Waiting(ActionId id, Duration delay, String why) implements Executed {}

    /** It must not be executed here, or there is no such action. */
    record Refused(ActionId id, String reason) implements Executed {}
}
