package dev.ebb.sweeping.rules;

import static dev.ebb.sweeping.rules.Looks.at;
import static dev.ebb.sweeping.rules.Steps.act;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.Verdict;
import dev.ebb.sweeping.rules.Ladder.Decision;
import org.junit.jupiter.api.Test;

/**
 * What has idled since 05:00 and was warned about at 05:50, at a look that reads its minutes from 06:00 on: whether the
 * warning still stands.
 */
class WarnedOnceTests {

    private static Looks warned() {
        return Looks.up()
                .quiet()
                .knownSince("05:00")
                .idleSince("05:00")
                .rung(Rung.WARNED, "05:50")
                .now("10:00");
    }

    @Test
    void whoIdlesForLongerThanASweepReadsBackIsNotWarnedAgain() {
        Decision decision = warned().due("09:00").decide();

        assertThat(((Verdict.Idle) decision.verdict()).since()).isEqualTo(at("05:00"));
        assertThat(act(decision)).isEqualTo(Action.SCALE_TO_ZERO);
    }

    @Test
    void whoWasNotLookedAtForLongerThanASweepReadsBackIsWarnedAnew() {
        Decision decision = warned().due("05:55").decide();

        assertThat(((Verdict.Idle) decision.verdict()).since()).isEqualTo(at("06:00"));
        assertThat(act(decision)).isEqualTo(Action.WARN);
    }

    @Test
    void afterAGapInTheReportsTheWarningComesWhenItIsDueAndZeroIsNotLate() {
        Looks gap = warned().due("07:59").unreported("07:30");

        Decision early = gap.now("08:15").decide();
        Decision warning = gap.now("08:16").decide();
        Decision zero = Looks.up()
                .quiet()
                .knownSince("05:00")
                .rung(Rung.WARNED, "08:16")
                .unreported("07:30")
                .due("08:30")
                .now("08:31")
                .decide();

        // Idle since 07:31: 45 minutes are over at 08:16, and the hour at 08:31.
        assertThat(early.step()).isInstanceOf(Ladder.Step.Nothing.class);
        assertThat(act(warning)).isEqualTo(Action.WARN);
        assertThat(act(zero)).isEqualTo(Action.SCALE_TO_ZERO);
    }
}
