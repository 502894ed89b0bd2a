package dev.ebb.sweeping.targets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.actions.Announcer;
import dev.ebb.sweeping.actions.Target;
import dev.ebb.sweeping.actions.World;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Whoever listens on the bus, as a target. */
class BusTargetDynamoTests extends TargetContract {

    BusTargetDynamoTests() {
        super(new Bus());
    }

    private static final class Bus implements Setting {
        private final World world = new World();
        private final Announcer taking = world.announcer;
        private final Target target = new BusTarget(
                world.fleet, some -> world.announcer.announce(some), Clock.fixed(World.NOW, ZoneOffset.UTC));
        private long mark;

        @Override
        public Target target() {
            return target;
        }

        @Override
        public DeploymentId deployment() {
            return world.id();
        }

        @Override
        public Instant now() {
            return world.now;
        }

        @Override
        public void running(int replicas) {
            world.running(replicas);
        }

        @Override
        public Intent intent(Action action, int replicas) {
            return new Intent(
                    new ActionId(world.id(), ++mark, action),
                    2,
                    new Intent.Cause.Sweep(world.now),
                    replicas,
                    world.now,
                    world.now.plus(Duration.ofMinutes(5)),
                    "because",
                    "{}",
                    false,
                    Intent.State.CALLED,
                    null,
                    world.now,
                    null,
                    null,
                    null);
        }

        @Override
        public void obey() {
            world.now = world.now.plusSeconds(10);
            world.listener().obey();
        }

        @Override
        public int effects() {
            return world.listener().done().size();
        }

        @Override
        public void refusing(boolean refuses, boolean passing) {
            world.announcer = some -> {
                if (refuses) {
                    throw new Announcer.NotAnnouncedException("told to refuse", passing);
                }
                taking.announce(some);
            };
        }

        @Override
        public void close() {
            world.close();
        }
    }

    @Test
    void itsOwnersWordProvesTheWayToWake() {
        try (World world = new World()) {
            world.running(
                    "{\"accelerator\":\"H100\",\"acceleratorCount\":1,\"target\":{\"type\":\"bus\",\"wakes\":true}}",
                    1);

            assertThat(world.bus().wayToWake(world.id())).isInstanceOf(Target.WayToWake.Proven.class);
        }
    }
}
