package dev.ebb.charging;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.Boot;
import dev.ebb.metering.DeploymentUsage.Lost;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.FailedStart;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Meter;
import dev.ebb.metering.Notice;
import dev.ebb.metering.Session;
import dev.ebb.metering.Shape;
import dev.ebb.metering.Traffic;
import dev.ebb.metering.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a deployment used, put together for a test. */
record TestUsage(
        String deployment,
        Instant from,
        Instant to,
        List<ReplicaSession> sessions,
        List<FailedStart> failedStarts,
        List<String> activeMinutes,
        List<Notice> notices,
        List<Lost> lost,
        boolean pending,
        Map<GpuKind, GpuTime> metered,
        Beside beside) {

    /** What else is read; boots are those of the sessions if null. */
    record Beside(@Nullable List<Boot> boots, Traffic traffic, Usage.Configuration configuration) {
        static final Beside NOTHING = new Beside(null, Traffic.NONE, Usage.Configuration.NONE);
    }

    /** In November 2026, UTC. */
    static TestUsage november(ReplicaSession... sessions) {
        return in("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", sessions);
    }

    static TestUsage in(String from, String to, ReplicaSession... sessions) {
        return new TestUsage(
                "m",
                Instant.parse(from),
                Instant.parse(to),
                List.of(sessions),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                false,
                Map.of(),
                Beside.NOTHING);
    }

    static Shape shape(String accelerator, String gpus, String region) {
        return new Shape(accelerator, GpuCount.of(new BigDecimal(gpus)), region);
    }

    static ReplicaSession session(Shape shape, String start, String end) {
        return session(shape, start, end, null);
    }

    static ReplicaSession session(Shape shape, String start, String end, @Nullable String bootFrom) {
        Instant boot = bootFrom == null ? null : Instant.parse(bootFrom);
        return new ReplicaSession("r1", new Session(Instant.parse(start), Instant.parse(end), shape, boot), false);
    }

    static ReplicaSession open(String replica, Shape shape, String start, String asOf) {
        return new ReplicaSession(replica, new Session(Instant.parse(start), Instant.parse(asOf), shape, null), true);
    }

    TestUsage active(String... minutes) {
        return new TestUsage(
                deployment,
                from,
                to,
                sessions,
                failedStarts,
                List.of(minutes),
                notices,
                lost,
                pending,
                metered,
                beside);
    }

    TestUsage named(String name) {
        return new TestUsage(
                name, from, to, sessions, failedStarts, activeMinutes, notices, lost, pending, metered, beside);
    }

    TestUsage failed(FailedStart... starts) {
        return new TestUsage(
                deployment,
                from,
                to,
                sessions,
                List.of(starts),
                activeMinutes,
                notices,
                lost,
                pending,
                metered,
                beside);
    }

    TestUsage noticed(Notice... all) {
        return new TestUsage(
                deployment,
                from,
                to,
                sessions,
                failedStarts,
                activeMinutes,
                List.of(all),
                lost,
                pending,
                metered,
                beside);
    }

    TestUsage losing(Lost... replicas) {
        return new TestUsage(
                deployment,
                from,
                to,
                sessions,
                failedStarts,
                activeMinutes,
                notices,
                List.of(replicas),
                pending,
                metered,
                beside);
    }

    TestUsage whilePending() {
        return new TestUsage(
                deployment, from, to, sessions, failedStarts, activeMinutes, notices, lost, true, metered, beside);
    }

    TestUsage metered(String accelerator, String region, String gpuSeconds) {
        GpuTime time = new GpuTime(new BigDecimal(gpuSeconds).movePointRight(6).toBigIntegerExact());
        return new TestUsage(
                deployment,
                from,
                to,
                sessions,
                failedStarts,
                activeMinutes,
                notices,
                lost,
                pending,
                Map.of(new GpuKind(accelerator, region), time),
                beside);
    }

    TestUsage booting(Boot... boots) {
        return with(new Beside(List.of(boots), beside.traffic(), beside.configuration()));
    }

    TestUsage counting(Traffic traffic) {
        return with(new Beside(beside.boots(), traffic, beside.configuration()));
    }

    TestUsage configured(Usage.Configuration configuration) {
        return with(new Beside(beside.boots(), beside.traffic(), configuration));
    }

    private TestUsage with(Beside other) {
        return new TestUsage(
                deployment, from, to, sessions, failedStarts, activeMinutes, notices, lost, pending, metered, other);
    }

    DeploymentUsage build() {
        long firstMinute = Math.floorDiv(from.getEpochSecond(), 60);
        BitSet minutes = new BitSet();
        activeMinutes.forEach(minute -> minutes.set((int) (Instant.parse(minute).getEpochSecond() / 60 - firstMinute)));
        return new DeploymentUsage(
                new DeploymentId("acme", deployment),
                from,
                to,
                sessions,
                beside.boots() != null ? beside.boots() : boots(),
                failedStarts,
                minutes,
                firstMinute,
                beside.traffic(),
                beside.configuration(),
                notices,
                lost,
                pending,
                metered,
                Meter.quarterOf(to));
    }

    private List<Boot> boots() {
        return sessions.stream()
                .flatMap(each -> Boot.of(each.session(), to).stream())
                .toList();
    }
}
