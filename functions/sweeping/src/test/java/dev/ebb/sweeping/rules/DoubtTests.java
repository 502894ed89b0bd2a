package dev.ebb.sweeping.rules;

import static dev.ebb.sweeping.rules.Steps.act;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.Verdict;
import dev.ebb.sweeping.rules.Ladder.Decision;
import dev.ebb.sweeping.rules.Ladder.Step;
import org.junit.jupiter.api.Test;

/** Doubt takes IDLE away, and holds nothing that is wanted. */
class DoubtTests {

    private static final String LAG = "ingestion lags";
    private static final Step NOTHING = new Step.Nothing();

    @Test
    void whatLooksIdleIsUnknownAndIsNeitherWarnedNorStopped() {
        Decision warning = Looks.up().now("10:00").inDoubt(LAG).decide();
        Decision zero =
                Looks.up().rung(Rung.WARNED, "09:59").now("10:14").inDoubt(LAG).decide();

        assertThat(warning.verdict())
                .isInstanceOfSatisfying(
                        Verdict.Unknown.class,
                        unknown -> assertThat(unknown.reason()).isEqualTo(LAG));
        assertThat(warning.step()).isEqualTo(NOTHING);
        assertThat(zero.verdict().word()).isEqualTo("UNKNOWN");
        assertThat(zero.step()).isEqualTo(NOTHING);
        assertThat(zero.after().rung()).isEqualTo(Rung.WARNED);
    }

    @Test
    void whatIsInDemandIsActive() {
        Decision decision = Looks.up().active("10:12").now("10:14").inDoubt(LAG).decide();

        assertThat(decision.verdict().word()).isEqualTo("ACTIVE");
    }

    @Test
    void whatIsAtZeroIsNotDeletedButIsWoken() {
        String delete = "{\"mode\":\"delete\",\"deleteAfter\":\"PT4H\",\"wake\":true}";
        Looks noticed = Looks.atZero().policyOf(delete).noticed("09:31", "receipt-1");
        Looks wanted = Looks.atZero().policyOf(delete).scaledDownAt("09:30").wanted("10:12");

        assertThat(act(noticed.now("13:31").decide())).isEqualTo(Action.DELETE);
        Decision doubtful = noticed.now("13:31").inDoubt(LAG).decide();
        Decision woken = wanted.now("10:14").inDoubt(LAG).decide();

        assertThat(doubtful.verdict().word()).isEqualTo("UNKNOWN");
        assertThat(doubtful.step()).isEqualTo(NOTHING);
        assertThat(act(woken)).isEqualTo(Action.WAKE);
    }
}
