package dev.ebb.sweeping.simulation;

import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBook.GpuPrice;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.UnitPrice;
import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.Session;
import dev.ebb.metering.Shape;
import dev.ebb.metering.Traffic;
import dev.ebb.metering.Usage;
import dev.ebb.metering.history.RecordedDeployment;
import dev.ebb.sweeping.json.PolicyJson;
import dev.ebb.sweeping.policy.Inheritance;
import dev.ebb.sweeping.policy.Origin;
import dev.ebb.sweeping.policy.Policy;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Histories of one deployment from 00:00 on 2 November 2026, a Monday. Times are milliseconds or minutes from then. Every
 * minute is reported unless told otherwise, and an H100 costs 7.20 an hour, 3.60 from 09:00 on.
 */
final class Histories {

    static final Instant START = Instant.parse("2026-11-02T00:00:00Z");
    static final long START_MILLIS = START.toEpochMilli();
    static final Instant CHEAPER = Instant.parse("2026-11-02T09:00:00Z");
    static final String H100 = "NVIDIA_H100_80GB";
    static final Tariff TARIFF = Tariff.of(new PriceBook(
            Currency.getInstance("USD"),
            List.of(price(Instant.parse("2026-01-01T00:00:00Z"), "7.20"), price(CHEAPER, "3.60")),
            List.of()));

    private static final DeploymentId ID = new DeploymentId("acme", "llama");

    private final List<ReplicaSession> sessions = new ArrayList<>();
    private final BitSet active = new BitSet();
    private final BitSet wanted = new BitSet();
    private final BitSet reported = new BitSet();
    private final int length;
    private @Nullable Integer minReplicas;

    private Histories(int length) {
        this.length = length;
        reported.set(0, length);
    }

    private static GpuPrice price(Instant from, String amount) {
        return new GpuPrice(H100, "*", new UnitPrice(from, from.toString(), new BigDecimal(amount), amount));
    }

    /** @param minutes that it lasts */
    static Histories of(int minutes) {
        return new Histories(minutes);
    }

    /** A replica of so many GPUs, in minutes. */
    Histories ran(int from, int to, int gpus) {
        return ranMillis(from * 60_000L, to * 60_000L, gpus * 1000);
    }

    Histories ranMillis(long from, long to, int milliGpus) {
        Session session = new Session(
                START.plusMillis(from), START.plusMillis(to), new Shape(H100, new GpuCount(milliGpus), "global"), null);
        sessions.add(new ReplicaSession("r" + sessions.size(), session, false));
        return this;
    }

    Histories active(int from, int to) {
        active.set(from, to);
        return this;
    }

    Histories wanted(int from, int to) {
        wanted.set(from, to);
        return this;
    }

    Histories unknown(int from, int to) {
        reported.clear(from, to);
        return this;
    }

    Histories minimum(int replicas) {
        minReplicas = replicas;
        return this;
    }

    int length() {
        return length;
    }

    List<Session> sessions() {
        return sessions.stream().map(ReplicaSession::session).toList();
    }

    boolean isActive(int minute) {
        return active.get(minute);
    }

    boolean isDemand(int minute) {
        return active.get(minute) || wanted.get(minute);
    }

    boolean isKnown(int minute) {
        return reported.get(minute) || active.get(minute);
    }

    /** What is known of the minutes before one of them. */
    ActivityMinutes minutesBefore(int end) {
        long first = ActivityMinutes.minuteOf(START);
        return ActivityMinutes.of(first, first + end, reported, active, wanted);
    }

    /** Likewise, as if nothing had been asked for in one of them. */
    ActivityMinutes minutesBefore(int end, int quiet) {
        BitSet served = (BitSet) active.clone();
        BitSet rejected = (BitSet) wanted.clone();
        served.clear(quiet);
        rejected.clear(quiet);
        long first = ActivityMinutes.minuteOf(START);
        return ActivityMinutes.of(first, first + end, reported, served, rejected);
    }

    RecordedDeployment deployment() {
        Instant end = START.plusSeconds(length * 60L);
        DeploymentUsage usage = new DeploymentUsage(
                ID,
                START,
                end,
                sessions.stream()
                        .sorted(Comparator.comparing(each -> each.session().start()))
                        .toList(),
                List.of(),
                List.of(),
                active,
                ActivityMinutes.minuteOf(START),
                Traffic.NONE,
                new Usage.Configuration(null, minReplicas, null, null, null, null),
                List.of(),
                List.of(),
                false,
                Map.of(),
                end);
        return new RecordedDeployment(usage, minutesBefore(length));
    }

    Simulation simulation(Conditions conditions) {
        return new Simulation(List.of(deployment()), TARIFF, conditions);
    }

    static Policy policy(String json) {
        return Inheritance.resolve(List.of(PolicyJson.layer(Origin.DEPLOYMENT, Optional.of(json), 1)))
                .policy();
    }
}
