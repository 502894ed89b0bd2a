package dev.ebb.sweeping.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetWatch;
import dev.ebb.sweeping.sweeps.Leg;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LegJsonTests {

    private static final Instant SWEEP = Instant.parse("2026-11-15T10:40:00Z");

    @Test
    void eachKindOfLegIsReadAsItWasWritten() {
        FleetWatch.Place place = new FleetWatch.Place(SWEEP.minusSeconds(1), new DeploymentId("acme", "llama"));
        Leg first = new Leg(SWEEP, 3, Optional.empty());
        Leg next = new Leg(SWEEP, 3, Optional.of(place));
        Leg cap = Leg.ofCap(SWEEP, "acme");

        assertThat(LegJson.read(LegJson.write(first))).isEqualTo(first);
        assertThat(LegJson.read(LegJson.write(next))).isEqualTo(next);
        assertThat(LegJson.read(LegJson.write(cap))).isEqualTo(cap);
        assertThat(LegJson.write(cap)).isEqualTo("{\"sweep\":\"2026-11-15T10:40:00Z\",\"cap\":\"acme\"}");
    }

    @Test
    void anAccountThatIsNoTextIsNoLeg() {
        assertThatThrownBy(() -> LegJson.read("{\"sweep\":\"2026-11-15T10:40:00Z\",\"cap\":7}"))
                .hasMessage("cap: must be a text, is 7");
    }
}
