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
import static dev.ebb.sweeping.dynamodb.SweptTable.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import dev.ebb.metering.Watched;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.WatchedClient;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.policy.Policies;
import dev.ebb.sweeping.sweeps.SweepStore.Allowance;
import dev.ebb.sweeping.sweeps.SweepStore.Concluded;
import dev.ebb.sweeping.sweeps.SweepStore.Conclusion;
import dev.ebb.sweeping.sweeps.SweepStore.Marking;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What comes between reading a deployment and marking it stops the mark, each thing by itself. */
class ConclusionDynamoTests {

    private static final Concluded WRITTEN = new Concluded.Written();

    private final SweptTable table = new SweptTable();

    @AfterEach
    void dropTable() {
        table.close();
    }

    /** What may come between. */
    private enum Meanwhile {
        AN_ACTIVE_MINUTE("demand"),
        A_COUNTED_REPORT("demand"),
        A_WANTED_MINUTE("demand"),
        DEMAND_IN_THE_HOUR_BEFORE("demand"),
        DEMAND_IN_THE_NEXT_HOUR("demand"),
        WANTED_IN_THE_NEXT_HOUR("demand"),
        COUNTED_IN_THE_NEXT_HOUR("demand"),
        ANOTHER_REPLICA_READY("sessions"),
        ONE_THAT_STARTS("sessions"),
        ONE_THAT_STOPS("sessions"),
        AN_ANNOUNCEMENT("sessions"),
        A_POLICY_OF_THE_STACK("policy"),
        A_POLICY_OF_THE_ACCOUNT("policy"),
        A_POLICY_OF_THE_DEPLOYMENT("policy"),
        A_PIN("pin"),
        ANOTHER_SWEEP("status");

        private final String by;

        /** @param by what the mark is overtaken by */
        Meanwhile(String by) {
            this.by = by;
        }

        void happen(SweptTable table) {
            switch (this) {
                case AN_ACTIVE_MINUTE -> table.hear(table.served(at("10:39:00"), false));
                case A_COUNTED_REPORT -> table.hear(table.served(at("10:39:00"), true));
                case A_WANTED_MINUTE -> table.hear(table.rejected(at("10:39:00")));
                case DEMAND_IN_THE_HOUR_BEFORE -> table.hear(table.served(at("09:59:00"), false));
                case DEMAND_IN_THE_NEXT_HOUR -> table.hear(table.served(at("11:00:00"), false));
                case WANTED_IN_THE_NEXT_HOUR -> table.hear(table.rejected(at("11:00:00")));
                case COUNTED_IN_THE_NEXT_HOUR -> table.hear(table.served(at("11:00:00"), true));
                case ANOTHER_REPLICA_READY -> table.hear(table.ready("r-2", at("10:39:00")));
                case ONE_THAT_STARTS ->
                    table.hear(table.event(
                            at("10:39:00"), new Usage.Starting(new ReplicaId(LLAMA, "r-3"), ShapePart.NONE)));
                case ONE_THAT_STOPS ->
                    table.hear(table.event(at("10:39:00"), new Usage.Stopped(new ReplicaId(LLAMA, "r-1"), null)));
                case AN_ANNOUNCEMENT ->
                    table.hear(table.event(
                            at("10:39:00"),
                            new Usage.Updated(
                                    LLAMA,
                                    ShapePart.NONE,
                                    new Usage.Configuration(null, null, null, null, null, "{\"mode\":\"warn\"}"))));
                case A_POLICY_OF_THE_STACK -> set(table, new Policies.Level.Stack());
                case A_POLICY_OF_THE_ACCOUNT -> set(table, new Policies.Level.Account("acme"));
                case A_POLICY_OF_THE_DEPLOYMENT -> set(table, new Policies.Level.Deployment(LLAMA));
                case A_PIN ->
                    table.store.pin(
                            LLAMA,
                            Optional.of(new Pin("ann", "demo", NOW, NOW.plus(Duration.ofHours(2)))),
                            "ann",
                            NOW,
                            Deadline.NONE);
                case ANOTHER_SWEEP ->
                    assertThat(table.store.conclude(plain(NOW.minusSeconds(60)), Deadline.NONE))
                            .isEqualTo(WRITTEN);
            }
        }

        private static void set(SweptTable table, Policies.Level level) {
            assertThat(table.policies.set(level, "{\"mode\":\"warn\"}", "ann", NOW, 0, Deadline.NONE))
                    .isTrue();
        }
    }

    private static Conclusion plain(Instant sweep) {
        return new Conclusion(
                sweep,
                first(LLAMA),
                next(first(LLAMA), SweepStatus.Rung.UP, 0),
                Optional.of(verdict(LLAMA, sweep)),
                Optional.of(NEXT),
                Optional.empty());
    }

    private Concluded conclude(Conclusion conclusion) {
        return table.store.conclude(conclusion, Deadline.NONE);
    }

    @Test
    void whatNothingCameBetweenIsWrittenWhole() {
        table.running();
        Marking marking = new Marking(
                intent(LLAMA, 1),
                Optional.of(table.watched().stamp()),
                Map.of("stack", 0L, "account", 0L, "deployment", 0L, "announced", 7L),
                0,
                List.of(new Allowance("actions 10:40", 1)));

        Concluded concluded = conclude(firstMark(LLAMA, marking));

        assertThat(concluded).isEqualTo(WRITTEN);
        assertThat(table.store.kept(LLAMA, Deadline.NONE).status())
                .contains(next(first(LLAMA), SweepStatus.Rung.GOING_TO_ZERO, 1));
        assertThat(table.store.verdicts(LLAMA, NOW, NOW.plusSeconds(60), Deadline.NONE))
                .containsExactly(verdict(LLAMA, NOW));
        assertThat(table.store.intent(intent(LLAMA, 1).id(), Deadline.NONE)).contains(intent(LLAMA, 1));
        assertThat(table.watched().dueAt()).isEqualTo(NEXT);
        assertThat(table.store.audit(LLAMA, 10, Deadline.NONE)).singleElement().satisfies(entry -> {
            assertThat(entry.by()).isEqualTo("sweep of 2026-11-15T10:40:00Z");
            assertThat(entry.what()).isEqualTo("SCALE_TO_ZERO 1, REQUESTED: idle since 09:00");
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatComesBetweenStopsTheMarkAndNothingIsWritten(Meanwhile meanwhile) {
        table.running();
        Marking marking = new Marking(
                intent(LLAMA, 1),
                Optional.of(table.watched().stamp()),
                Map.of("stack", 0L, "account", 0L, "deployment", 0L),
                0,
                List.of(new Allowance("actions 10:40", 1)));
        meanwhile.happen(table);
        Instant dueAt = table.watched().dueAt();
        int audited = table.store.audit(LLAMA, 10, Deadline.NONE).size();

        Concluded concluded = conclude(firstMark(LLAMA, marking));

        assertThat(concluded).isEqualTo(new Concluded.Overtaken(meanwhile.by));
        assertThat(table.store.intents(LLAMA, 10, Deadline.NONE)).isEmpty();
        assertThat(table.store.verdicts(LLAMA, NOW, NOW.plusSeconds(60), Deadline.NONE))
                .isEmpty();
        assertThat(table.watched().dueAt()).isEqualTo(dueAt);
        assertThat(table.store.audit(LLAMA, 10, Deadline.NONE)).hasSize(audited);
    }

    @Test
    void aVoidOfACountedReportStopsTheMark() {
        table.running();
        UsageEvent report = table.served(at("10:00:00"), true);
        table.hear(report);
        Watched.Stamp stamp = table.watched().stamp();
        table.hear(table.event(NOW, new Usage.Voided(report.identity())));

        assertThat(conclude(firstMark(LLAMA, marking(intent(LLAMA, 1), stamp))))
                .isEqualTo(new Concluded.Overtaken("demand"));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.MATCH_NONE,
            names = {"A_PO.*", "A_PIN", "ANOTHER_SWEEP"})
    void withoutItsStampNothingElseStopsTheMark(Meanwhile meanwhile) {
        table.running();
        Marking marking = new Marking(
                intent(LLAMA, 1), Optional.empty(), Map.of("stack", 0L, "account", 0L, "deployment", 0L), 0, List.of());
        meanwhile.happen(table);

        assertThat(conclude(firstMark(LLAMA, marking))).isEqualTo(WRITTEN);
    }

    @Test
    void whatWasReadAfterTheChangeCanBeMarked() {
        table.running();
        for (Meanwhile meanwhile : Meanwhile.values()) {
            if (meanwhile.by.equals("demand") || meanwhile.by.equals("sessions")) {
                meanwhile.happen(table);
            }
        }

        Concluded concluded = conclude(
                firstMark(LLAMA, marking(intent(LLAMA, 1), table.watched().stamp())));

        assertThat(concluded).isEqualTo(WRITTEN);
    }

    @Test
    void aSweepHasOneVerdictOfADeployment() {
        table.running();
        assertThat(conclude(plain(NOW))).isEqualTo(WRITTEN);
        SweepStatus standing = table.store.kept(LLAMA, Deadline.NONE).status().orElseThrow();

        Concluded again = conclude(new Conclusion(
                NOW,
                standing,
                next(standing, SweepStatus.Rung.WARNED, 0),
                Optional.of(verdict(LLAMA, NOW)),
                Optional.empty(),
                Optional.empty()));

        assertThat(again).isEqualTo(new Concluded.Repeated());
        assertThat(table.store.kept(LLAMA, Deadline.NONE).status()).contains(standing);
        assertThat(table.watched().dueAt()).isEqualTo(NEXT);
    }

    @Test
    void whatIsNeverDueLeavesTheIndex() {
        table.running();

        Concluded concluded = conclude(new Conclusion(
                NOW,
                first(LLAMA),
                next(first(LLAMA), SweepStatus.Rung.DELETED, 0),
                Optional.of(verdict(LLAMA, NOW)),
                Optional.empty(),
                Optional.empty()));

        assertThat(concluded).isEqualTo(WRITTEN);
        assertThat(table.watched().dueAt()).isNull();
    }

    /** How demand is told. */
    private enum Demand {
        ACTIVE,
        COUNTED,
        WANTED;

        UsageEvent event(SweptTable table) {
            return switch (this) {
                case ACTIVE -> table.served(at("10:39:00"), false);
                case COUNTED -> table.served(at("10:39:00"), true);
                case WANTED -> table.rejected(at("10:39:00"));
            };
        }
    }

    /**
     * A conclusion just before each call that is made to tell demand, and after the last, on what was read before the first.
     *
     * @return for each of them whether demand was passed over: the conclusion stands, and the deployment is due later only
     */
    private static List<Boolean> passedOver(Demand demand, boolean isRunning, boolean isMarked, boolean hasStamp) {
        List<Boolean> passedOver = new ArrayList<>();
        for (int at = 1; ; at++) {
            try (SweptTable table = new SweptTable()) {
                table.hear(table.created(LLAMA));
                if (isRunning) {
                    table.hear(table.ready("r-1", at("08:10:00")));
                }
                Optional<Watched.Stamp> stamp =
                        hasStamp ? Optional.of(table.watched().stamp()) : Optional.empty();
                Marking marking = new Marking(intent(LLAMA, 1), stamp, Map.of(), 0, List.of());
                Conclusion conclusion = new Conclusion(
                        NOW,
                        first(LLAMA),
                        next(first(LLAMA), SweepStatus.Rung.GOING_TO_ZERO, isMarked ? 1 : 0),
                        Optional.of(verdict(LLAMA, NOW)),
                        Optional.of(NEXT),
                        isMarked ? Optional.of(marking) : Optional.empty(),
                        stamp);
                List<Concluded> concluded = new ArrayList<>();
                Interruption interruption =
                        new Interruption(at, () -> concluded.add(table.store.conclude(conclusion, Deadline.NONE)));
                DynamoLedger ledger = new DynamoLedger(WatchedClient.of(table.client(), interruption), table.name());
                ledger.record(List.of(demand.event(table)), NOW.plusSeconds(1), Deadline.NONE);
                boolean isLast = concluded.isEmpty();
                if (isLast) {
                    concluded.add(table.store.conclude(conclusion, Deadline.NONE));
                }
                boolean isDue = !table.watched().dueAt().isAfter(NOW.plusSeconds(1));
                passedOver.add(concluded.equals(List.of(WRITTEN)) && !isDue);
                if (isLast) {
                    return passedOver;
                }
            }
        }
    }

    /** Something else, once, before the n-th call. */
    private static final class Interruption implements WatchedClient.Watch {
        private final int at;
        private final Runnable interruption;
        private int calls;

        Interruption(int at, Runnable interruption) {
            this.at = at;
            this.interruption = interruption;
        }

        @Override
        public void before(WatchedClient.Call call) {
            calls++;
            if (calls == at) {
                interruption.run();
            }
        }

        @Override
        public void after(WatchedClient.Call call) {}
    }

    @ParameterizedTest
    @EnumSource
    void demandEitherComesBeforeTheMarkAndStopsItOrAfterItAndMakesTheDeploymentDue(Demand demand) {
        assertThat(passedOver(demand, true, true, true)).hasSizeGreaterThan(3).doesNotContain(true);
    }

    @ParameterizedTest
    @EnumSource
    void withoutTheStampDemandWouldBePassedOver(Demand demand) {
        assertThat(passedOver(demand, true, true, false)).contains(true);
    }

    @ParameterizedTest
    @EnumSource
    void demandAtZeroIsNotPassedOverByAVerdictEither(Demand demand) {
        assertThat(passedOver(demand, false, false, true)).hasSizeGreaterThan(3).doesNotContain(true);
        assertThat(passedOver(demand, false, false, false)).contains(true);
    }
}
