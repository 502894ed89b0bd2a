package dev.ebb.sweeping.actions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.dynamodb.ThreadTables;
import dev.ebb.sweeping.Action;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Whatever a deployment was, it is again. */
class RestorePropertyDynamoTests {

    @Property(tries = 8)
    void whatDemandBringsBackIsExactlyWhatItWas(
            @ForAll @IntRange(min = 1, max = 1_024_000) int milliGpus,
            @ForAll @IntRange(min = 1, max = 4) int replicas,
            @ForAll @Size(max = 4)
                    Map<
                                    @AlphaChars @StringLength(min = 1, max = 9) String,
                                    @AlphaChars @StringLength(min = 1, max = 9) String>
                            labels,
            @ForAll Optional<@IntRange(max = 4) Integer> minimum,
            @ForAll boolean objectTarget) {
        try (World world = new World(ThreadTables.quick())) {
            world.running(configuration(milliGpus, labels, minimum, objectTarget), replicas);
            Target.Observation before =
                    world.bus().observe(world.id(), world.now).orElseThrow();
            world.marked(Action.SCALE_TO_ZERO, 0);
            world.execute(world.parts(), world.queue().remove());
            world.served(world.now);
            world.listener().obey();
            world.queue().add(world.latest(Action.SCALE_TO_ZERO).orElseThrow().id());

            world.settle();

            assertThat(world.listener().done()).hasSize(2);
            assertThat(world.bus().observe(world.id(), world.now)).contains(before);
        }
    }

    private static String configuration(
            int milliGpus, Map<String, String> labels, Optional<Integer> minimum, boolean objectTarget) {
        StringBuilder members = new StringBuilder();
        labels.forEach((name, value) -> members.append(members.isEmpty() ? "" : ",")
                .append('"')
                .append(name)
                .append("\":\"")
                .append(value)
                .append('"'));
        return "{\"accelerator\":\"A100\",\"acceleratorCount\":\""
                + BigDecimal.valueOf(milliGpus, 3).toPlainString() + "\",\"labels\":{" + members + "},"
                + minimum.map(least -> "\"minReplicas\":" + least + ",").orElse("")
                + "\"target\":" + (objectTarget ? "{\"type\":\"bus\",\"wakes\":true}" : "\"bus\"") + "}";
    }
}
