package dev.ebb.sweeping.caps;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Worlds to simulate. */
final class Worlds {

    private Worlds() {}

    /** A random one; of even seeds each event and each stop takes all the time that it may. */
    static CapWorld random(long seed, Instant begin) {
        Random random = new Random(seed);
        BigDecimal price = BigDecimal.valueOf(100 + random.nextInt(900), 2);
        List<CapWorld.Price> prices = new ArrayList<>();
        prices.add(new CapWorld.Price(Instant.parse("2026-01-01T00:00:00Z"), price));
        if (random.nextInt(3) == 0) {
            Instant rise = begin.plus(Duration.ofMinutes(random.nextInt(120)));
            prices.add(new CapWorld.Price(rise, price.multiply(BigDecimal.valueOf(1 + random.nextInt(3)))));
        }
        CapWorld world = new CapWorld(random, seed % 2 == 0, begin, prices);
        int deployments = 1 + random.nextInt(6);
        for (int i = 0; i < deployments; i++) {
            int most = 1 + random.nextInt(5);
            int milliGpus = 500 * (1 + random.nextInt(16));
            world.add("d" + i, milliGpus, most, random.nextBoolean(), random.nextInt(most + 1));
        }
        return world;
    }

    /** Between so many percent of an hour of all that the fleet can come to, at its first price. */
    static BigDecimal cap(CapWorld world, Random random, int least, int most) {
        long milliGpus = world.fleet.stream()
                .mapToLong(runs -> (long) runs.milliGpus * runs.most)
                .sum();
        BigDecimal hour = world.prices.getFirst().perHour().multiply(BigDecimal.valueOf(milliGpus, 3));
        return hour.multiply(BigDecimal.valueOf(least + random.nextInt(most - least), 2))
                .setScale(2, RoundingMode.UP)
                .max(BigDecimal.ONE);
    }

    /** Nothing happens by itself. */
    static final class Still extends Random {
        private static final long serialVersionUID = 1;

        Still() {
            super(7);
        }

        @Override
        public int nextInt(int bound) {
            return bound == 3 ? 0 : 1;
        }
    }
}
