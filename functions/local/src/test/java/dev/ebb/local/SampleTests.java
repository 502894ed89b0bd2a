package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ebb.metering.Admission;
import dev.ebb.metering.EventReader;
import dev.ebb.metering.UsageEvent;
import dev.ebb.metering.json.EventFiles;
import dev.ebb.metering.json.JsonEventReader;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.json.ActionMessageJson;
import dev.ebb.sweeping.json.LegJson;
import dev.ebb.sweeping.json.SweepInvocationJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SampleTests {

    private final Instant later = Instant.now().plus(Duration.ofDays(400));

    @TempDir
    private Path directory = Path.of("");

    static Stream<String> goodSamples() {
        return SampleCommand.names(Repository.ofThisBuild().resolve("events")).stream()
                .filter(name -> !name.contains("poison") && !name.matches("(charge|sweep|scale|delete)-.*"));
    }

    @ParameterizedTest
    @MethodSource("goodSamples")
    void aSampleIsAcceptedInAYearToCome(String name) throws IOException {
        Invocation invocation = Invocation.at(later, "sample", name);

        assertThat(invocation.status()).isZero();
        assertThat(invocation.err()).isEmpty();
        List<EventReader.ReadEvent> events = read(invocation.out());
        assertThat(events).isNotEmpty().allSatisfy(read -> {
            assertThat(read).isInstanceOf(EventReader.ReadEvent.Valid.class);
            UsageEvent event = ((EventReader.ReadEvent.Valid) read).event();
            assertThat(Admission.LIVE.complaints(event, later)).isEmpty();
        });
    }

    @Test
    void thePoisonIsBadAndItsNeighboursAreGoodInAYearToCome() throws IOException {
        List<EventReader.ReadEvent> events =
                read(Invocation.at(later, "sample", "batch-poison").out());

        assertThat(events).anyMatch(EventReader.ReadEvent.Invalid.class::isInstance);
        assertThat(events).anyMatch(EventReader.ReadEvent.Valid.class::isInstance);
    }

    @Test
    void theScheduleOfChargesIsOfTheHourThatItIsAskedForIn() throws IOException {
        Invocation schedule = Invocation.at(later, "sample", "charge-schedule");
        Invocation batch = Invocation.at(later, "sample", "charge-batch");

        JsonNode event = new ObjectMapper().readTree(schedule.out());
        assertThat(event.path("detail-type").asText()).isEqualTo("Scheduled Event");
        assertThat(Instant.parse(event.path("time").asText())).isEqualTo(later.truncatedTo(ChronoUnit.MILLIS));
        assertThat(new ObjectMapper().readTree(batch.out()).path("Records")).hasSize(3);
    }

    @Test
    void theScheduleOfSweepsIsOfTheMinuteThatItIsAskedForInAndItsQueuesSamplesAreRead() throws IOException {
        SweepInvocationJson.Invocation schedule = sweep("sweep-schedule");
        SweepInvocationJson.Invocation batch = sweep("sweep-batch");

        assertThat(schedule)
                .isEqualTo(new SweepInvocationJson.Invocation.Scheduled(later.truncatedTo(ChronoUnit.MINUTES)));
        assertThat(((SweepInvocationJson.Invocation.Batch) batch).messages())
                .extracting(message -> LegJson.read(message.body()).part())
                .containsExactly(3, 7);
        assertThat(action("scale-batch").action()).isEqualTo(Action.SCALE_TO_ZERO);
        assertThat(action("delete-batch").action()).isEqualTo(Action.DELETE);
    }

    private SweepInvocationJson.Invocation sweep(String name) {
        return SweepInvocationJson.read(
                Invocation.at(later, "sample", name).out().getBytes(StandardCharsets.UTF_8));
    }

    private ActionId action(String name) throws IOException {
        JsonNode batch =
                new ObjectMapper().readTree(Invocation.at(later, "sample", name).out());
        return ActionMessageJson.read(batch.path("Records").path(0).path("body").asText());
    }

    @Test
    void everySampleIsListedAndNothingElse() {
        Invocation invocation = Invocation.of("sample", "--list");

        assertThat(invocation.out().lines())
                .contains("replica-ready", "tokens-used", "batch-poison", "charge-schedule", "charge-batch")
                .contains("sweep-schedule", "sweep-batch", "scale-batch", "delete-batch")
                .doesNotContain("prices", "sam-env", "demo");
    }

    @Test
    void aSampleThatDoesNotExistIsSaidWithThoseThatDo() {
        Invocation invocation = Invocation.of("sample", "../pom");

        assertThat(invocation.status()).isEqualTo(1);
        assertThat(invocation.err()).contains("../pom", "replica-ready");
    }

    @Test
    void whatSamLocalSetsTheTemplateDeclares() throws IOException {
        Path root = Repository.ofThisBuild();
        String template = Files.readString(root.resolve("template.yaml"));

        JsonNode functions =
                new ObjectMapper().readTree(root.resolve("events/sam-env.json").toFile());

        assertThat(functions).isNotEmpty();
        functions.properties().forEach(function -> {
            assertThat(template).contains("\n  " + function.getKey() + ":\n    Type: AWS::Serverless::Function");
            assertThat(function.getValue().properties())
                    .isNotEmpty()
                    .allSatisfy(variable -> assertThat(template).contains("\n          " + variable.getKey() + ":"));
        });
    }

    private List<EventReader.ReadEvent> read(String sample) throws IOException {
        Path file = Files.writeString(directory.resolve("sample.json"), sample);
        JsonEventReader reader = new JsonEventReader();
        try (Stream<EventFiles.NumberedBody> bodies = EventFiles.bodies(file)) {
            return bodies.flatMap(body -> reader.read(body.body()).stream()).toList();
        }
    }
}
