package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Six hours of two deployments, small enough to know by heart what a policy makes of them.
 *
 * <p>{@code acme/llama} runs 1 GPU from 00:00 on and 2 more from 01:00 to 02:00, and is active in the minutes 10 to 13, 90
 * and 240 to 245. {@code acme/batch} runs 1 GPU, and is wanted in the minute 150.
 *
 * <p>With a window of an hour and a cold start of 2 minutes, all else being quiet, llama goes to zero in minute 13 + 60 = 73,
 * is woken in 90 after 17 minutes, which is a regret, and runs from 92; then down in 92 + 60 = 152, woken in 240, runs from
 * 242, and down in 245 + 60 = 305. Waiting are the minutes 90, 240 and 241. Batch goes down in 60, is woken in 150, runs from
 * 152, and goes down in 212.
 */
final class SimulatedMorning {

    /** A name that would be markup, wherever it were taken for it. */
    static final String NAME = "</script><img src=x onerror=alert(1)>";

    private final Path directory;

    SimulatedMorning(Path directory) throws IOException {
        this.directory = directory;
        List<String> events = new ArrayList<>();
        events.add(replica("llama", "r1", "ready", "00:00", 1));
        events.add(replica("llama", "r2", "ready", "01:00", 2));
        events.add(replica("llama", "r2", "stopped", "02:00", 2));
        events.add(replica("batch", "r1", "ready", "00:00", 1));
        events.add(minutes("llama", "served", "00:10", "00:13"));
        events.add(minutes("llama", "served", "01:30", "01:31"));
        events.add(minutes("llama", "served", "04:00", "04:05"));
        events.add(minutes("batch", "rejected", "02:30", "02:31"));
        Files.write(directory.resolve("events.jsonl"), events);
        Files.writeString(
                directory.resolve("prices.json"),
                "{\"currency\":\"USD\",\"gpus\":[{\"accelerator\":\"H100\",\"region\":\"*\","
                        + "\"from\":\"2026-01-01T00:00:00Z\",\"perGpuHour\":\"8.00\"}],\"models\":[]}");
        Files.writeString(directory.resolve("hour.json"), "{\"zeroAfter\":\"PT1H\",\"damping\":false}");
        Files.writeString(directory.resolve("day.json"), "{\"zeroAfter\":\"PT24H\",\"damping\":false}");
        Files.createDirectory(directory.resolve("<"));
        Files.copy(directory.resolve("day.json"), directory.resolve(NAME));
    }

    private static String replica(String deployment, String replica, String what, String time, int gpus) {
        return event(
                deployment + replica + what,
                "dev.ebb.replica." + what,
                deployment + "/replicas/" + replica,
                at(time),
                what.equals("ready") ? "{\"accelerator\":\"H100\",\"acceleratorCount\":" + gpus + "}" : "{}");
    }

    private static String minutes(String deployment, String what, String from, String to) {
        return minutes(deployment + what + from, deployment, what, at(from), at(to));
    }

    private static Instant at(String time) {
        return Instant.parse("2026-06-01T" + time + ":00Z");
    }

    /** A minute of traffic, as many minutes after midnight. */
    static String minute(int after) {
        Instant from = at("00:00").plus(Duration.ofMinutes(after));
        return minutes(Integer.toString(after), "llama", "served", from, from.plus(Duration.ofMinutes(1)));
    }

    private static String minutes(String id, String deployment, String what, Instant from, Instant to) {
        return event(
                id,
                "dev.ebb.requests." + what,
                deployment,
                to,
                "{\"from\":\"" + from + "\",\"to\":\"" + to + "\",\"count\":1}");
    }

    private static String event(String id, String type, String subject, Instant time, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"urn:t\",\"type\":\"" + type
                + "\",\"subject\":\"accounts/acme/deployments/" + subject + "\",\"time\":\"" + time
                + "\",\"data\":" + data + "}";
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** The page of {@code simulate} with the policies hour.json and the one with the {@link #NAME}, and a search. */
    Path page(String name, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("simulate", "--events", file("events.jsonl").toString()));
        arguments.addAll(List.of("--prices", file("prices.json").toString(), "--as-of", "2026-06-01T06:00:00Z"));
        arguments.addAll(
                List.of("--policy", file("hour.json").toString(), file(NAME).toString()));
        arguments.addAll(List.of("--search", "--html", file(name).toString()));
        arguments.addAll(List.of(options));
        Invocation invocation = Invocation.of(arguments.toArray(String[]::new));
        assertThat(invocation.status()).as(invocation.err()).isZero();
        return file(name);
    }
}
