package dev.ebb.sweeping;

import static dev.ebb.sweeping.actions.TestIntents.SWEEP;
import static dev.ebb.sweeping.actions.TestIntents.dryRun;
import static dev.ebb.sweeping.actions.TestIntents.intent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.sweeping.Intent.State;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SavedTests {

    private static final Saved FIVE_OLD = new Saved(5, "{\"v\":1}");
    private static final Saved NONE_NEW = new Saved(0, "{\"v\":2}");

    private static Intent done(long mark, Action action, Saved saved) {
        return intent(mark, action, SWEEP, State.DONE, saved);
    }

    @Property(tries = 200)
    void whatIsSavedIsReadBack(
            @ForAll @IntRange(max = Saved.MOST_REPLICAS) int replicas, @ForAll String configuration) {
        Saved saved = new Saved(replicas, configuration);

        assertThat(Saved.parse(saved.text())).isEqualTo(saved);
    }

    @Test
    void otherTextsAreRefused() {
        assertThatThrownBy(() -> Saved.parse("{}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is {}");
        assertThatThrownBy(() -> new Saved(-1, "{}")).hasMessageContaining("from 0 to 1000000, is -1");
    }

    @Test
    void whatWasDeletedAtZeroComesBackWithItsLastConfigurationAndTheReplicasItHadBefore() {
        List<Intent> latestFirst = List.of(done(9, Action.DELETE, NONE_NEW), done(8, Action.SCALE_TO_ZERO, FIVE_OLD));

        assertThat(Saved.before(latestFirst)).contains(new Saved(5, "{\"v\":2}"));
    }

    @Test
    void whatCameBackSinceIsNotBroughtBackAgain() {
        Intent woken = done(9, Action.WAKE, NONE_NEW);
        Intent down = done(8, Action.SCALE_TO_ZERO, FIVE_OLD);

        assertThat(Saved.before(List.of(woken, down))).isEmpty();
        assertThat(Saved.before(List.of(done(10, Action.DELETE, NONE_NEW), woken, down)))
                .contains(NONE_NEW);
        assertThat(Saved.before(List.of(intent(9, Action.WAKE, SWEEP, State.FAILED, NONE_NEW), down)))
                .as("a wake that failed")
                .contains(FIVE_OLD);
    }

    @Test
    void dryRunsWarningsAndWhatWasNeverBegunCountForNothing() {
        Intent down = done(5, Action.SCALE_TO_ZERO, FIVE_OLD);

        assertThat(Saved.before(List.of(
                        dryRun(done(9, Action.DELETE, NONE_NEW)),
                        dryRun(done(8, Action.WAKE, NONE_NEW)),
                        intent(7, Action.DELETE, SWEEP, State.ABANDONED, null),
                        intent(6, Action.WARN, SWEEP, State.DONE, null),
                        down)))
                .contains(FIVE_OLD);
        assertThat(Saved.before(List.of())).isEmpty();
    }
}
