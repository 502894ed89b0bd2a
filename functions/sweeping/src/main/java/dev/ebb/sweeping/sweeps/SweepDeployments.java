package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetWatch;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.sweeps.SweepRecords.Census;
import dev.ebb.sweeping.sweeps.SweepRecords.Hour;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The look each minute at what is due. A small one is done at once; of a large one each page goes to the queue, where as
 * many are looked at beside each other as the queue allows.
 */
public final class SweepDeployments {

    /** As many as are looked at in one invocation. */
    public static final int PAGE = 50;

    /** More than one deployment takes, with its verdict, warning and order. */
    static final Duration DEPLOYMENT_TIME = Duration.ofSeconds(10);

    /** Hard caps that are looked at at once; where there are more, each goes to the queue. */
    static final int MOST_CAPS = 20;

    /** Kept for the record of a leg, and for the queue. */
    static final Duration RECORD_TIME = Duration.ofSeconds(5);

    /** What is left of an invocation's time for what is due. */
    static final Duration CAP_TIME = Duration.ofSeconds(30);

    private final FleetWatch fleet;
    private final SweepRecords records;
    private final Safety safety;
    private final LegQueue queue;
    private final Caps caps;
    private final Judging judging;

    /** Of these parts. */
    public SweepDeployments(
            FleetWatch fleet, SweepRecords records, Safety safety, LegQueue queue, Caps caps, Judging judging) {
        this.fleet = fleet;
        this.records = records;
        this.safety = safety;
        this.queue = queue;
        this.caps = caps;
        this.judging = judging;
    }

    /**
     * Begins a sweep, and does it if it is small. Beginning it again finds what is still due.
     *
     * @param sweep its minute
     * @return what became of the legs that were done at once
     * @throws LedgerUnavailableException if the table can't be reached in time
     */
    public List<LegResult> sweep(Instant sweep, Instant now, Deadline deadline) {
        records.begun(sweep, deadline);
        List<Census> censuses = censuses(now, deadline);
        watch(censuses, now, deadline);
        List<LegResult> results = new ArrayList<>(caps(sweep, now, deadline));
        List<Leg> legs = new ArrayList<>();
        List<FleetWatch.Page> pages = new ArrayList<>();
        int due = 0;
        boolean more = false;
        for (int part = 0; part < fleet.parts(); part++) {
            FleetWatch.Page page = fleet.due(part, Optional.empty(), sweep, PAGE, deadline);
            if (!page.deployments().isEmpty()) {
                legs.add(new Leg(sweep, part, Optional.empty()));
                pages.add(page);
                due += page.deployments().size();
                more |= page.next().isPresent();
            }
        }
        if (more || due > PAGE) {
            queue.send(legs);
            return results;
        }
        for (int i = 0; i < legs.size(); i++) {
            if (deadline.isTooShortFor(DEPLOYMENT_TIME.plus(RECORD_TIME))) {
                queue.send(legs.subList(i, legs.size()));
                break;
            }
            results.add(run(legs.get(i), pages.get(i), censuses.getFirst(), now, deadline));
        }
        return results;
    }

    /** Before anything else, for it is about money. One that fails is tried again by itself. */
    private List<LegResult> caps(Instant sweep, Instant now, Deadline deadline) {
        List<Leg> legs = caps.accounts(deadline).stream()
                .map(account -> Leg.ofCap(sweep, account))
                .toList();
        if (legs.size() > MOST_CAPS) {
            queue.send(legs);
            return List.of();
        }
        List<LegResult> results = new ArrayList<>();
        for (Leg leg : legs) {
            if (deadline.isTooShortFor(CAP_TIME)) {
                queue.send(List.of(leg));
                continue;
            }
            try {
                results.add(cap(leg, leg.cap().orElseThrow(), now, deadline));
            } catch (RuntimeException failure) {
                queue.send(List.of(leg));
            }
        }
        return results;
    }

    private LegResult cap(Leg leg, String account, Instant now, Deadline deadline) {
        Caps.Looked looked = caps.look(account, leg.sweep(), now, deadline);
        LegTally tally = new LegTally(leg, looked.unread().size());
        looked.unread().forEach(tally::failed);
        tally.acted(Action.SCALE_TO_ZERO.name(), "marked", looked.stopped());
        tally.acted(Action.SCALE_TO_ZERO.name(), "held", looked.held());
        LegResult result = tally.result();
        if (!result.actions().isEmpty() || !result.failures().isEmpty()) {
            records.keep(result, deadline);
        }
        return result;
    }

    /**
     * Does a leg. What there is no time for goes back to the queue.
     *
     * @throws LedgerUnavailableException if the table can't be reached in time
     */
    public LegResult run(Leg leg, Instant now, Deadline deadline) {
        if (leg.cap().isPresent()) {
            return cap(leg, leg.cap().get(), now, deadline);
        }
        FleetWatch.Page page = fleet.due(leg.part(), leg.after(), leg.sweep(), PAGE, deadline);
        if (page.next().isPresent() && !leg.again()) {
            queue.send(List.of(new Leg(leg.sweep(), leg.part(), page.next())));
        }
        return run(leg, page, censuses(now, deadline).getFirst(), now, deadline);
    }

    private LegResult run(Leg leg, FleetWatch.Page page, Census fleetNow, Instant now, Deadline deadline) {
        List<DeploymentId> due = page.deployments();
        LegTally tally = new LegTally(leg, due.size());
        Optional<String> held = safety.state(deadline).held();
        Deadline judgingEnds = () -> deadline.remaining().minus(RECORD_TIME);
        judging.judge(due, leg.sweep(), now, held, fleetNow.deployments(), tally, judgingEnds);
        LegResult result = tally.result();
        if (result.deferred() > 0) {
            queue.send(List.of(leg.rest()));
        }
        records.keep(result, deadline);
        return result;
    }

    /** The latest census and the one before it; the fleet is counted once an hour. */
    private List<Census> censuses(Instant now, Deadline deadline) {
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        List<Census> before = records.censuses(deadline);
        if (!before.isEmpty() && before.getFirst().hour().equals(hour)) {
            return before;
        }
        long deployments = 0;
        for (int part = 0; part < fleet.parts(); part++) {
            deployments += fleet.count(part, deadline);
        }
        Census present = new Census(hour, deployments);
        records.count(present, deadline);
        return before.isEmpty() ? List.of(present) : List.of(present, before.getFirst());
    }

    /** Opens the breaker if there is a reason to that nobody has acknowledged, before anything is looked at. */
    private void watch(List<Census> censuses, Instant now, Deadline deadline) {
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        Hour present = records.hour(hour, deadline);
        Hour past = records.hour(hour.minus(1, ChronoUnit.HOURS), deadline);
        List<String> reasons = Breaker.reasons(censuses, present, past);
        if (reasons.isEmpty()) {
            return;
        }
        Optional<Safety.Reset> reset = safety.state(deadline).lastReset();
        reasons.stream()
                .filter(reason ->
                        reset.filter(seen -> seen.passesOver(reason, now)).isEmpty())
                .findFirst()
                .ifPresent(reason -> safety.open(reason, now, deadline));
    }
}
