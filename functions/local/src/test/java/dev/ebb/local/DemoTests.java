package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemoTests {

    /** B200 in eu-west-1 at 10.80 an hour, two of them; the other accounts are at zero. */
    private static final String BURN = "21.60";

    @Test
    void theFleetIsShownAsATable() {
        Invocation invocation = Invocation.of();

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
    void coloursAreForTerminalsOnly() {
        assertThat(Invocation.with(Invocation.NOW, true, false, "demo").out()).contains("\u001b[1m");
        assertThat(Invocation.with(Invocation.NOW, false, false, "demo").out()).doesNotContain("\u001b");
    }

    @Test
    void columnsLineUp() {
        TextTable table = new TextTable("name", ">cost");

        table.row("a", "1.00");
        table.row("longer", "10.00");

        assertThat(table.lines()).containsExactly("name      cost", "a         1.00", "longer   10.00");
    }
}
