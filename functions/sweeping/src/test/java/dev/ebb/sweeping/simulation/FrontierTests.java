package dev.ebb.sweeping.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.metering.GpuTime;
import dev.ebb.sweeping.policy.Policy;
import dev.ebb.sweeping.simulation.Frontier.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FrontierTests {

    private static Point point(int window, long cost, long waited, long lost) {
        Spent spent = new Spent(GpuTime.ZERO, Fraction.of(cost), GpuTime.ZERO);
        return new Point(Duration.ofMinutes(window), new Outcome(spent, spent, new Counts(0, 0, 0, 0, waited, lost)));
    }

    private static boolean beats(Point one, Point other) {
        boolean noWorse = one.cost().compareTo(other.cost()) <= 0 && one.waiting() <= other.waiting();
        return noWorse && (one.cost().compareTo(other.cost()) < 0 || one.waiting() < other.waiting());
    }

    @Test
    void whatIsWorseInBothIsLeftOut() {
        Point cheap = point(5, 10, 100, 0);
        Point beaten = point(10, 60, 70, 0);
        Point middle = point(15, 20, 60, 0);
        Point quick = point(60, 100, 0, 0);

        Frontier frontier = Frontier.of(List.of(quick, beaten, cheap, middle));

        assertThat(frontier.tried()).isEqualTo(4);
        assertThat(frontier.points()).containsExactly(cheap, middle, quick);
    }

    @Test
    void theKneeLiesFurthestFromTheLineBetweenTheEnds() {
        // From (0, 100) to (100, 0) the line is x + y = 100: (10, 40) is 50 away from it, (40, 20) is 40.
        Point knee = point(10, 10, 40, 0);

        Frontier frontier = Frontier.of(List.of(point(5, 0, 100, 0), knee, point(15, 40, 20, 0), point(60, 100, 0, 0)));

        assertThat(frontier.knee()).contains(knee);
    }

    @Test
    void twoPointsHaveNoKnee() {
        assertThat(Frontier.of(List.of(point(5, 0, 10, 0), point(60, 10, 0, 0))).knee())
                .isEmpty();
        assertThat(Frontier.of(List.of(point(5, 0, 10, 0))).knee()).isEmpty();
    }

    @Test
    void minutesThatADeletionLosesCountAsUnservedToo() {
        Point deleting = point(5, 10, 0, 50);
        Point waiting = point(10, 20, 40, 0);

        assertThat(Frontier.of(List.of(deleting, waiting)).points()).containsExactly(deleting, waiting);
    }

    @Test
    void ofWindowsThatComeToTheSameTheLongestIsShown() {
        assertThat(Frontier.of(List.of(point(5, 10, 1, 0), point(30, 10, 1, 0), point(20, 10, 1, 0)))
                        .points())
                .containsExactly(point(30, 10, 1, 0));
    }

    @Test
    void windowsGoFromFiveMinutesToADay() {
        assertThat(Frontier.WINDOWS)
                .startsWith(Duration.ofMinutes(5), Duration.ofMinutes(10))
                .endsWith(Duration.ofHours(23), Duration.ofHours(24))
                .contains(Duration.ofHours(1), Duration.ofHours(4), Duration.ofHours(12))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Property(tries = 200)
    void noPointIsBeatenAndEveryOtherIs(@ForAll long seed) {
        Random random = new Random(seed);
        List<Point> tried = new ArrayList<>();
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
            tried.add(point(i, random.nextInt(12), random.nextInt(12), random.nextInt(3)));
        }

        Frontier frontier = Frontier.of(tried);

        for (Point each : tried) {
            boolean isBeaten = tried.stream().anyMatch(other -> beats(other, each));
            boolean isShown = frontier.points().stream()
                    .anyMatch(shown -> shown.cost().equals(each.cost()) && shown.waiting() == each.waiting());
            assertThat(isShown).isEqualTo(!isBeaten);
        }
    }

    @Test
    void aLongerWindowOfARealHistoryCostsMoreAndLetsFewerWait() {
        Histories history = Histories.of(1440).ran(0, 1440, 1);
        for (int minute = 0; minute < 1440; minute += 97) {
            history.active(minute, minute + 1);
        }
        Policy policy = Histories.policy("{\"damping\":false}");

        List<Duration> tried = new ArrayList<>();
        Frontier frontier = Frontier.of(history.simulation(Conditions.STANDARD), policy, tried::add);

        assertThat(tried).isEqualTo(Frontier.WINDOWS);
        assertThat(frontier.points()).extracting(Point::zeroAfter).isSorted();
        // Every 97 minutes one is active: idle for 96, so from 96 on nothing ever goes to zero.
        assertThat(frontier.points().getLast().zeroAfter()).isEqualTo(Duration.ofHours(24));
        assertThat(frontier.points().getLast().waiting()).isZero();
        assertThat(frontier.points().getFirst().zeroAfter()).isEqualTo(Duration.ofMinutes(5));
    }
}
