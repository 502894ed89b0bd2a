package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemoTests {

    /** B200 in eu-west-1 at 10.80 an hour, two of them; the other accounts are at zero. */
    private static final String BURN = "21.60";

    private static final Invocation PLAIN = Invocation.of();
    private static final Invocation COLOURED =
            Invocation.with(Invocation.NOW.plus(Duration.ofDays(1)), true, false, "demo");

    @Test
    void theFleetIsShownAsATable() {
        Invocation invocation = PLAIN;

        assertThat(invocation.status()).isZero();
        assertThat(invocation.err()).isEmpty();
        assertThat(invocation.out()).contains("acme  2026-06", "globex  2026-06", "initech  2026-06");
        assertThat(invocation.out())
                .containsPattern("agents-eu +NVIDIA_B200_180GB +eu-west-1 +2 × 1 GPU ")
                .containsPattern(
                        "chat-70b +NVIDIA_H100_80GB +us-east-1 +154\\.00 +146\\.50 +7\\.50 +4\\.00 +616\\.00\n")
                .contains("burns USD " + BURN + " an hour", "burns USD 0.00 an hour")
                .contains("not billed: ", "failed start")
                .containsPattern("total USD +2 +.* " + BURN)
                .contains("fell silent")
                .contains("functions/local/ebb replay");
    }

    @Test
    void aForgottenDeploymentsStoryFollowsWithItsStatement() {
        assertThat(PLAIN.out())
                .containsSubsequence(
                        "total USD",
                        "Mon 06-15 10:47  warns   ana",
                        "Mon 06-15 11:03  fleet   playground-1 is stopped",
                        "Mon 06-22 17:11  fleet   playground-3 is ready",
                        "Its statement as of 2026-06-22T18:00:00Z",
                        "owes USD 35.85",
                        "USD 1,555.65 were not spent",
                        "Next");
    }

    @Test
    void coloursAreForTerminalsOnly() {
        assertThat(COLOURED.out()).contains("\u001b[1m");
        assertThat(PLAIN.out()).doesNotContain("\u001b");
    }

    @Test
    void itIsTheSameWheneverItIsRun() {
        assertThat(COLOURED.out().replaceAll("\u001b\\[[0-9]+m", "")).isEqualTo(PLAIN.out());
    }

    @Test
    void columnsLineUp() {
        TextTable table = new TextTable("name", ">cost");

        table.row("a", "1.00");
        table.row("longer", "10.00");

        assertThat(table.lines()).containsExactly("name      cost", "a         1.00", "longer   10.00");
    }
}
