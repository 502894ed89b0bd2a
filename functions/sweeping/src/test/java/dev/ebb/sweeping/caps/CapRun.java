package dev.ebb.sweeping.caps;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Period;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.budgets.Budget;
import dev.ebb.charging.budgets.Budgets;
import dev.ebb.charging.budgets.CapWatch;
import dev.ebb.charging.budgets.CappedAccounts;
import dev.ebb.charging.budgets.ChargeBasis;
import dev.ebb.charging.budgets.LiveSpend;
import dev.ebb.charging.budgets.Scope;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetWatch;
import dev.ebb.metering.Watched;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.json.PolicyJson;
import dev.ebb.sweeping.policy.Policies;
import dev.ebb.sweeping.sweeps.Caps;
import dev.ebb.sweeping.sweeps.Safety;
import dev.ebb.sweeping.sweeps.Warnings.Warning;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A world under a hard cap. What looks, reckons, decides and marks is the real thing, down to the meters' arithmetic; the
 * table is in memory, and whoever executes what was marked is simulated as ScaleDeployment ends it.
 */
final class CapRun {

    static final Period PERIOD = Period.of("2026-11", "UTC");

    final CapWorld world;
    final MemoryMeters meters = new MemoryMeters();
    final MemoryStore store = new MemoryStore();
    final List<Warning> warnings = new ArrayList<>();
    final List<String> audit = new ArrayList<>();
    final List<ActionId> orders = new ArrayList<>();
    final Fraction cap;
    final CapRecords records = new OneRecord();
    Safety.State safety = Safety.State.CLEAR;
    private final String policy;
    private final CapSweep caps;

    CapRun(CapWorld world, BigDecimal cap, String policy) {
        this.world = world;
        this.cap = Fraction.of(cap);
        this.policy = policy;
        Budget budget = new Budget(new Scope.Account(), cap, Budget.STANDARD_PERCENTS, cap);
        Tariff tariff = Tariff.of(world.book());
        CapWatch watch = new CapWatch(
                new OneBudget(budget),
                (account, now, deadline) -> new ChargeBasis.Basis(PERIOD, tariff, Optional.empty()),
                new LiveSpend(meters, meters),
                meters,
                new OpenActions(store),
                CapWatch.STANDARD_LAG);
        caps = new CapSweep(
                new OneAccount(),
                watch,
                new CapSweep.Parts(
                        new NoActivity(),
                        meters,
                        store,
                        new OnePolicy(),
                        PolicyJson::layer,
                        new OneSafety(),
                        (id, delay) -> orders.add(id),
                        warning -> {
                            warnings.add(warning);
                            return "receipt " + warnings.size();
                        },
                        records));
    }

    /** What has arrived is heard, what was executed is seen, and the sweep looks. */
    Caps.Looked sweep() {
        world.arrived().forEach(meters::hear);
        List.copyOf(store.intents.values()).forEach(this::observe);
        orders.clear();
        Caps.Looked looked = caps.look(CapWorld.ACCOUNT, world.now(), world.now(), Deadline.NONE);
        for (ActionId id : List.copyOf(orders)) {
            Intent intent = store.intents.get(id.deployment());
            if (intent.state() == Intent.State.REQUESTED) {
                store.moved(id.deployment(), Intent.State.CALLED, world.now());
                world.stop(id.deployment(), intent.deadline());
            }
        }
        return looked;
    }

    private void observe(Intent intent) {
        DeploymentId id = intent.id().deployment();
        if (intent.state() == Intent.State.CALLED && meters.running(id) == 0) {
            store.moved(id, Intent.State.DONE, world.now());
        } else if (intent.state() == Intent.State.CALLED && !world.now().isBefore(intent.deadline())) {
            store.moved(id, Intent.State.FAILED, world.now());
        }
    }

    private record OneBudget(Budget budget) implements Budgets {
        @Override
        public List<Budget> of(String account, Deadline deadline) {
            return List.of(budget);
        }

        @Override
        public List<Budget> setBefore(String account, Instant end, Deadline deadline) {
            return List.of(budget);
        }

        @Override
        public void set(String account, Budget other, Instant now, Deadline deadline) {
            throw new UnsupportedOperationException("it stays as it is");
        }

        @Override
        public boolean remove(String account, Scope scope, Instant now, Deadline deadline) {
            throw new UnsupportedOperationException("it stays as it is");
        }
    }

    private static final class OneAccount implements CappedAccounts {
        @Override
        public List<Capped> all(Deadline deadline) {
            return List.of(new Capped(CapWorld.ACCOUNT, true, Instant.EPOCH));
        }

        @Override
        public Optional<Capped> capped(String account, Deadline deadline) {
            return all(deadline).stream().findFirst();
        }
    }

    private final class OnePolicy implements Policies {
        @Override
        public Optional<Version> current(Level level, Deadline deadline) {
            return level instanceof Level.Stack
                    ? Optional.of(new Version(1, "tester", Instant.EPOCH, policy))
                    : Optional.empty();
        }

        @Override
        public List<Version> history(Level level, Deadline deadline) {
            return current(level, deadline).stream().toList();
        }

        @Override
        public boolean set(Level level, String json, String by, Instant now, long before, Deadline deadline) {
            return false;
        }
    }

    private final class OneSafety implements Safety {
        @Override
        public Safety.State state(Deadline deadline) {
            return safety;
        }

        @Override
        public void open(String reason, Instant now, Deadline deadline) {
            throw new UnsupportedOperationException("a cap opens no breaker");
        }

        @Override
        public void reset(String by, Instant now, Deadline deadline) {
            safety = Safety.State.CLEAR;
        }

        @Override
        public void kill(boolean killed, String by, String reason, Instant now, Deadline deadline) {
            safety = new Safety.State(Optional.empty(), Optional.of(new Stop(now, by, reason)));
        }
    }

    private final class OneRecord implements CapRecords {
        private CapRecords.State state = CapRecords.State.NONE;

        @Override
        public CapRecords.State state(String account, Deadline deadline) {
            return state;
        }

        @Override
        public boolean keep(
                String account,
                CapRecords.State after,
                List<DeploymentId> deployments,
                String what,
                Instant now,
                Deadline deadline) {
            state = after;
            audit.add(what);
            return true;
        }
    }

    /** Nothing is known of any request: nothing is idle. */
    private static final class NoActivity implements FleetWatch {
        @Override
        public int parts() {
            return 0;
        }

        @Override
        public Page due(int part, Optional<Place> after, Instant until, int limit, Deadline deadline) {
            return new Page(List.of(), Optional.empty());
        }

        @Override
        public long count(int part, Deadline deadline) {
            return 0;
        }

        @Override
        public Optional<Watched> watch(DeploymentId id, Instant from, Instant now, Deadline deadline) {
            return Optional.empty();
        }

        @Override
        public void makeDue(DeploymentId id, Instant now, Deadline deadline) {}

        @Override
        public void putOff(DeploymentId id, Instant due, Instant to, Deadline deadline) {}
    }
}
