package dev.ebb.sweeping.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.ebb.charging.json.TriggerJson;
import dev.ebb.charging.json.TriggerJson.Message;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.TableAccess;
import dev.ebb.sweeping.cloudwatch.SweepLog;
import dev.ebb.sweeping.json.LegJson;
import dev.ebb.sweeping.json.SweepInvocationJson;
import dev.ebb.sweeping.json.SweepInvocationJson.Invocation;
import dev.ebb.sweeping.sweeps.LegResult;
import dev.ebb.sweeping.sweeps.Safety;
import dev.ebb.sweeping.sweeps.SweepDeployments;
import dev.ebb.sweeping.sweeps.UsageTicks;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Begins a sweep when the schedule says so, and looks at the pages of a large one that come from the queue. It decides and
 * marks; it carries nothing out.
 */
public final class SweepDeploymentsFunction implements RequestStreamHandler {

    /** Kept for the last call on the table, and for the answer. */
    static final Duration MARGIN = TableAccess.LONGEST_CALL.plusSeconds(1);

    /** Kept for the look at what is held, so that what was done is logged. */
    private static final Duration LOG_TIME = Duration.ofSeconds(2);

    private final SweepDeployments sweeps;
    private final Safety safety;
    private final UsageTicks ticks;
    private final SweepLog log;
    private final Clock clock;

    /** As Lambda makes it: on the table, the queues and the topic that the environment names. */
    public SweepDeploymentsFunction() {
        this(SweepParts.fromEnvironment(System.getenv()), new SweepLog(System.out), Clock.systemUTC());
    }

    /** Of these parts. */
    public SweepDeploymentsFunction(SweepParts parts, SweepLog log, Clock clock) {
        this(parts.sweeps(), parts.safety(), parts.ticks(), log, clock);
    }

    /** For tests, and for whoever runs it elsewhere: where events come by no queue. */
    public SweepDeploymentsFunction(SweepDeployments sweeps, Safety safety, SweepLog log, Clock clock) {
        this(sweeps, safety, UsageTicks.NONE, log, clock);
    }

    private SweepDeploymentsFunction(
            SweepDeployments sweeps, Safety safety, UsageTicks ticks, SweepLog log, Clock clock) {
        this.sweeps = sweeps;
        this.safety = safety;
        this.ticks = ticks;
        this.log = log;
        this.clock = clock;
    }

    /** @throws IllegalArgumentException if the event is neither the schedule's nor the queue's */
    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        Invocation invocation = SweepInvocationJson.read(event.readAllBytes());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Deadline deadline =
                () -> Duration.ofMillis(context.getRemainingTimeInMillis()).minus(MARGIN);
        Deadline working = () -> deadline.remaining().minus(LOG_TIME);
        List<LegResult> legs = new ArrayList<>();
        List<String> returned = new ArrayList<>();
        boolean begun = false;
        switch (invocation) {
            case Invocation.Scheduled scheduled -> {
                tick(context.getFunctionName(), now, deadline);
                legs.addAll(sweeps.sweep(scheduled.sweep(), now, working));
                begun = true;
            }
            case Invocation.Batch batch -> {
                for (Message message : batch.messages()) {
                    look(message, now, working, legs, returned);
                }
            }
        }
        log.swept(context.getFunctionName(), begun, legs, safety.state(deadline), now);
        answer.write(TriggerJson.answer(returned));
    }

    /** A tick that can't be sent holds up no sweep: its absence is lag, which the next sweep sees. */
    private void tick(String function, Instant now, Deadline deadline) {
        try {
            ticks.send(now, deadline);
        } catch (RuntimeException failure) {
            log.notTicked(failure.toString());
        }
        log.ingestion(function, ticks.ingestion(deadline), now);
    }

    /** A page that fails goes back to the queue; those beside it are looked at. */
    private void look(Message message, Instant now, Deadline deadline, List<LegResult> legs, List<String> returned) {
        try {
            legs.add(sweeps.run(LegJson.read(message.body()), now, deadline));
        } catch (RuntimeException failure) {
            log.returned(message.id(), failure.toString());
            returned.add(message.id());
        }
    }
}
