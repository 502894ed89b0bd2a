package dev.ebb.sweeping.eventbridge;

import static dev.ebb.sweeping.actions.TestIntents.SWEEP;
import static dev.ebb.sweeping.actions.TestIntents.THREE;
import static dev.ebb.sweeping.actions.TestIntents.intent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.metering.EventReader.ReadEvent;
import dev.ebb.metering.Original;
import dev.ebb.metering.Usage;
import dev.ebb.metering.json.JsonEventReader;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Intent.State;
import dev.ebb.sweeping.actions.Announcement;
import dev.ebb.sweeping.actions.Announcer.NotAnnouncedException;
import dev.ebb.sweeping.eventbridge.EventBridgeServer.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** What announcements rely on in EventBridge, through the SDK's own client. */
class EventBridgeContractTests {

    private final EventBridgeServer bus = new EventBridgeServer();
    private final EventBridgeAnnouncer announcer = new EventBridgeAnnouncer(bus.client(), EventBridgeServer.BUS);

    @AfterEach
    void end() {
        bus.close();
    }

    private static List<Announcement> announcements(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(mark -> Announcement.requested(
                        intent(mark, Action.SCALE_TO_ZERO, SWEEP, State.CALLED, THREE), "bus", Optional.empty()))
                .toList();
    }

    private List<String> actions() {
        return bus.events().stream()
                .map(event -> event.at("/detail/data/actionId").asText())
                .toList();
    }

    @Test
    void whatIsAnnouncedArrivesInAnEnvelopeThatMeterUsageAcknowledges() {
        announcer.announce(announcements(1));

        assertThat(bus.events()).singleElement().satisfies(envelope -> {
            assertThat(envelope.path("source").asText()).isEqualTo("ebb.scale");
            assertThat(envelope.path("detail-type").asText()).isEqualTo("dev.ebb.action.requested");
            assertThat(new JsonEventReader().read(Original.of(envelope.toString())))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            ReadEvent.Valid.class,
                            read -> assertThat(read.event().usage()).isEqualTo(new Usage.OwnAnnouncement("acme")));
        });
    }

    @Test
    void moreThanTenGoInRequestsOfTen() {
        announcer.announce(announcements(23));

        assertThat(actions())
                .containsExactlyElementsOf(announcements(23).stream()
                        .map(each -> each.intent().id().toString())
                        .toList());
        assertThat(bus.requests()).isEqualTo(3);
    }

    @Test
    void anEntryThatIsNotTakenIsSentOnceMoreAndNoOtherIs() {
        bus.fail(Fault.FIRST_ENTRY);

        announcer.announce(announcements(3));

        assertThat(actions())
                .containsExactly(
                        "acme llama 2 SCALE_TO_ZERO", "acme llama 3 SCALE_TO_ZERO", "acme llama 1 SCALE_TO_ZERO");
        assertThat(bus.requests()).isEqualTo(2);
    }

    @Test
    void throttlesAndInnerErrorsPassAndAreTriedThreeTimes() {
        bus.fail(Fault.THROTTLED, Fault.INNER_ERROR);

        announcer.announce(announcements(1));

        assertThat(actions()).hasSize(1);
        assertThat(bus.requests()).isEqualTo(3);
    }

    @Test
    void anAnswerThatIsLostLeadsToTheSameEventAgain() {
        bus.fail(Fault.LOST_ANSWER);

        announcer.announce(announcements(1));

        assertThat(bus.events()).hasSize(2);
        assertThat(bus.events().stream().map(event -> event.path("detail")).distinct())
                .hasSize(1);
    }

    @Test
    void whoeverAnnouncesIsToldWhenTriesAreUsedUp() {
        bus.fail(Fault.ALL_ENTRIES, Fault.FIRST_ENTRY, Fault.ALL_ENTRIES);

        assertThatThrownBy(() -> announcer.announce(announcements(2)))
                .isInstanceOfSatisfying(
                        NotAnnouncedException.class,
                        failure -> assertThat(failure.isPassing()).isTrue())
                .hasMessageContaining("1 events were not taken: [InternalFailure told to fail]");
        assertThat(bus.requests()).isEqualTo(3);
    }

    @Test
    void whatIsDeniedIsNotTriedAgain() {
        bus.fail(Fault.DENIED);

        assertThatThrownBy(() -> announcer.announce(announcements(1)))
                .isInstanceOfSatisfying(
                        NotAnnouncedException.class,
                        failure -> assertThat(failure.isPassing()).isFalse());
        assertThat(bus.requests()).isEqualTo(1);
    }

    @Test
    void aBusThatIsNotThereRefusesTheEntryAndNotTheRequest() {
        assertThatThrownBy(() -> new EventBridgeAnnouncer(bus.client(), "other").announce(announcements(1)))
                .isInstanceOf(NotAnnouncedException.class)
                .hasMessageContaining("EventBus does not exist");
    }

    @Test
    void malformedDetailIsRefusedByTheEntry() {
        PutEventsRequestEntry entry = PutEventsRequestEntry.builder()
                .eventBusName(EventBridgeServer.BUS)
                .source("ebb")
                .detailType("t")
                .detail("no JSON")
                .build();

        assertThat(bus.client().putEvents(put -> put.entries(entry)).entries())
                .singleElement()
                .satisfies(result -> assertThat(result.errorCode()).isEqualTo("MalformedDetail"));
    }

    @Test
    void noEntriesAndMoreThanTenAreTheSdksException() {
        assertThatThrownBy(() -> bus.client().putEvents(put -> put.entries(List.of())))
                .isInstanceOfSatisfying(
                        EventBridgeException.class,
                        refused -> assertThat(refused.awsErrorDetails().errorCode())
                                .isEqualTo("ValidationException"));
    }

    @Test
    void withoutABusInTheEnvironmentNothingStarts() {
        assertThatThrownBy(() -> EventBridgeAnnouncer.fromEnvironment(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("EBB_BUS: must name the bus, is absent or empty");
    }
}
