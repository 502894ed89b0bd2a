package dev.ebb.sweeping.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.shadow.Episode.Kind;
import dev.ebb.sweeping.sweeps.SweepStore.RecordedVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What verdicts would have done. Times are minutes after ten. */
class EpisodeTests {

    private static final DeploymentId DEPLOYMENT = new DeploymentId("acme", "llama");
    private static final Instant TEN = Instant.parse("2026-11-15T10:00:00Z");

    @Test
    void whatEachLookProposesAgainIsOneEpisode() {
        List<Episode> episodes = Episode.of(
                List.of(
                        verdict(0, "IDLE", "SCALE_TO_ZERO", "mode warn"),
                        verdict(60, "IDLE", "SCALE_TO_ZERO", "mode warn"),
                        verdict(120, "IDLE", "SCALE_TO_ZERO", "mode warn")),
                demandAt());

        assertThat(episodes).containsExactly(episode(Action.SCALE_TO_ZERO, Kind.SHADOW, 0, null));
    }

    @Test
    void demandEndsItAndTheNextOneCountsAnew() {
        List<Episode> episodes = Episode.of(
                List.of(
                        verdict(0, "IDLE", "SCALE_TO_ZERO", "dry run"),
                        verdict(90, "IDLE", "", ""),
                        verdict(150, "IDLE", "SCALE_TO_ZERO", "dry run")),
                demandAt(61));

        assertThat(episodes)
                .containsExactly(
                        episode(Action.SCALE_TO_ZERO, Kind.SHADOW, 0, 61),
                        episode(Action.SCALE_TO_ZERO, Kind.SHADOW, 150, null));
    }

    @Test
    void aVerdictThatSaysActiveForAnotherReasonEndsItToo() {
        List<Episode> episodes = Episode.of(
                List.of(
                        verdict(0, "IDLE", "SCALE_TO_ZERO", "dry run"),
                        verdict(20, "ACTIVE", "", ""),
                        verdict(90, "IDLE", "SCALE_TO_ZERO", "dry run")),
                demandAt(300));

        assertThat(episodes)
                .containsExactly(
                        episode(Action.SCALE_TO_ZERO, Kind.SHADOW, 0, 20),
                        episode(Action.SCALE_TO_ZERO, Kind.SHADOW, 90, 300));
    }

    @ParameterizedTest
    @CsvSource({
        "dry run, SHADOW",
        "mode warn, SHADOW",
        "a pin of kim until 12:00 (demo), HELD",
        "limit: actions 2026-11-15T10:00Z, HELD",
        "'', DONE"
    })
    void onlyWhatTheModeAloneHoldsBackIsOfTheShadow(String held, Kind kind) {
        assertThat(Episode.of(List.of(verdict(0, "IDLE", "SCALE_TO_ZERO", held)), demandAt()))
                .extracting(Episode::kind)
                .containsExactly(kind);
    }

    @Test
    void anHourIsTheLongestThatARegretTakes() {
        assertThat(episode(Action.SCALE_TO_ZERO, Kind.SHADOW, 0, 60).isWantedWithin(Duration.ofHours(1)))
                .isTrue();
        assertThat(episode(Action.SCALE_TO_ZERO, Kind.SHADOW, 0, 61).isWantedWithin(Duration.ofHours(1)))
                .isFalse();
        assertThat(episode(Action.SCALE_TO_ZERO, Kind.SHADOW, 0, null).isWantedWithin(Duration.ofHours(1)))
                .isFalse();
    }

    private static Episode episode(Action action, Kind kind, int at, Integer wanted) {
        return new Episode(action, kind, minute(at), Optional.ofNullable(wanted).map(EpisodeTests::minute));
    }

    private static RecordedVerdict verdict(int at, String word, String would, String held) {
        return new RecordedVerdict(DEPLOYMENT, minute(at), word, "a sentence", would, held, "{}");
    }

    private static Instant minute(int minute) {
        return TEN.plus(Duration.ofMinutes(minute));
    }

    private static ActivityMinutes demandAt(int... minutes) {
        BitSet active = new BitSet();
        for (int minute : minutes) {
            active.set(minute);
        }
        long first = ActivityMinutes.minuteOf(TEN);
        return ActivityMinutes.of(first, first + 600, new BitSet(), active, new BitSet());
    }
}
