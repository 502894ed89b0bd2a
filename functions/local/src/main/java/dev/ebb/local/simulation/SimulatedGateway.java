package dev.ebb.local.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.metering.DeploymentId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * Somebody's own gateway in front of an account's deployments: it serves requests where a replica is ready and turns them
 * away where none is, says both, and says for each minute that this was all. It says so whenever the clock stops, and daily
 * at least.
 */
public final class SimulatedGateway implements Actor {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    private record Request(DeploymentId deployment, Instant at) {}

    private final PriorityQueue<Request> requests = new PriorityQueue<>(Comparator.comparing(Request::at));
    private final EventSource events;
    private final String account;
    private final Predicate<DeploymentId> ready;
    private Instant reported;

    /**
     * @param events where its reports go
     * @param ready whether a deployment accepts requests
     * @param from when it begins; cut to the minute
     */
    public SimulatedGateway(EventSource events, String account, Predicate<DeploymentId> ready, Instant from) {
        this.events = events;
        this.account = account;
        this.ready = ready;
        reported = from.truncatedTo(ChronoUnit.MINUTES);
    }

    /** Somebody sends a request in the middle of each minute of [from, to), whatever the answer. */
    public void visit(DeploymentId deployment, Instant from, Instant to) {
        Instant half = from.truncatedTo(ChronoUnit.MINUTES).plus(MINUTE.dividedBy(2));
        for (Instant at = half; at.isBefore(to); at = at.plus(MINUTE)) {
            requests.add(new Request(deployment, at));
        }
    }

    @Override
    public Optional<Instant> next() {
        Instant report = reported.plus(DAY);
        Request first = requests.peek();
        return Optional.of(first != null && first.at().isBefore(report) ? first.at() : report);
    }

    @Override
    public void act(Instant now) {
        for (Request first = requests.peek(); first != null && !first.at().isAfter(now); first = requests.peek()) {
            requests.remove();
            ObjectNode data = span(first.at(), first.at()).put("count", 1);
            String type = ready.test(first.deployment()) ? "dev.ebb.requests.served" : "dev.ebb.requests.rejected";
            events.send(type, EventSource.subject(first.deployment()), first.at(), data);
        }
        Instant whole = now.truncatedTo(ChronoUnit.MINUTES);
        if (whole.isAfter(reported)) {
            events.send("dev.ebb.activity.reported", EventSource.subject(account), whole, span(reported, whole));
            reported = whole;
        }
    }

    private static ObjectNode span(Instant from, Instant to) {
        return EventSource.nothing().put("from", from.toString()).put("to", to.toString());
    }
}
