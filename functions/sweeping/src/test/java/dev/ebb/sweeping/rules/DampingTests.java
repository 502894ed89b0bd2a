package dev.ebb.sweeping.rules;

import static dev.ebb.sweeping.rules.Looks.at;
import static dev.ebb.sweeping.rules.Steps.act;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.rules.Ladder.Decision;
import org.junit.jupiter.api.Test;

/** What has gone to zero too soon: its windows are longer, and shorter again later. */
class DampingTests {

    @Test
    void regretsLengthenItsWindowsAndThatIsSaid() {
        Decision early =
                Looks.up().rung(Rung.WARNED, "10:44").damping(1).now("11:13").decide();
        Decision due =
                Looks.up().rung(Rung.WARNED, "10:44").damping(1).now("11:14").decide();
        Decision off = Looks.up()
                .policyOf("{\"mode\":\"zero\",\"damping\":false}")
                .rung(Rung.WARNED, "09:59")
                .damping(1)
                .now("10:14")
                .decide();

        // 09:14 + 2 x 60 min = 11:14.
        assertThat(early.sentence())
                .isEqualTo(
                        "idle since 09:14 (1 h 59 min; 119 of 119 minutes reported, none active); would go to zero at"
                                + " 11:14; windows are 2 times as long, for it was woken soon after it went to zero");
        assertThat(act(due)).isEqualTo(Action.SCALE_TO_ZERO);
        assertThat(act(off)).isEqualTo(Action.SCALE_TO_ZERO);
    }

    @Test
    void whatComesBackByItselfWithinAnHourIsARegretAndLaterTakesOneBack() {
        Looks regretted =
                Looks.up().quiet().scaledDownAt("08:30").upSince("09:33").active("09:30");
        Looks later = Looks.up().quiet().scaledDownAt("08:30").upSince("09:33").active("09:31");

        Decision regret =
                regretted.damping(1).rung(Rung.AT_ZERO, "08:31").now("09:50").decide();
        Decision none =
                later.damping(1).rung(Rung.AT_ZERO, "08:31").now("09:50").decide();

        // Asked for at 09:30, 60 min after 08:30; and at 09:31, 61 min after.
        assertThat(regret.after().damping()).isEqualTo(2);
        assertThat(regret.after().scaledDownAt()).isNull();
        assertThat(none.after().damping()).isZero();
        assertThat(none.after().rung()).isEqualTo(Rung.UP);
    }

    @Test
    void aReturnThatAnActionBroughtAboutWasCountedByIt() {
        Looks back = Looks.up()
                .quiet()
                .scaledDownAt("08:30")
                .upSince("09:00")
                .damping(1)
                .now("09:50");

        Decision done = back.rung(Rung.UP, "09:01").decide();
        Decision underWay = back.rung(Rung.COMING_BACK, "08:59").decide();

        assertThat(done.after().damping()).isEqualTo(1);
        assertThat(done.after().scaledDownAt()).isNull();
        assertThat(underWay.after().damping()).isEqualTo(1);
        assertThat(underWay.after().scaledDownAt()).isEqualTo(at("08:30"));
    }
}
