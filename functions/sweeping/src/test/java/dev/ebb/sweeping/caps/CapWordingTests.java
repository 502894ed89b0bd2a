package dev.ebb.sweeping.caps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Period;
import dev.ebb.charging.budgets.CapFigures;
import dev.ebb.charging.budgets.CapTarget;
import dev.ebb.charging.budgets.CapWatch;
import dev.ebb.metering.DeploymentId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapWordingTests {

    private static final Instant NOON = Instant.parse("2026-11-15T12:00:00Z");

    /** 60 an hour, which may become 120. */
    private static String sentence(long accrued) {
        CapTarget llama =
                new CapTarget(new DeploymentId("acme", "llama"), Fraction.of(60), Fraction.of(120), 0, false, true);
        CapMember member = new CapMember(llama, Duration.ofMinutes(5), new CapMember.Standing.Held("mode dryRun"));
        CapFigures figures = new CapFigures(
                "acme",
                BigDecimal.valueOf(1_000),
                Period.of("2026-11", "UTC"),
                NOON,
                Currency.getInstance("USD"),
                false,
                Fraction.of(accrued),
                Fraction.of(60),
                Fraction.ZERO,
                List.of(llama));
        return CapWording.notHeld(figures, CapDecision.of(figures, List.of(member), CapWatch.STANDARD_LAG));
    }

    @Test
    void whatWillBePassedIsDatedInTheFuture() {
        // 20 are left: 20 minutes at 60 an hour, 10 at 120.
        assertThat(sentence(980))
                .isEqualTo("the hard cap of 1000.00 USD for 2026-11 is not kept: not stopped: llama, held by mode"
                        + " dryRun; at most 980.00 USD have accrued; it will be passed at 2026-11-15T12:20:00Z as it"
                        + " goes on; it will be passed at 2026-11-15T12:10:00Z if all that is left runs at its most");
    }

    @Test
    void whatWasReachedIsDatedInThePast() {
        assertThat(sentence(1_000))
                .endsWith("at most 1000.00 USD have accrued; it may have been reached by 2026-11-15T12:00:00Z");
        assertThat(sentence(1_001)).endsWith("it may have been reached by 2026-11-15T12:00:00Z");
    }
}
