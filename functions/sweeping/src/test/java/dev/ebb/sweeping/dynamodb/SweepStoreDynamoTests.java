package dev.ebb.sweeping.dynamodb;

import static dev.ebb.sweeping.dynamodb.SweptTable.LLAMA;
import static dev.ebb.sweeping.dynamodb.SweptTable.NEXT;
import static dev.ebb.sweeping.dynamodb.SweptTable.NOW;
import static dev.ebb.sweeping.dynamodb.SweptTable.at;
import static dev.ebb.sweeping.dynamodb.SweptTable.first;
import static dev.ebb.sweeping.dynamodb.SweptTable.firstMark;
import static dev.ebb.sweeping.dynamodb.SweptTable.intent;
import static dev.ebb.sweeping.dynamodb.SweptTable.marking;
import static dev.ebb.sweeping.dynamodb.SweptTable.next;
import static dev.ebb.sweeping.dynamodb.SweptTable.to;
import static dev.ebb.sweeping.dynamodb.SweptTable.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.WatchedClient;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.sweeps.SweepStore.Audit;
import dev.ebb.sweeping.sweeps.SweepStore.Concluded;
import dev.ebb.sweeping.sweeps.SweepStore.Conclusion;
import dev.ebb.sweeping.sweeps.SweepStore.Kept;
import dev.ebb.sweeping.sweeps.SweepStore.Marking;
import dev.ebb.sweeping.sweeps.SweepStore.RecordedVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is kept of deployments, as it is read again. */
class SweepStoreDynamoTests {

    private static final Pin PIN = new Pin("ann", "demo", NOW, NOW.plus(Duration.ofHours(2)));

    private final SweptTable table = new SweptTable();

    @BeforeEach
    void run() {
        table.running();
    }

    @AfterEach
    void dropTable() {
        table.close();
    }

    private void conclude(SweepStatus before, SweepStatus after, Instant sweep) {
        Concluded concluded = table.store.conclude(
                new Conclusion(
                        sweep, before, after, Optional.of(verdict(LLAMA, sweep)), Optional.of(NEXT), Optional.empty()),
                Deadline.NONE);
        assertThat(concluded).isEqualTo(new Concluded.Written());
    }

    private void mark(SweepStatus before, Intent intent, Instant sweep) {
        SweepStatus after =
                next(before, SweepStatus.Rung.GOING_TO_ZERO, intent.id().mark());
        Concluded concluded = table.store.conclude(
                new Conclusion(
                        sweep,
                        before,
                        after,
                        Optional.of(verdict(LLAMA, sweep)),
                        Optional.of(NEXT),
                        Optional.of(marking(intent, table.watched().stamp()))),
                Deadline.NONE);
        assertThat(concluded).isEqualTo(new Concluded.Written());
    }

    private boolean isMarked() {
        return table.client()
                .getItem(get -> get.tableName(table.name())
                        .key(new dev.ebb.metering.dynamodb.Key("DEPLOYMENT acme llama", "STATE").attributes()))
                .item()
                .containsKey("marked");
    }

    private Optional<SweepStatus> status() {
        return table.store.kept(LLAMA, Deadline.NONE).status();
    }

    @Test
    void nothingIsKeptOfWhatWasNeverLookedAt() {
        assertThat(table.store.kept(LLAMA, Deadline.NONE)).isEqualTo(new Kept(Optional.empty(), Optional.empty(), 0));
        assertThat(table.store.verdicts(LLAMA, at("00:00:00"), NEXT, Deadline.NONE))
                .isEmpty();
        assertThat(table.store.intents(LLAMA, 5, Deadline.NONE)).isEmpty();
        assertThat(table.store.audit(LLAMA, 5, Deadline.NONE)).isEmpty();
    }

    @Test
    void aStatusIsReadAsItWasWritten() {
        SweepStatus whole = new SweepStatus(
                LLAMA,
                1,
                at("01:00:00"),
                "digest",
                at("02:00:00"),
                at("03:00:00"),
                at("04:00:00"),
                SweepStatus.Rung.AT_ZERO,
                at("05:00:00"),
                0,
                at("06:00:00"),
                3,
                at("07:00:00"),
                at("08:00:00"),
                "receipt",
                at("09:00:00"));

        conclude(first(LLAMA), whole, NOW);

        assertThat(status()).contains(whole);
    }

    static Stream<Intent.Cause> causes() {
        return Stream.of(
                new Intent.Cause.Sweep(NOW),
                new Intent.Cause.Person("Ann of the fleet"),
                new Intent.Cause.Cap(NOW),
                new Intent.Cause.Demand(NOW));
    }

    @ParameterizedTest
    @MethodSource("causes")
    void anIntentIsReadAsItWasWritten(Intent.Cause cause) {
        Intent whole = new Intent(
                new ActionId(LLAMA, 1, Action.RESTORE),
                1,
                cause,
                3,
                NOW,
                NEXT,
                "why",
                "{}",
                true,
                Intent.State.DONE,
                "{\"x\":1}",
                NOW.plusMillis(1),
                NOW.plusMillis(2),
                "how",
                null);

        mark(first(LLAMA), whole, NOW);

        assertThat(table.store.intent(whole.id(), Deadline.NONE)).contains(whole);
        assertThat(table.store.intent(new ActionId(LLAMA, 1, Action.DELETE), Deadline.NONE))
                .isEmpty();
        assertThat(isMarked()).as("what has come to its end already").isFalse();
    }

    @Test
    void verdictsAreReadByTheirSweepAndIntentsTheLatestFirst() {
        SweepStatus before = first(LLAMA);
        for (int minute = 0; minute < 4; minute++) {
            mark(before, intent(LLAMA, minute + 1), NOW.plusSeconds(60L * minute));
            before = status().orElseThrow();
        }

        assertThat(table.store.verdicts(LLAMA, NOW.plusSeconds(60), NOW.plusSeconds(180), Deadline.NONE))
                .extracting(RecordedVerdict::sweep)
                .containsExactly(NOW.plusSeconds(60), NOW.plusSeconds(120));
        assertThat(table.store.intents(LLAMA, 3, Deadline.NONE))
                .extracting(intent -> intent.id().mark())
                .containsExactly(4L, 3L, 2L);
    }

    @Test
    void whatIsTooLongIsCutAndSaysSo() {
        RecordedVerdict large =
                new RecordedVerdict(LLAMA, NOW, "IDLE", "s".repeat(5_000), "", "", "\"" + "e".repeat(70_000) + "\"");
        Conclusion conclusion = new Conclusion(
                NOW,
                first(LLAMA),
                next(first(LLAMA), SweepStatus.Rung.UP, 0),
                Optional.of(large),
                Optional.of(NEXT),
                Optional.empty());

        table.store.conclude(conclusion, Deadline.NONE);

        RecordedVerdict kept =
                table.store.verdicts(LLAMA, NOW, NEXT, Deadline.NONE).getFirst();
        assertThat(kept.sentence()).hasSize(4_000).endsWith("s…");
        assertThat(kept.evidence()).isEqualTo("{\"leftOut\":\"70002 bytes\"}");
    }

    @Test
    void anIntentGoesFromStepToStepAndItsMarkEndsWithIt() {
        mark(first(LLAMA), intent(LLAMA, 1), NOW);
        assertThat(isMarked()).isTrue();
        Intent called = to(intent(LLAMA, 1), Intent.State.CALLED);

        assertThat(table.store.advance(intent(LLAMA, 1), called, Optional.empty(), Optional.empty(), Deadline.NONE))
                .isTrue();

        assertThat(table.store.intent(called.id(), Deadline.NONE)).contains(called);
        assertThat(isMarked()).isTrue();
        assertThat(table.watched().dueAt()).isEqualTo(NEXT);
        Intent done = to(called, Intent.State.DONE);
        SweepStatus atZero = next(status().orElseThrow(), SweepStatus.Rung.AT_ZERO, 1);

        assertThat(table.store.advance(called, done, Optional.of(atZero), Optional.of(NOW), Deadline.NONE))
                .isTrue();

        assertThat(table.store.intent(called.id(), Deadline.NONE)).contains(done);
        assertThat(status()).contains(atZero);
        assertThat(isMarked()).isFalse();
        assertThat(table.watched().dueAt()).isEqualTo(NOW);
        assertThat(table.store.audit(LLAMA, 2, Deadline.NONE))
                .extracting(Audit::what)
                .containsExactly("SCALE_TO_ZERO 1, CALLED to DONE: done", "SCALE_TO_ZERO 1, REQUESTED to CALLED");
    }

    @Test
    void anEarlierIntentThatIsUndoneLeavesTheMarkOfItsRestore() {
        mark(first(LLAMA), intent(LLAMA, 1), NOW);
        Intent restore = Intent.requested(
                new ActionId(LLAMA, 2, Action.RESTORE),
                new Intent.Cause.Demand(NOW),
                1,
                NOW.plusSeconds(60),
                NEXT,
                "there was demand",
                "{}");
        mark(status().orElseThrow(), restore, NOW.plusSeconds(60));

        Intent undone = to(intent(LLAMA, 1), Intent.State.UNDONE);
        assertThat(table.store.advance(intent(LLAMA, 1), undone, Optional.empty(), Optional.empty(), Deadline.NONE))
                .isTrue();

        assertThat(isMarked()).isTrue();
    }

    /** The second mark ends the first intent; the third finds it ended, and leaves it as it is. */
    @Test
    void anIntentThatIsReplacedEndsWithTheMarkThatReplacesItAndOnce() {
        mark(first(LLAMA), intent(LLAMA, 1), NOW);
        mark(status().orElseThrow(), intent(LLAMA, 2), NOW.plusSeconds(60));
        mark(status().orElseThrow(), intent(LLAMA, 3), NOW.plusSeconds(120));

        Intent first = table.store.intent(intent(LLAMA, 1).id(), Deadline.NONE).orElseThrow();
        assertThat(first.state()).isEqualTo(Intent.State.ABANDONED);
        assertThat(first.revision()).isEqualTo(2);
        assertThat(first.outcome()).startsWith("replaced by SCALE_TO_ZERO 2, sweep of ");
        assertThat(isMarked()).isTrue();
    }

    @Test
    void whoeverMovesAnIntentOnFromWhatItIsNoLongerIsRefused() {
        mark(first(LLAMA), intent(LLAMA, 1), NOW);
        Intent called = to(intent(LLAMA, 1), Intent.State.CALLED);
        Intent abandoned = to(intent(LLAMA, 1), Intent.State.ABANDONED);
        SweepStatus before = status().orElseThrow();
        SweepStatus up = next(before, SweepStatus.Rung.UP, 1);
        assertThat(table.store.advance(intent(LLAMA, 1), called, Optional.empty(), Optional.empty(), Deadline.NONE))
                .isTrue();

        assertThat(table.store.advance(intent(LLAMA, 1), abandoned, Optional.of(up), Optional.of(NOW), Deadline.NONE))
                .isFalse();
        conclude(before, next(before, SweepStatus.Rung.GOING_TO_ZERO, 1), NOW.plusSeconds(60));
        assertThat(table.store.advance(
                        called, to(called, Intent.State.DONE), Optional.of(up), Optional.of(NOW), Deadline.NONE))
                .isFalse();

        assertThat(table.store.intent(called.id(), Deadline.NONE)).contains(called);
        assertThat(isMarked()).isTrue();
        assertThat(table.watched().dueAt()).isEqualTo(NEXT);
        assertThatThrownBy(() -> table.store.advance(called, called, Optional.empty(), Optional.empty(), Deadline.NONE))
                .hasMessageStartingWith("to: must be revision 3 of acme llama 1 SCALE_TO_ZERO");
    }

    @Test
    void aPinIsKeptWithWhatWasThereBefore() {
        table.store.pin(LLAMA, Optional.of(PIN), "ann", NOW, Deadline.NONE);
        assertThat(table.store.kept(LLAMA, Deadline.NONE)).isEqualTo(new Kept(Optional.empty(), Optional.of(PIN), 1));

        table.store.pin(LLAMA, Optional.empty(), "bob", NEXT, Deadline.NONE);

        assertThat(table.store.kept(LLAMA, Deadline.NONE)).isEqualTo(new Kept(Optional.empty(), Optional.empty(), 2));
        String words = "pin of ann until 2026-11-15T12:40:00Z: demo";
        assertThat(table.store.audit(LLAMA, 10, Deadline.NONE))
                .containsExactly(
                        new Audit(NEXT, "bob", "no pin; before: " + words),
                        new Audit(NOW, "ann", words + "; before: no pin"));
    }

    @Test
    void aConclusionIsOneRequestAndWhatIsKeptAnother() {
        List<String> requests = new ArrayList<>();
        DynamoSweepStore store = new DynamoSweepStore(
                WatchedClient.of(table.client(), new WatchedClient.Watch() {
                    @Override
                    public void before(WatchedClient.Call call) {
                        requests.add(call.operation());
                    }

                    @Override
                    public void after(WatchedClient.Call call) {}
                }),
                table.name());
        Marking marking = marking(intent(LLAMA, 1), table.watched().stamp());

        store.kept(LLAMA, Deadline.NONE);
        store.conclude(firstMark(LLAMA, marking), Deadline.NONE);

        assertThat(requests).containsExactly("batchGetItem", "transactWriteItems");
    }

    @Test
    void partsOfAConclusionBelongTogether() {
        SweepStatus after = next(first(LLAMA), SweepStatus.Rung.GOING_TO_ZERO, 2);

        assertThatThrownBy(() -> new Conclusion(
                        NOW,
                        first(LLAMA),
                        after,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Marking(intent(LLAMA, 1), Optional.empty(), Map.of(), 0, List.of()))))
                .hasMessage("marking: must be mark 2 of acme/llama, is acme llama 1 SCALE_TO_ZERO");
        assertThatThrownBy(
                        () -> new Conclusion(NOW, after, after, Optional.empty(), Optional.empty(), Optional.empty()))
                .hasMessageStartingWith("after: must be revision 2 of acme/llama");
    }
}
