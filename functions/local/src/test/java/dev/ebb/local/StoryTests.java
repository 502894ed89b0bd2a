package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.IdleCost;
import dev.ebb.charging.PriceBook;
import dev.ebb.local.StoryLine.Who;
import dev.ebb.metering.dynamodb.MemoryTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The default windows: a warning after 45 minutes, zero after 1 hour, deletion after 7 days, of which 24 hours' notice. */
class StoryTests {

    private static final PriceBook BOOK =
            InputFiles.prices(Repository.ofThisBuild().resolve("events").resolve("prices.json"));
    private static final List<StoryLine> LINES = new ArrayList<>();
    private static Story.Told told;

    @BeforeAll
    static void tell() {
        try (MemoryTable table = new MemoryTable()) {
            told = Story.tell(table.client(), table.name(), BOOK, LINES::add);
        }
    }

    /** Last used in the minute of 09:59; what happened in a minute is known 2 minutes after it. */
    @Test
    void whatIsForgottenIsWarnedAboutThenGoesToZero() {
        assertThat(lines())
                .containsSubsequence(
                        "2026-06-15T09:10:00Z FLEET playground-1 is ready",
                        "2026-06-15T10:47:00Z VERDICT idle since 10:00 (45 min; 45 of 45 minutes reported, none active);"
                                + " is to be warned about now, would go to zero at 11:02",
                        "2026-06-15T10:47:00Z WARNING ana, in these words",
                        "2026-06-15T11:02:00Z VERDICT idle since 10:00 (1 h; 60 of 60 minutes reported, none active);"
                                + " is to go to zero now",
                        "2026-06-15T11:02:00Z REQUEST the bus for SCALE_TO_ZERO, 0 replicas, by 2026-06-15T11:07:00Z",
                        "2026-06-15T11:03:00Z FLEET playground-1 is stopped");
    }

    /** Asked for at 14:20:30, in the sweep of the next minute it is to come back; it boots for ten minutes. */
    @Test
    void aRequestWakesIt() {
        assertThat(lines())
                .containsSubsequence(
                        "2026-06-15T14:20:30Z GATEWAY a request finds nothing ready, and is turned away",
                        "2026-06-15T14:21:00Z VERDICT active: wanted at zero, last at 14:20; is to be woken now",
                        "2026-06-15T14:21:00Z REQUEST the bus for WAKE, 1 replica, by 2026-06-15T14:51:00Z",
                        "2026-06-15T14:31:00Z FLEET playground-2 is ready",
                        "2026-06-15T14:31:30Z GATEWAY a request is served");
    }

    /** At zero since 15:48 on the 15th; seen so within the minute after, and 7 days later that is known after 2 minutes. */
    @Test
    void afterAWeekAtZeroItIsDeletedAndNotWithoutADaysNotice() {
        assertThat(lines())
                .containsSubsequence(
                        "2026-06-15T15:47:00Z REQUEST the bus for SCALE_TO_ZERO, 0 replicas, by 2026-06-15T15:52:00Z",
                        "2026-06-15T15:48:00Z FLEET playground-2 is stopped",
                        "2026-06-21T15:50:00Z VERDICT at zero since 2026-06-15 15:48 (6 d); is to be announced for"
                                + " deletion now, would be deleted at 2026-06-22 15:52",
                        "2026-06-21T15:50:00Z WARNING ana, in these words",
                        "2026-06-22T15:52:00Z VERDICT at zero since 2026-06-15 15:48 (7 d); is to be deleted now",
                        "2026-06-22T15:52:00Z REQUEST the bus for DELETE, by 2026-06-22T15:57:00Z",
                        "2026-06-22T15:53:00Z FLEET playground is deleted");
        assertThat(LINES.stream().filter(line -> line.who() == Who.WARNING)).hasSize(3);
    }

    @Test
    void whatWasDeletedComesBackAsItWas() {
        assertThat(lines())
                .containsSubsequence(
                        "2026-06-22T15:53:00Z FLEET playground is deleted",
                        "2026-06-22T17:00:00Z PERSON ana wants it back: the customer has come after all",
                        "2026-06-22T17:00:00Z REQUEST the bus for RESTORE, 1 replica, by 2026-06-22T17:30:00Z",
                        "2026-06-22T17:01:00Z FLEET playground is created",
                        "2026-06-22T17:11:00Z FLEET playground-3 is ready");
        assertThat(LINES.stream().filter(line -> line.who() == Who.OUTCOME).map(StoryLine::text))
                .containsExactly(
                        "SCALE_TO_ZERO done: 0 ready, 0 starting, 0 on standby",
                        "WAKE done: 1 ready, 0 starting, 0 on standby",
                        "SCALE_TO_ZERO done: 0 ready, 0 starting, 0 on standby",
                        "DELETE done: no such deployment",
                        "RESTORE done: 1 ready, 0 starting, 0 on standby");
    }

    @Test
    void nothingIsToldBeforeItHappens() {
        assertThat(LINES).isSortedAccordingTo((one, other) -> one.at().compareTo(other.at()));
    }

    /**
     * Ready 09:10–11:03, 14:31–15:48 and 17:11–18:00: 113 + 77 + 49 = 239 minutes of 2 GPUs at 4.50 an hour, 0.15 a minute:
     * 35.85. Used in 48 (09:12–10:00), 14 (14:31–14:45) and 28 (17:12–17:40) of them, 90; idle 149, 22.35.
     */
    @Test
    void theStatementIsWhatRanTimesThePrice() {
        assertThat(told.swept().statement().total()).isEqualTo("35.85");
        assertThat(told.swept().statement().complete()).isTrue();
        assertThat(told.swept().warnings()).isEmpty();
        assertThat(Fraction.sum(told.swept().insight().idle().stream()
                        .map(IdleCost::cost)
                        .toList()))
                .isEqualTo(Fraction.of(new BigDecimal("22.35")));
    }

    /** From 09:10 on the 15th to 18:00 on the 22nd: 7 d 8 h 50 min = 10 610 minutes, 1591.50; less 35.85 is 1555.65. */
    @Test
    void whatWasNotSpentIsTheRestOfTheTime() {
        assertThat(told.unswept().statement().total()).isEqualTo("1591.50");
        assertThat(new StoryText(BOOK, Style.PLAIN).of(told))
                .contains("  Left running since it was first ready it would have cost USD 1,591.50 by now; USD 1,555.65"
                        + " were not spent.")
                .anySatisfy(line ->
                        assertThat(line).matches(" +playground-2 +2026-06-15 14:31 +2026-06-15 15:48 +77 +2 +154"))
                .anySatisfy(line -> assertThat(line).matches(" +together +478"));
    }

    private static List<String> lines() {
        return LINES.stream()
                .map(line -> line.at() + " " + line.who() + " " + line.text())
                .toList();
    }
}
