package dev.ebb.sweeping.caps;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBook.GpuPrice;
import dev.ebb.charging.PriceBook.ModelPrice;
import dev.ebb.charging.UnitPrice;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.Identity;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What really runs and what it really costs, on a clock of its own: an account's deployments that scale as they like,
 * targets that stop within their time, and events that arrive within theirs. It knows nothing of meters and of sweeps.
 */
final class CapWorld {

    static final Duration TICK = Duration.ofSeconds(10);
    static final Duration LONGEST_EVENT = Duration.ofMinutes(5);
    static final String ACCOUNT = "acme";
    static final String MODEL = "m";

    /** A price of the account's only accelerator. */
    record Price(Instant from, BigDecimal perHour) {}

    private record Arrival(Instant at, int number, UsageEvent event) {}

    /** One deployment. */
    static final class Runs {
        final DeploymentId id;
        final int milliGpus;
        final int most;
        final boolean production;
        final Deque<String> starting = new ArrayDeque<>();
        final Deque<String> ready = new ArrayDeque<>();

        @Nullable
        Instant stopAt;

        boolean stopped;

        Runs(String name, int milliGpus, int most, boolean production) {
            this.id = new DeploymentId(ACCOUNT, name);
            this.milliGpus = milliGpus;
            this.most = most;
            this.production = production;
        }

        int running() {
            return starting.size() + ready.size();
        }
    }

    final List<Runs> fleet = new ArrayList<>();
    final List<Price> prices;
    private final Random random;
    private final boolean worst;
    private final PriorityQueue<Arrival> arrivals =
            new PriorityQueue<>(Comparator.comparing(Arrival::at).thenComparing(Arrival::number));
    private Instant now;
    private Fraction spent = Fraction.ZERO;
    private long tokensATick;
    private int numbers;

    /** @param worst whether each event and each stop takes all of its time */
    CapWorld(Random random, boolean worst, Instant begin, List<Price> prices) {
        this.random = random;
        this.worst = worst;
        this.now = begin;
        this.prices = List.copyOf(prices);
    }

    /** Announces a deployment that has as many replicas as it may have, or none, from now on. */
    Runs add(String name, int milliGpus, int most, boolean production, int replicas) {
        Runs runs = new Runs(name, milliGpus, most, production);
        fleet.add(runs);
        Map<String, String> labels = production ? Map.of() : Map.of("environment", "test");
        // The announcement is old by the time at which anything is near the cap: it lags by nothing.
        arrivals.add(new Arrival(
                now,
                numbers,
                event(new Usage.Created(
                        runs.id,
                        new ShapePart("H100", new GpuCount(milliGpus), "us"),
                        new Usage.Configuration(null, null, most, labels, null, null)))));
        scale(runs, replicas);
        return runs;
    }

    PriceBook book() {
        List<GpuPrice> rows = prices.stream()
                .map(price -> new GpuPrice(
                        "H100",
                        PriceBook.ANY_REGION,
                        new UnitPrice(
                                price.from(),
                                price.from().toString(),
                                price.perHour(),
                                price.perHour().toPlainString())))
                .toList();
        UnitPrice dollar =
                new UnitPrice(prices.getFirst().from(), prices.getFirst().from().toString(), BigDecimal.ONE, "1");
        return new PriceBook(Currency.getInstance("USD"), rows, List.of(new ModelPrice(MODEL, dollar, null, dollar)));
    }

    Instant now() {
        return now;
    }

    /** From now on so many prompt tokens are used in each tick, at a dollar a million, as in the day before. */
    void useTokens(long aTick, MemoryMeters meters) {
        tokensATick = aTick;
        long ticksAQuarter = Duration.ofMinutes(15).dividedBy(TICK);
        for (int quarter = 1; quarter <= 96; quarter++) {
            meters.metered(now.minus(Duration.ofMinutes(15L * quarter)), aTick * ticksAQuarter);
        }
        spent = spent.plus(millionths(aTick * ticksAQuarter * 96));
    }

    private static Fraction millionths(long tokens) {
        return new Fraction(BigInteger.valueOf(tokens), BigInteger.valueOf(1_000_000));
    }

    /** What GPUs and tokens have cost so far, exactly. */
    Fraction spent() {
        return spent;
    }

    boolean anyRuns() {
        return fleet.stream().anyMatch(runs -> runs.running() > 0);
    }

    /** A tick: what runs costs, what boots may become ready, what is to stop stops, and all scale as they like. */
    void tick() {
        BigInteger milliGpus = fleet.stream()
                .map(runs -> BigInteger.valueOf((long) runs.milliGpus * runs.ready.size()))
                .reduce(BigInteger.ZERO, BigInteger::add);
        Fraction hours = new Fraction(
                milliGpus.multiply(BigInteger.valueOf(TICK.toMillis())), BigInteger.valueOf(3_600_000_000L));
        spent = spent.plus(hours.times(Fraction.of(price()))).plus(millionths(tokensATick));
        if (tokensATick > 0) {
            say(new Usage.Tokens(ACCOUNT, MODEL, tokensATick, 0, 0));
        }
        now = now.plus(TICK);
        for (Runs runs : fleet) {
            if (runs.stopAt != null && !runs.stopAt.isAfter(now)) {
                scale(runs, 0);
                runs.stopped = true;
            } else if (!runs.stopped) {
                if (!runs.starting.isEmpty() && random.nextInt(3) > 0) {
                    becomeReady(runs);
                }
                if (random.nextInt(worst ? 20 : 60) == 0) {
                    scale(runs, random.nextBoolean() ? runs.most : random.nextInt(runs.most + 1));
                }
            }
        }
    }

    /** Everything that can comes to its most, at once. */
    void surge() {
        for (Runs runs : fleet) {
            surgeTo(runs, runs.most);
        }
    }

    /** Unless it was stopped, it comes to so many ready replicas at once. */
    void surgeTo(Runs runs, int replicas) {
        if (!runs.stopped) {
            scale(runs, replicas);
            while (!runs.starting.isEmpty()) {
                becomeReady(runs);
            }
        }
    }

    private BigDecimal price() {
        return prices.stream()
                .filter(price -> !price.from().isAfter(now))
                .reduce((earlier, later) -> later)
                .orElseThrow()
                .perHour();
    }

    /** The target has been asked to stop it; it has done so by then. */
    void stop(DeploymentId id, Instant deadline) {
        Runs runs =
                fleet.stream().filter(each -> each.id.equals(id)).findFirst().orElseThrow();
        if (runs.stopAt == null) {
            long most = Math.max(0, Duration.between(now, deadline).dividedBy(TICK));
            runs.stopAt = now.plus(TICK.multipliedBy(worst ? most : random.nextLong(most + 1)));
        }
    }

    private void scale(Runs runs, int replicas) {
        while (runs.running() < replicas) {
            String replica = "r" + numbers;
            runs.starting.add(replica);
            say(new Usage.Starting(new ReplicaId(runs.id, replica), ShapePart.NONE));
        }
        while (runs.running() > replicas) {
            String replica = runs.starting.isEmpty() ? runs.ready.removeFirst() : runs.starting.removeFirst();
            say(new Usage.Stopped(new ReplicaId(runs.id, replica), null));
        }
    }

    private void becomeReady(Runs runs) {
        String replica = runs.starting.removeFirst();
        runs.ready.add(replica);
        say(new Usage.Ready(new ReplicaId(runs.id, replica), ShapePart.NONE));
    }

    private void say(Usage usage) {
        long lag = worst ? LONGEST_EVENT.toMillis() : random.nextLong(LONGEST_EVENT.toMillis() + 1);
        arrivals.add(new Arrival(now.plusMillis(lag), numbers, event(usage)));
    }

    private UsageEvent event(Usage usage) {
        return new UsageEvent(new Identity(ACCOUNT, "urn:world", "e" + numbers++), now, Sequence.ABSENT, usage);
    }

    /** The events that have arrived since this was last asked, in the order of their arrival. */
    List<UsageEvent> arrived() {
        List<UsageEvent> arrived = new ArrayList<>();
        while (!arrivals.isEmpty() && !arrivals.peek().at().isAfter(now)) {
            arrived.add(arrivals.poll().event());
        }
        return arrived;
    }
}
