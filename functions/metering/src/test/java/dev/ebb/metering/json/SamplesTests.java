package dev.ebb.metering.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Admission;
import dev.ebb.metering.EventReader.ReadEvent;
import dev.ebb.metering.Original;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SamplesTests {

    private static final Path EVENTS = Path.of("..", "..", "events");
    private static final Instant WRITTEN = Instant.parse("2026-06-15T00:00:00Z");
    private static final Instant LATER = WRITTEN.plus(Duration.ofDays(400)).plusMillis(123);
    private static final int TYPES = 13;

    @TempDir
    private Path directory;

    private List<ReadEvent> sampled(Path sample, Instant now) throws IOException {
        Path file = Files.write(directory.resolve("sample"), Samples.current(Files.readAllBytes(sample), now));
        return read(file);
    }

    private static List<ReadEvent> read(Path file) throws IOException {
        List<ReadEvent> events = new ArrayList<>();
        try (Stream<EventFiles.NumberedBody> bodies = EventFiles.bodies(file)) {
            bodies.forEach(body -> events.addAll(new JsonEventReader().read(body.body())));
        }
        return events;
    }

    private static List<UsageEvent> valid(List<ReadEvent> events) {
        List<UsageEvent> valid = new ArrayList<>();
        for (ReadEvent event : events) {
            if (event instanceof ReadEvent.Valid read) {
                valid.add(read.event());
            }
        }
        return valid;
    }

    private static Set<String> types(List<ReadEvent> events) {
        return valid(events).stream()
                .map(event -> event.usage().getClass().getSimpleName())
                .collect(Collectors.toSet());
    }

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(EVENTS)) {
            return files.filter(file -> !Set.of("prices.json", "sam-env.json")
                            .contains(file.getFileName().toString()))
                    .filter(file -> !file.getFileName().toString().matches("(charge|sweep|scale|delete)-.*"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everySampleIsAdmittedInAnyYear(Path sample) throws IOException {
        List<ReadEvent> events = sampled(sample, LATER);

        boolean poisoned = sample.endsWith("batch-poison.json");
        assertThat(events).filteredOn(e -> e instanceof ReadEvent.Invalid).hasSize(poisoned ? 2 : 0);
        assertThat(valid(events))
                .isNotEmpty()
                .allSatisfy(event ->
                        assertThat(Admission.LIVE.complaints(event, LATER)).isEmpty());
        assertThat(valid(events).stream().map(UsageEvent::time).max(Instant::compareTo))
                .contains(LATER);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleKeepsItsDistancesAndWhatItSays(Path sample) throws IOException {
        List<UsageEvent> before = valid(read(sample));
        List<UsageEvent> after = valid(sampled(sample, LATER));

        assertThat(after).hasSameSizeAs(before);
        Duration shift =
                Duration.between(before.getFirst().time(), after.getFirst().time());
        for (int i = 0; i < before.size(); i++) {
            assertThat(Duration.between(before.get(i).time(), after.get(i).time()))
                    .isEqualTo(shift);
            assertThat(after.get(i).usage().getClass())
                    .isEqualTo(before.get(i).usage().getClass());
            if (after.get(i).usage() instanceof Usage.Served served
                    && before.get(i).usage() instanceof Usage.Served original) {
                assertThat(Duration.between(
                                original.minutes().from(), served.minutes().from()))
                        .isEqualTo(shift);
                assertThat(Duration.between(
                                original.minutes().to(), served.minutes().to()))
                        .isEqualTo(shift);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleOfAnotherInstantHasOtherIdentities(Path sample) throws IOException {
        List<UsageEvent> first = valid(sampled(sample, LATER));
        List<UsageEvent> again = valid(sampled(sample, LATER));
        List<UsageEvent> next = valid(sampled(sample, LATER.plusMillis(1)));

        assertThat(again).isEqualTo(first);
        Set<Object> identities = new HashSet<>();
        first.forEach(event -> identities.add(event.identity()));
        assertThat(next).noneMatch(event -> identities.contains(event.identity()));
    }

    @Test
    void thereIsASampleOfEveryTypeInEveryForm() throws IOException {
        assertThat(types(read(EVENTS.resolve("batch-bare.json")))).hasSize(TYPES);
        assertThat(types(read(EVENTS.resolve("batch-eventbridge.json")))).hasSize(TYPES);
        assertThat(types(read(EVENTS.resolve("demo.jsonl")))).hasSize(TYPES);
        Set<String> single = new HashSet<>();
        for (Path sample : samples()) {
            List<ReadEvent> events = read(sample);
            if (events.size() == 1) {
                single.addAll(types(events));
            }
        }
        assertThat(single).hasSize(TYPES);
        assertThat(Files.readString(EVENTS.resolve("batch-bare.json"))).doesNotContain("detail-type");
    }

    @Test
    void thePoisonedBatchHasAMalformedAndAnInvalidEventAmongGoodOnes() throws IOException {
        List<ReadEvent> events = sampled(EVENTS.resolve("batch-poison.json"), LATER);

        assertThat(events).hasSize(5);
        assertThat(events.get(1)).isInstanceOfSatisfying(ReadEvent.Invalid.class, invalid -> {
            assertThat(invalid.rejection().id()).isNull();
            assertThat(invalid.original()).isEqualTo(Original.of("{\"specversion\":\"1.0\",\"id\":\"poison-1\","));
        });
        assertThat(events.get(3))
                .isInstanceOfSatisfying(
                        ReadEvent.Invalid.class,
                        invalid -> assertThat(invalid.rejection().reason())
                                .isEqualTo("data.acceleratorCount: must be above 0, is -1"));
    }

    @Test
    void aVoidStillNamesTheEventThatItVoids() throws IOException {
        List<UsageEvent> events = valid(sampled(EVENTS.resolve("demo.jsonl"), LATER));

        assertThat(events)
                .filteredOn(event -> event.usage() instanceof Usage.Voided)
                .singleElement()
                .satisfies(event -> {
                    Usage.Voided voided = (Usage.Voided) event.usage();
                    assertThat(events).anyMatch(other -> other.identity().equals(voided.target()));
                });
    }

    @Test
    void theDemoIsOfAFleetsTwoWeeks() throws IOException {
        List<UsageEvent> events = valid(read(EVENTS.resolve("demo.jsonl")));

        assertThat(events).hasSizeBetween(80, 200);
        assertThat(events).extracting(UsageEvent::time).isSorted();
        assertThat(events.stream().map(event -> event.identity()).distinct().count())
                .isEqualTo(events.size());
        assertThat(events.stream().map(event -> event.identity().account()).distinct())
                .containsExactlyInAnyOrder("acme", "globex", "initech");
    }

    @Test
    void whatIsMalformedOrRepeatsItselfStaysAsItIs() {
        String lines =
                "{\"time\":\"2026-06-01T00:00:00Z\"}\noops\n{\"time\":\"2026-06-02T00:00:00Z\",\"a\":1,\"a\":2}\n";

        byte[] current = Samples.current(lines.getBytes(StandardCharsets.UTF_8), LATER);

        assertThat(new String(current, StandardCharsets.UTF_8))
                .isEqualTo("{\"time\":\"" + LATER + "\"}\noops\n{\"time\":\"2026-06-02T00:00:00Z\",\"a\":1,\"a\":2}\n");
    }

    @Test
    void onlyInstantsMove() {
        String event = """
                {"specversion":"1.0","id":"e","time":"2026-06-01T02:00:00+02:00","n":1.50,
                 "data":{"id":"d","keepWarm":[{"from":"08:00","to":"19:00"}],"since":"2026-06-01T00:00:00Z"}}""";

        byte[] current = Samples.current(event.getBytes(StandardCharsets.UTF_8), Instant.ofEpochMilli(35));

        assertThat(new String(current, StandardCharsets.UTF_8)).isEqualTo("""
                        {"specversion":"1.0","id":"e-z","time":"1970-01-01T00:00:00.035Z","n":1.50,\
                        "data":{"id":"d","keepWarm":[{"from":"08:00","to":"19:00"}],"since":"2026-06-01T00:00:00Z"}}
                        """);
    }
}
