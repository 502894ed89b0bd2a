package dev.ebb.sweeping.rules;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.DeploymentState.Phase;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.Watched;
import dev.ebb.sweeping.ActingCap;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.evidence.Combined;
import dev.ebb.sweeping.json.PolicyJson;
import dev.ebb.sweeping.policy.InForce;
import dev.ebb.sweeping.policy.Inheritance;
import dev.ebb.sweeping.policy.Origin;
import dev.ebb.sweeping.policy.PolicyDigest;
import dev.ebb.sweeping.rules.Ladder.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one deployment on 15 November 2026. Unless told otherwise it has been up since 08:00 with one replica of two
 * GPUs, was last asked for in the minute of 09:13, and all its minutes from 06:00 to 16:00 were reported.
 */
final class Looks {

    static final DeploymentId ID = new DeploymentId("acme", "llama-70b");
    static final String ZERO = "{\"mode\":\"zero\"}";

    private static final long FIRST = ActivityMinutes.minuteOf(at("06:00"));
    private static final int LENGTH = 600;

    private final BitSet reported = new BitSet();
    private final BitSet active = new BitSet();
    private final BitSet wanted = new BitSet();
    private Instant now = at("10:00");
    private InForce policy = policy(ZERO);
    private long ready = 1;
    private long starting;
    private long lost;
    private Phase phase = Phase.RUNNING;
    private @Nullable Instant upSince = at("08:00");
    private @Nullable Instant zeroSince;
    private boolean pending;
    private @Nullable Integer minReplicas;
    private Optional<SweepStatus> given = Optional.empty();
    private Rung rung = Rung.UP;
    private Instant rungSince = at("07:00");
    private Instant observedFrom = at("07:00");
    private Instant policySince = at("07:00");
    private @Nullable Instant idleSince;
    private @Nullable Instant scaledDownAt;
    private int damping;
    private @Nullable Instant heldByCap;
    private @Nullable Instant noticeAt;
    private @Nullable String receipt;
    private @Nullable Instant minimumWarnedAt;
    private @Nullable Instant startingSince;
    private @Nullable Instant dueAt;
    private Optional<Pin> pin = Optional.empty();
    private Duration lag = Duration.ZERO;
    private List<String> failures = List.of();
    private Optional<String> doubt = Optional.empty();
    private List<String> vetoes = List.of();
    private Optional<String> wayToWake = Optional.empty();
    private Optional<String> held = Optional.empty();
    private Optional<ActingCap> cap = Optional.empty();
    private String source = Combined.EVENTS;

    private Looks() {
        reported.set(0, LENGTH);
        active("09:13");
    }

    static Looks up() {
        return new Looks();
    }

    /** At zero since 09:30, as Ebb has it since then. */
    static Looks atZero() {
        Looks looks = new Looks();
        looks.ready = 0;
        looks.phase = Phase.AT_ZERO;
        looks.upSince = null;
        looks.zeroSince = at("09:30");
        looks.rung = Rung.AT_ZERO;
        looks.rungSince = at("09:30");
        return looks;
    }

    static Instant at(String time) {
        return Instant.parse("2026-11-15T" + time + ":00Z");
    }

    static InForce policy(String json) {
        return Inheritance.resolve(List.of(PolicyJson.layer(Origin.DEPLOYMENT, Optional.of(json), 1)));
    }

    private static int index(String time) {
        return Math.toIntExact(ActivityMinutes.minuteOf(at(time)) - FIRST);
    }

    Looks now(String time) {
        now = at(time);
        return this;
    }

    Looks now(Instant instant) {
        now = instant;
        return this;
    }

    Looks policyOf(String json) {
        policy = policy(json);
        return this;
    }

    Looks active(String time) {
        active.set(index(time));
        return this;
    }

    Looks wanted(String time) {
        wanted.set(index(time));
        return this;
    }

    Looks unreported(String time) {
        reported.clear(index(time));
        return this;
    }

    Looks activeAt(int index) {
        active.set(index);
        return this;
    }

    Looks wantedAt(int index) {
        wanted.set(index);
        return this;
    }

    Looks unreportedAt(int index) {
        reported.clear(index);
        return this;
    }

    Looks quiet() {
        active.clear();
        return this;
    }

    Looks replicas(long nowReady, long nowStarting, long nowLost) {
        ready = nowReady;
        starting = nowStarting;
        lost = nowLost;
        phase = ready > 0 ? Phase.RUNNING : starting > 0 ? Phase.STARTING : lost > 0 ? Phase.LOST : Phase.AT_ZERO;
        return this;
    }

    Looks upSince(String time) {
        upSince = at(time);
        return this;
    }

    Looks zeroSince(String time) {
        zeroSince = at(time);
        return this;
    }

    Looks deleted() {
        ready = 0;
        phase = Phase.DELETED;
        upSince = null;
        zeroSince = at("09:30");
        return this;
    }

    Looks inDoubt(String why) {
        doubt = Optional.of(why);
        return this;
    }

    Looks pending() {
        pending = true;
        return this;
    }

    Looks minimum(int replicas) {
        minReplicas = replicas;
        return this;
    }

    Looks rung(Rung is, String since) {
        rung = is;
        rungSince = at(since);
        return this;
    }

    Looks rung(Rung is, Instant since) {
        rung = is;
        rungSince = since;
        return this;
    }

    Looks observedFrom(String time) {
        observedFrom = at(time);
        return this;
    }

    Looks knownSince(String time) {
        observedFrom = at(time);
        policySince = at(time);
        upSince = at(time);
        return this;
    }

    Looks idleSince(String time) {
        idleSince = at(time);
        return this;
    }

    Looks scaledDownAt(String time) {
        scaledDownAt = at(time);
        return this;
    }

    Looks due(String time) {
        dueAt = at(time);
        return this;
    }

    Looks damping(int doublings) {
        damping = doublings;
        return this;
    }

    Looks capped(String until) {
        cap = Optional.of(new ActingCap("100.00 USD", at(until)));
        return this;
    }

    Looks heldByCap(String until) {
        heldByCap = at(until);
        return this;
    }

    Looks noticed(String time, @Nullable String answer) {
        noticeAt = at(time);
        receipt = answer;
        return this;
    }

    Looks minimumWarnedAt(Instant instant) {
        minimumWarnedAt = instant;
        return this;
    }

    Looks startingSince(String time) {
        startingSince = at(time);
        return this;
    }

    Looks pinned(String until) {
        pin = Optional.of(new Pin("ann", "demo", at("07:00"), at(until)));
        return this;
    }

    Looks lag(Duration minutes) {
        lag = minutes;
        return this;
    }

    Looks failure(String failure) {
        failures = List.of(failure);
        return this;
    }

    Looks veto(String veto) {
        vetoes = List.of(veto);
        return this;
    }

    Looks noWayToWake(String why) {
        wayToWake = Optional.of(why);
        return this;
    }

    Looks held(String by) {
        held = Optional.of(by);
        return this;
    }

    /** Goes on from what a decision left, instead of what was told. */
    Looks source(String name) {
        source = name;
        return this;
    }

    Looks status(SweepStatus status) {
        given = Optional.of(status);
        return this;
    }

    Look look() {
        Usage.Configuration configuration = new Usage.Configuration(null, minReplicas, null, null, null, null);
        DeploymentState state = new DeploymentState(
                ID,
                phase,
                ready,
                starting,
                lost,
                new ShapePart("NVIDIA_H100_80GB", new GpuCount(2000), null),
                configuration,
                null);
        Watched watched = new Watched(
                state,
                pending,
                ready > 0 ? upSince : null,
                zeroSince,
                ActivityMinutes.of(FIRST, FIRST + LENGTH, reported, active, wanted),
                new Watched.Stamp(1, 1, starting, Map.of()),
                dueAt);
        return new Look(
                now, watched, status(), policy, pin, source, lag, failures, doubt, vetoes, wayToWake, held, cap);
    }

    private SweepStatus status() {
        return given.orElseGet(() -> new SweepStatus(
                ID,
                7,
                observedFrom,
                PolicyDigest.of(policy),
                policySince,
                idleSince,
                startingSince,
                rung,
                rungSince,
                3,
                scaledDownAt,
                damping,
                heldByCap,
                noticeAt,
                receipt,
                minimumWarnedAt));
    }

    Ladder.Decision decide() {
        return new IdleLadder().decide(look());
    }
}
