package dev.ebb.charging.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.json.InvocationJson.Invocation;
import dev.ebb.charging.runs.Message;
import dev.ebb.charging.runs.Message.Order;
import dev.ebb.charging.runs.Message.Resumption;
import dev.ebb.charging.runs.Message.Unreadable;
import dev.ebb.charging.runs.RunId;
import dev.ebb.metering.DueAccounts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageJsonTests {

    private static final RunId RUN = new RunId(Instant.parse("2026-06-15T10:00:00Z"));

    @Test
    void whatIsWrittenIsRead() {
        List<Message> messages = List.of(
                new Order(RUN, "acme"),
                Resumption.start(RUN),
                new Resumption(
                        RUN, 7, Optional.of(new DueAccounts.Place(Instant.parse("2026-06-15T09:00:00Z"), "acme"))));

        assertThat(messages.stream().map(MessageJson::write).map(MessageJson::read))
                .containsExactlyElementsOf(messages);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"run":                                    | message: must be JSON, is "{"run":"
                    7                                          | message: must be a JSON object, is "7"
                    {"account":"acme"}                         | run: must be a text, is absent
                    {"run":"noon","account":"acme"}            | run: must be an instant such as 2026-11-15T12:00:00Z, is "noon"
                    {"run":"2026-06-15T10:30:00Z","account":"acme"} | run: must be a full hour of UTC, is 2026-06-15T10:30:00Z
                    {"run":"2026-06-15T10:00:00Z"}             | account: must be a text, is absent
                    {"run":"2026-06-15T10:00:00Z","account":7} | account: must be a text, is 7
                    {"run":"2026-06-15T10:00:00Z","part":"x"}  | part: must be a whole number, is "x"
                    {"run":"2026-06-15T10:00:00Z","part":-1}   | part: must be at least 0, is -1
                    """)
    void whatBreaksARuleSaysFieldRuleAndValue(String body, String reason) {
        assertThat(MessageJson.read(body)).isEqualTo(new Unreadable(reason));
    }

    @Test
    void anAccountThatCannotBeOneIsRefused() {
        assertThat(MessageJson.read("{\"run\":\"2026-06-15T10:00:00Z\",\"account\":\"a b\"}"))
                .isInstanceOfSatisfying(
                        Unreadable.class,
                        unreadable -> assertThat(unreadable.reason())
                                .startsWith("account: must match ")
                                .endsWith("is \"a b\""));
    }

    @Test
    void theSamplesAreTheTwoTriggers() throws Exception {
        Path events = Path.of("..", "..", "events");

        assertThat(InvocationJson.read(Files.readAllBytes(events.resolve("charge-schedule.json"))))
                .isEqualTo(new Invocation.Scheduled(RUN));
        Invocation.Batch batch =
                (Invocation.Batch) InvocationJson.read(Files.readAllBytes(events.resolve("charge-batch.json")));
        assertThat(batch.deliveries())
                .extracting(Message.Delivery::message)
                .containsExactly(
                        new Order(RUN, "acme"),
                        new Unreadable("run: must be a full hour of UTC, is 2026-06-15T10:30:00Z"),
                        new Order(RUN, "globex"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"detail-type\":\"dev.ebb.replica.ready\"}", "no JSON"})
    void anythingElseIsNoTrigger(String event) {
        assertThatThrownBy(() -> InvocationJson.read(event.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("event: must ");
    }

    @Test
    void theAnswerNamesTheMessagesToBeDeliveredAgain() {
        assertThat(new String(TriggerJson.answer(List.of("a", "b")), StandardCharsets.UTF_8))
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"a\"},{\"itemIdentifier\":\"b\"}]}");
    }
}
