package dev.ebb.local;

import dev.ebb.metering.ActivityMinutes;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/**
 * How long {@code ebb simulate} takes, from files to the report, for a month of many deployments with a thousand active
 * minutes each, every one an event of its own, under twenty policies; and how much memory their history takes. A quarter of
 * the deployments first, then half of them, then all.
 */
final class SimulateBenchmark {

    private static final Instant FROM = Instant.parse("2026-09-01T00:00:00Z");
    private static final int MONTH = 30 * 1440;
    private static final int ACTIVE = 1_000;
    private static final int[] RUNS = {1, 1, 2, 3, 5, 10, 30, 60};

    private SimulateBenchmark() {}

    /**
     * Runs it.
     *
     * @param arguments how many deployments
     */
    public static void main(String... arguments) throws IOException {
        int deployments = Integer.parseInt(arguments[0]);
        Path directory = Files.createTempDirectory("ebb-simulate");
        for (int count : List.of(deployments / 4, deployments / 2, deployments)) {
            Path events = events(directory, count);
            Path prices = Files.writeString(
                    directory.resolve("prices.json"),
                    "{\"currency\":\"USD\",\"gpus\":[{\"accelerator\":\"H100\",\"region\":\"*\","
                            + "\"from\":\"2026-01-01T00:00:00Z\",\"perGpuHour\":\"8.00\"}],\"models\":[]}");
            List<String> command = new ArrayList<>(
                    List.of("simulate", "--events", events.toString(), "--prices", prices.toString(), "--policy"));
            for (int policy = 0; policy < 20; policy++) {
                Path file = directory.resolve("policy-" + policy + ".json");
                command.add(Files.writeString(
                                file,
                                "{\"zeroAfter\":\"PT" + (5 + 10 * policy) + "M\",\"deleteAfter\":\"P3D\",\"damping\":"
                                        + (policy % 2 == 0) + "}")
                        .toString());
            }
            command.addAll(List.of("--out", directory.resolve("out.json").toString()));
            Surroundings surroundings = surroundings();
            long start = System.nanoTime();
            int status = Ebb.run(surroundings, command.toArray(String[]::new));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            System.out.printf(
                    "%,d deployments, %,d active minutes, %,d MB of events, 20 policies: status %d, %,d ms; "
                            + "the history takes %,d kB%n",
                    count,
                    (long) count * ACTIVE,
                    Files.size(events) >> 20,
                    status,
                    took.toMillis(),
                    retained(events, prices) >> 10);
        }
    }

    /** What stays in memory of a history, after everything else was collected. */
    private static long retained(Path events, Path prices) {
        long before = used();
        SimulatedHistory history =
                SimulatedHistory.read(List.of(events), InputFiles.prices(prices), null, null, surroundings());
        long after = used();
        if (history.recorded().isEmpty()) {
            throw new IllegalStateException("nothing was read");
        }
        return after - before;
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static Surroundings surroundings() {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return new Surroundings(Clock.systemUTC(), nowhere, System.err, false, false, false, Repository.ofThisBuild());
    }

    private static Path events(Path directory, int deployments) throws IOException {
        Path file = directory.resolve("events.jsonl");
        Random random = new Random(5);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int day = 0; day < 30; day++) {
                event(out, "day-" + day, "activity.reported", "", day * 1440, day * 1440 + 1440, "");
            }
            for (int deployment = 0; deployment < deployments; deployment++) {
                String of = "/deployments/d" + deployment;
                String gpus = "\"accelerator\":\"H100\",\"acceleratorCount\":" + (1 + deployment % 8);
                event(out, "up-" + deployment, "replica.ready", of + "/replicas/r", 0, 0, gpus);
                event(
                        out,
                        "down-" + deployment,
                        "replica.stopped",
                        of + "/replicas/r",
                        MONTH,
                        MONTH,
                        "\"reason\":\"\"");
                BitSet active = active(random);
                for (int minute = active.nextSetBit(0); minute >= 0; minute = active.nextSetBit(minute + 1)) {
                    String id = deployment + "-" + minute;
                    event(out, id, "requests.served", of, minute, minute + 1, ",\"count\":3");
                }
            }
        }
        return file;
    }

    private static BitSet active(Random random) {
        BitSet active = new BitSet(MONTH);
        while (active.cardinality() < ACTIVE) {
            int from = random.nextInt(MONTH);
            int length = Math.min(RUNS[random.nextInt(RUNS.length)], ACTIVE - active.cardinality());
            active.set(from, Math.min(MONTH, from + length));
        }
        return active;
    }

    /** An event about an interval, or with other data about an instant. */
    private static void event(BufferedWriter out, String id, String type, String about, int from, int to, String data)
            throws IOException {
        boolean isInstant = from == to;
        out.write("{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"urn:bench\",\"type\":\"dev.ebb." + type
                + "\",\"subject\":\"accounts/bench" + about + "\",\"time\":\"" + at(to) + "\",\"data\":{"
                + (isInstant ? data : "\"from\":\"" + at(from) + "\",\"to\":\"" + at(to) + "\"" + data) + "}}\n");
    }

    private static Instant at(int minute) {
        return ActivityMinutes.startOf(ActivityMinutes.minuteOf(FROM) + minute);
    }
}
