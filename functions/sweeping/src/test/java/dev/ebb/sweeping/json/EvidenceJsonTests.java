package dev.ebb.sweeping.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.sweeping.Evidence;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceJsonTests {

    @Test
    void evidenceIsReadAsItWasWritten() {
        Evidence evidence = new Evidence("events", 46, 45, 1, List.of("phase \"RUNNING\"", "no demand"));

        String json = EvidenceJson.write(evidence);

        assertThat(json)
                .isEqualTo("{\"source\":\"events\",\"minutesNeeded\":46,\"minutesReported\":45,\"minutesActive\":1,"
                        + "\"data\":[\"phase \\\"RUNNING\\\"\",\"no demand\"]}");
        assertThat(EvidenceJson.read(json)).isEqualTo(evidence);
    }

    @Test
    void whatIsNoEvidenceIsRefused() {
        for (String json : List.of("", "[]", "{}", "{\"source\":\"events\",\"data\":[]}")) {
            assertThatThrownBy(() -> EvidenceJson.read(json))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("evidence: ");
        }
    }
}
