package dev.ebb.sweeping.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ebb.metering.lambda.InvocationContext;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.Intent.State;
import dev.ebb.sweeping.actions.DeleteDeployment;
import dev.ebb.sweeping.actions.ScaleDeployment;
import dev.ebb.sweeping.actions.World;
import dev.ebb.sweeping.cloudwatch.ActionLog;
import dev.ebb.sweeping.json.ActionMessageJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both handlers, with SQS's batches. */
class ActionFunctionsDynamoTests {

    private static final InvocationContext CONTEXT = new InvocationContext("ScaleDeployment", 60_000);

    private final World world = new World();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ActionLog log = new ActionLog(new PrintStream(written, true, StandardCharsets.UTF_8));

    @AfterEach
    void end() {
        world.close();
    }

    private ScaleDeploymentFunction scaler() {
        return new ScaleDeploymentFunction(
                new ScaleDeployment(world.parts()), log, Clock.fixed(world.now, ZoneOffset.UTC));
    }

    private DeleteDeploymentFunction deleter() {
        return new DeleteDeploymentFunction(
                new DeleteDeployment(world.parts()), log, Clock.fixed(world.now, ZoneOffset.UTC));
    }

    private static SQSEvent batch(String... bodies) {
        List<SQSMessage> messages = new ArrayList<>();
        for (String body : bodies) {
            SQSMessage message = new SQSMessage();
            message.setMessageId("m" + messages.size());
            message.setBody(body);
            messages.add(message);
        }
        SQSEvent event = new SQSEvent();
        event.setRecords(messages);
        return event;
    }

    private static List<String> failures(SQSBatchResponse response) {
        return response.getBatchItemFailures().stream()
                .map(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
                .toList();
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : written.toString(StandardCharsets.UTF_8).lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    @Test
    void aBadMessageAndOneForSomebodyElseGoBackAndTheirNeighbourIsExecuted() throws Exception {
        world.running(2);
        ActionId down = world.marked(Action.SCALE_TO_ZERO, 0);
        String deletion = ActionMessageJson.write(new ActionId(world.id(), 2, Action.DELETE));

        SQSBatchResponse response =
                scaler().handleRequest(batch("no JSON", deletion, ActionMessageJson.write(down)), CONTEXT);

        assertThat(failures(response)).containsExactly("m0", "m1");
        assertThat(world.intent(down).state()).isEqualTo(State.CALLED);
        assertThat(lines())
                .extracting(line -> line.path("message").asText())
                .containsExactly("deferred", "refused", "waiting");
        assertThat(failures(deleter().handleRequest(batch(ActionMessageJson.write(down)), CONTEXT)))
                .containsExactly("m0");
    }

    @Test
    void anActionThatEndedIsCountedOnceHoweverOftenItsMessageComes() throws Exception {
        world.running(2);
        ActionId down = world.marked(Action.SCALE_TO_ZERO, 0);
        String message = ActionMessageJson.write(down);
        scaler().handleRequest(batch(message), CONTEXT);
        world.listener().obey();
        world.now = world.now.plusSeconds(20);
        scaler().handleRequest(batch(message), CONTEXT);
        world.now = world.now.plusSeconds(20);

        assertThat(failures(scaler().handleRequest(batch(message), CONTEXT))).isEmpty();

        List<JsonNode> ends = lines().stream()
                .filter(line -> line.path("message").asText().equals("action done"))
                .toList();
        assertThat(ends).hasSize(2);
        assertThat(ends.getFirst().path("Actions").asInt()).isEqualTo(1);
        assertThat(ends.getFirst().path("tookSeconds").asInt()).isEqualTo(20);
        assertThat(ends.getLast().has("Actions")).isFalse();
    }

    @Test
    void whatIsNoBatchIsAFault() {
        assertThatThrownBy(() -> scaler().handleRequest(new SQSEvent(), CONTEXT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Records");
    }
}
