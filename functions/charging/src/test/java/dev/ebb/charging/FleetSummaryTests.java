package dev.ebb.charging;

import static dev.ebb.charging.TestAccount.AS_OF;
import static dev.ebb.charging.TestAccount.H100;
import static dev.ebb.charging.TestAccount.computed;
import static dev.ebb.charging.TestUsage.november;
import static dev.ebb.charging.TestUsage.open;
import static dev.ebb.charging.TestUsage.session;
import static dev.ebb.charging.TestUsage.shape;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Statements.Computed;
import dev.ebb.metering.FailedStart;
import dev.ebb.metering.Shape;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is running, and what it burns. */
class FleetSummaryTests {

    @Test
    void anOpenSessionAccruesToAsOfWithNoTrafficAtAll() {
        Shape four = shape("H100", "4", "global");
        // 2 h x 4 GPUs = 28,800 GPU-s; x 8.00 = 64.00, and from now on 32.00 an hour
        Computed computed = computed(november(open("r1", four, "2026-11-14T22:00:00Z", AS_OF.toString()))
                .metered("H100", "global", "28800"));

        assertThat(computed.statement().total()).isEqualTo("64.00");
        assertThat(computed.fleet().burnRate()).isEqualTo(Fraction.of(32));
        assertThat(computed.fleet().running())
                .singleElement()
                .satisfies(running -> assertThat(running.gpus()).isEqualByComparingTo("4"));
    }

    @Test
    void bootTimeIsShownAndNotBilled() {
        TestUsage usage = november(
                        session(H100, "2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z", "2026-11-03T09:57:00Z"),
                        session(H100, "2026-11-01T00:01:00Z", "2026-11-01T00:01:01Z", "2026-10-31T23:59:00Z"),
                        session(H100, "2026-10-31T23:00:00Z", "2026-11-01T00:00:01Z", "2026-10-31T22:00:00Z"))
                .failed(new FailedStart(
                        Instant.parse("2026-11-03T09:00:05Z"), Instant.parse("2026-11-03T11:00:00Z"), null));

        FleetSummary fleet = computed(usage).fleet();

        // 3 min, and 1 min of the boot that began before the period; the third boot lies before it
        assertThat(fleet.boot().boots()).isEqualTo(2);
        assertThat(fleet.boot().booting()).isEqualTo(Duration.ofMinutes(4));
        assertThat(fleet.boot().failedStarts()).isEqualTo(1);
        assertThat(fleet.boot().failing()).isEqualTo(Duration.ofSeconds(7195));
        assertThat(fleet.boot().total()).isEqualTo(Duration.ofSeconds(7435));
        // billed: 3600 + 1 + 1
        assertThat(fleet.billed().gpuSeconds()).isEqualTo("3602.000000");
    }

    @Test
    void theBurnRateIsThatOfTheGpusThatAreReady() {
        Shape half = shape("H100", "0.5", "global");
        Shape unpriced = shape("X1", "1", "global");
        FleetSummary fleet = computed(november(
                        open("r1", H100, "2026-11-14T22:00:00Z", AS_OF.toString()),
                        open("r2", H100, "2026-11-14T23:00:00Z", AS_OF.toString()),
                        open("r3", half, "2026-11-14T23:00:00Z", AS_OF.toString()),
                        session(H100, "2026-11-14T22:00:00Z", "2026-11-14T23:00:00Z")))
                .fleet();

        // (2 + 0.5) x 8.00
        assertThat(fleet.burnRate()).isEqualTo(Fraction.of(new BigDecimal("20.00")));
        assertThat(fleet.running()).extracting(FleetSummary.Running::replicas).containsExactly(2L, 1L);
        assertThat(fleet.burnsUnpriced()).isFalse();

        assertThat(computed(november()).fleet().burnRate()).isEqualTo(Fraction.ZERO);
        assertThat(computed(november(open("r1", unpriced, "2026-11-14T22:00:00Z", AS_OF.toString())))
                        .fleet()
                        .burnsUnpriced())
                .isTrue();
    }
}
