package dev.ebb.sweeping.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.rules.Ladder.Decision;
import dev.ebb.sweeping.rules.Ladder.Step;

/** What decisions come to. */
final class Steps {

    private Steps() {}

    /** The action of one that is to act. */
    static Action act(Decision decision) {
        assertThat(decision.step()).isInstanceOf(Step.Act.class);
        return ((Step.Act) decision.step()).action();
    }
}
