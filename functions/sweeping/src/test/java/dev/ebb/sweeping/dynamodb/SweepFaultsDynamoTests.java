package dev.ebb.sweeping.dynamodb;

import static dev.ebb.sweeping.dynamodb.SweptTable.LLAMA;
import static dev.ebb.sweeping.dynamodb.SweptTable.NEXT;
import static dev.ebb.sweeping.dynamodb.SweptTable.NOW;
import static dev.ebb.sweeping.dynamodb.SweptTable.firstMark;
import static dev.ebb.sweeping.dynamodb.SweptTable.intent;
import static dev.ebb.sweeping.dynamodb.SweptTable.next;
import static dev.ebb.sweeping.dynamodb.SweptTable.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.Watched;
import dev.ebb.metering.dynamodb.EbbTable;
import dev.ebb.metering.dynamodb.ThreadTables;
import dev.ebb.metering.dynamodb.WatchedClient;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.policy.Policies;
import dev.ebb.sweeping.sweeps.SweepStore;
import dev.ebb.sweeping.sweeps.SweepStore.Allowance;
import dev.ebb.sweeping.sweeps.SweepStore.Concluded;
import dev.ebb.sweeping.sweeps.SweepStore.Conclusion;
import dev.ebb.sweeping.sweeps.SweepStore.Marking;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A fault before or after each call that a write makes, and then the write once more: it has one effect. */
class SweepFaultsDynamoTests {

    /** The process is gone: nothing in it may catch this. */
    private static final class Gone extends Error {
        private static final long serialVersionUID = 1;
    }

    private enum Fault {
        GONE_BEFORE,
        GONE_AFTER,
        ANSWER_LOST
    }

    /** Strikes at the n-th call; 0 for never. */
    private static final class Striker implements WatchedClient.Watch {
        private final Fault fault;
        private final int at;
        private int calls;

        Striker(Fault fault, int at) {
            this.fault = fault;
            this.at = at;
        }

        @Override
        public void before(WatchedClient.Call call) {
            calls++;
            if (calls == at && fault == Fault.GONE_BEFORE) {
                throw new Gone();
            }
        }

        @Override
        public void after(WatchedClient.Call call) {
            if (calls == at && fault == Fault.GONE_AFTER) {
                throw new Gone();
            }
            if (calls == at && fault == Fault.ANSWER_LOST) {
                throw SdkClientException.create("no answer, says the test");
            }
        }
    }

    /** What a process does, through its own client. */
    private interface Work {
        void run(DynamoDbClient client, String table);
    }

    /** What is written, and what stood before; all times and names are fixed. */
    private enum Write {
        A_MARK_OF_A_SWEEP {
            @Override
            Work prepare(SweptTable table) {
                Conclusion conclusion = firstMark(LLAMA, marking(table, intent(LLAMA, 1)));
                return conclude(conclusion);
            }
        },
        A_MARK_OF_A_PERSON {
            @Override
            Work prepare(SweptTable table) {
                Conclusion of = firstMark(LLAMA, marking(table, intent(LLAMA, 1)));
                return conclude(new Conclusion(
                        of.sweep(), of.before(), of.after(), Optional.empty(), of.dueAt(), of.marking()));
            }
        },
        A_STEP {
            @Override
            Work prepare(SweptTable table) {
                conclude(firstMark(LLAMA, marking(table, intent(LLAMA, 1)))).run(table.client(), table.name());
                return advance(to(intent(LLAMA, 1), Intent.State.CALLED), Optional.empty());
            }
        },
        THE_LAST_STEP {
            @Override
            Work prepare(SweptTable table) {
                Conclusion mark = firstMark(LLAMA, marking(table, intent(LLAMA, 1)));
                conclude(mark).run(table.client(), table.name());
                SweepStatus after = next(mark.after(), SweepStatus.Rung.AT_ZERO, 1);
                return advance(to(intent(LLAMA, 1), Intent.State.DONE), Optional.of(after));
            }
        },
        AN_END_WITHOUT_A_STATUS {
            @Override
            Work prepare(SweptTable table) {
                conclude(firstMark(LLAMA, marking(table, intent(LLAMA, 1)))).run(table.client(), table.name());
                return advance(to(intent(LLAMA, 1), Intent.State.ABANDONED), Optional.empty());
            }
        },
        A_PIN {
            @Override
            Work prepare(SweptTable table) {
                Pin old = new Pin("bob", "holiday", NOW.minusSeconds(60), NEXT);
                table.store.pin(LLAMA, Optional.of(old), "bob", NOW.minusSeconds(60), Deadline.NONE);
                Pin pin = new Pin("ann", "demo", NOW, NOW.plus(Duration.ofHours(2)));
                return (client, name) ->
                        new DynamoSweepStore(client, name).pin(LLAMA, Optional.of(pin), "ann", NOW, Deadline.NONE);
            }
        },
        A_POLICY {
            @Override
            Work prepare(SweptTable table) {
                Policies.Level level = new Policies.Level.Deployment(LLAMA);
                assertThat(table.policies.set(level, "{}", "bob", NOW.minusSeconds(60), 0, Deadline.NONE))
                        .isTrue();
                return (client, name) -> assertThat(new DynamoPolicies(client, name)
                                .set(level, "{\"mode\":\"zero\"}", "ann", NOW, 1, Deadline.NONE))
                        .isTrue();
            }
        },
        THE_BREAKER {
            @Override
            Work prepare(SweptTable table) {
                return (client, name) ->
                        new DynamoSafety(client, name).open("half the fleet has gone", NOW, Deadline.NONE);
            }
        },
        A_RESET {
            @Override
            Work prepare(SweptTable table) {
                new DynamoSafety(table.client(), table.name())
                        .open("half the fleet has gone", NOW.minusSeconds(60), Deadline.NONE);
                return (client, name) -> new DynamoSafety(client, name).reset("ann", NOW, Deadline.NONE);
            }
        },
        THE_KILL_SWITCH {
            @Override
            Work prepare(SweptTable table) {
                return (client, name) ->
                        new DynamoSafety(client, name).kill(true, "ann", "release day", NOW, Deadline.NONE);
            }
        };

        abstract Work prepare(SweptTable table);

        private static Marking marking(SweptTable table, Intent intent) {
            Watched.Stamp stamp = table.watched().stamp();
            return new Marking(
                    intent, Optional.of(stamp), Map.of("stack", 0L), 0, List.of(new Allowance("actions", 5)));
        }

        private static Work conclude(Conclusion conclusion) {
            return (client, name) -> assertThat(new DynamoSweepStore(client, name).conclude(conclusion, Deadline.NONE))
                    .isIn(new Concluded.Written(), new Concluded.Repeated());
        }

        private static Work advance(Intent intent, Optional<SweepStatus> status) {
            return (client, name) -> {
                SweepStore store = new DynamoSweepStore(client, name);
                Intent from = intent(LLAMA, 1);
                assertThat(store.advance(from, intent, status, Optional.of(NOW), Deadline.NONE))
                        .isTrue();
            };
        }
    }

    /** Everything in the table after the write, struck once, and if the process has gone, once more. */
    private static Map<String, Map<String, AttributeValue>> after(Write write, Striker striker) {
        try (SweptTable table = new SweptTable(ThreadTables.quick())) {
            table.running();
            Work work = write.prepare(table);
            try {
                work.run(WatchedClient.of(table.client(), striker), table.name());
            } catch (Gone gone) {
                work.run(table.client(), table.name());
            }
            Map<String, Map<String, AttributeValue>> items = new TreeMap<>();
            table.client()
                    .scan(scan -> scan.tableName(table.name()))
                    .items()
                    .forEach(item -> items.put(
                            item.get(EbbTable.PARTITION).s() + " | "
                                    + item.get(EbbTable.SORT).s(),
                            item));
            return items;
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterAFaultBeforeOrAfterAnyCallTheSameWriteHasOneEffect(Write write) {
        Striker none = new Striker(Fault.GONE_BEFORE, 0);
        Map<String, Map<String, AttributeValue>> expected = after(write, none);
        assertThat(none.calls).isPositive();

        for (int at = 1; at <= none.calls; at++) {
            for (Fault fault : Fault.values()) {
                assertThat(after(write, new Striker(fault, at)))
                        .as(fault + " at call " + at)
                        .isEqualTo(expected);
            }
        }
    }
}
