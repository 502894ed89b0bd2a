package dev.ebb.sweeping.dynamodb;

import static dev.ebb.sweeping.dynamodb.SweptTable.LLAMA;
import static dev.ebb.sweeping.dynamodb.SweptTable.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.metering.Deadline;
import dev.ebb.sweeping.policy.Policies;
import dev.ebb.sweeping.policy.Policies.Version;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Policies are dated and kept. */
class PoliciesDynamoTests {

    private static final String WARN = "{\"mode\":\"warn\"}";
    private static final String ZERO = "{\"mode\":\"zero\"}";
    private static final Instant LATER = NOW.plusSeconds(60);

    private final SweptTable table = new SweptTable();
    private final DynamoPolicies policies = table.policies;

    @AfterEach
    void dropTable() {
        table.close();
    }

    static Stream<Policies.Level> levels() {
        return Stream.of(
                new Policies.Level.Stack(), new Policies.Level.Account("acme"), new Policies.Level.Deployment(LLAMA));
    }

    @ParameterizedTest
    @MethodSource("levels")
    void everyVersionIsKeptWithItsDateAndTheLastOneStands(Policies.Level level) {
        assertThat(policies.current(level, Deadline.NONE)).isEmpty();
        assertThat(policies.history(level, Deadline.NONE)).isEmpty();

        assertThat(policies.set(level, WARN, "ann", NOW, 0, Deadline.NONE)).isTrue();
        assertThat(policies.set(level, ZERO, "bob", LATER, 1, Deadline.NONE)).isTrue();

        Version first = new Version(1, "ann", NOW, WARN);
        Version second = new Version(2, "bob", LATER, ZERO);
        assertThat(policies.current(level, Deadline.NONE)).contains(second);
        assertThat(policies.history(level, Deadline.NONE)).containsExactly(first, second);
        levels().filter(other -> !other.equals(level))
                .forEach(other ->
                        assertThat(policies.current(other, Deadline.NONE)).isEmpty());
    }

    @Test
    void whoeverDidNotReadTheLastVersionIsRefused() {
        Policies.Level level = new Policies.Level.Account("acme");
        policies.set(level, WARN, "ann", NOW, 0, Deadline.NONE);

        assertThat(policies.set(level, ZERO, "bob", LATER, 0, Deadline.NONE)).isFalse();
        assertThat(policies.set(level, ZERO, "bob", LATER, 2, Deadline.NONE)).isFalse();

        assertThat(policies.history(level, Deadline.NONE)).containsExactly(new Version(1, "ann", NOW, WARN));
    }

    @Test
    void ofTwoWhoSetAtOnceOneIsRefused() throws Exception {
        Policies.Level level = new Policies.Level.Stack();
        CyclicBarrier start = new CyclicBarrier(2);
        List<Callable<Boolean>> setters = Stream.of("ann", "bob")
                .map(by -> (Callable<Boolean>) () -> {
                    start.await();
                    return policies.set(level, WARN, by, NOW, 0, Deadline.NONE);
                })
                .toList();

        int set = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (Future<Boolean> each : threads.invokeAll(setters)) {
                set += each.get() ? 1 : 0;
            }
        }

        assertThat(set).isEqualTo(1);
        assertThat(policies.history(level, Deadline.NONE)).hasSize(1);
    }

    @Test
    void whatIsSetOnADeploymentIsInItsAudit() {
        policies.set(new Policies.Level.Deployment(LLAMA), WARN, "ann", NOW, 0, Deadline.NONE);

        assertThat(table.store.audit(LLAMA, 10, Deadline.NONE)).singleElement().satisfies(entry -> {
            assertThat(entry.at()).isEqualTo(NOW);
            assertThat(entry.by()).isEqualTo("ann");
            assertThat(entry.what()).isEqualTo("policy 1: " + WARN);
        });
    }

    @Test
    void whatIsTooLongOrNobodysIsNotSet() {
        Policies.Level level = new Policies.Level.Stack();

        assertThatThrownBy(() -> policies.set(level, "x".repeat(200_001), "ann", NOW, 0, Deadline.NONE))
                .hasMessage("json: must have at most 200000 bytes, has 200001");
        assertThatThrownBy(() -> policies.set(level, WARN, " ", NOW, 0, Deadline.NONE))
                .hasMessage("by: must be 1 to 128 characters, is \" \"");
        assertThat(policies.current(level, Deadline.NONE)).isEmpty();
    }
}
