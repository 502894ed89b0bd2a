package dev.ebb.sweeping.json;

import static dev.ebb.sweeping.actions.TestIntents.SWEEP;
import static dev.ebb.sweeping.actions.TestIntents.THREE;
import static dev.ebb.sweeping.actions.TestIntents.intent;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ebb.metering.Admission;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.EventReader.ReadEvent;
import dev.ebb.metering.Original;
import dev.ebb.metering.json.JsonEventReader;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Intent.State;
import dev.ebb.sweeping.actions.Announcement;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnnouncementJsonTests {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Intent with(ActionId id, String evidence) {
        Intent intent = intent(1, Action.SCALE_TO_ZERO, SWEEP, State.CALLED, THREE);
        return new Intent(
                id,
                2,
                SWEEP,
                0,
                intent.markedAt(),
                intent.deadline(),
                "r".repeat(500),
                evidence,
                false,
                State.CALLED,
                THREE.text(),
                intent.calledAt(),
                null,
                null,
                null);
    }

    @Test
    void anAnnouncementSaysWhatTheContractSays() throws Exception {
        Intent restore = intent(4, Action.RESTORE, SWEEP, State.CALLED, THREE);

        JsonNode event = JSON.readTree(
                AnnouncementJson.write(Announcement.requested(restore, "bus", Optional.of(THREE.configuration()))));

        assertThat(event).isEqualTo(JSON.readTree("""
                {"specversion": "1.0", "id": "%s", "source": "urn:ebb", "type": "dev.ebb.action.requested",
                 "subject": "accounts/acme/deployments/llama", "time": "2026-11-15T10:00:00Z",
                 "data": {"actionId": "acme llama 4 RESTORE", "account": "acme", "deployment": "llama",
                          "action": "RESTORE", "target": "bus", "desiredReplicas": 3,
                          "deadline": "2026-11-15T10:05:00Z", "reason": "idle since 09:00",
                          "evidence": {"source": "events"}, "configuration": {"accelerator": "H100"}}}
                """.formatted(event.path("id").asText())));
    }

    @Test
    void anEndSaysHowAndWhen() throws Exception {
        Intent failed = intent(4, Action.SCALE_TO_ZERO, SWEEP, State.FAILED, THREE);

        JsonNode event = JSON.readTree(
                AnnouncementJson.write(Announcement.ended(failed, "bus").orElseThrow()));

        assertThat(event.path("type").asText()).isEqualTo("dev.ebb.action.failed");
        assertThat(event.path("time").asText()).isEqualTo("2026-11-15T10:01:00Z");
        assertThat(event.at("/data/outcome").asText()).isEqualTo("so it ended");
        assertThat(Announcement.ended(intent(4, Action.WAKE, SWEEP, State.ABANDONED, null), "bus"))
                .isEmpty();
    }

    @Test
    void theLongestNamesAndLongEvidenceStillMakeAnEventThatMeterUsageLetsPass() {
        DeploymentId longest = new DeploymentId("a".repeat(63), "d".repeat(63));
        Intent intent =
                with(new ActionId(longest, Long.MAX_VALUE, Action.SCALE_TO_ZERO), "\"" + "e".repeat(40_000) + "\"");

        String event = AnnouncementJson.write(Announcement.requested(intent, "bus", Optional.empty()));

        assertThat(event.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(16 * 1024);
        assertThat(event).contains("\"evidence\":{\"omittedCharacters\":40002}");
        assertThat(new JsonEventReader().read(Original.of(event)))
                .singleElement()
                .isInstanceOfSatisfying(
                        ReadEvent.Valid.class,
                        read -> assertThat(Admission.LIVE.complaints(read.event(), intent.markedAt()))
                                .isEmpty());
    }

    @Test
    void theIdDependsOnTheActionAndTheTypeAlone() {
        Announcement once =
                Announcement.requested(intent(4, Action.WAKE, SWEEP, State.REQUESTED, null), "bus", Optional.empty());
        Announcement again =
                Announcement.requested(intent(4, Action.WAKE, SWEEP, State.CALLED, THREE), "bus", Optional.empty());
        Announcement other =
                Announcement.requested(intent(5, Action.WAKE, SWEEP, State.CALLED, THREE), "bus", Optional.empty());
        Announcement end = Announcement.ended(intent(4, Action.WAKE, SWEEP, State.DONE, THREE), "bus")
                .orElseThrow();

        assertThat(AnnouncementJson.write(once)).isEqualTo(AnnouncementJson.write(again));
        assertThat(Set.of(once.id(), other.id(), end.id())).hasSize(3);
    }
}
