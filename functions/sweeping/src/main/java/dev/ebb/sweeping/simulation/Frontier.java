package dev.ebb.sweeping.simulation;

import dev.ebb.charging.Fraction;
import dev.ebb.sweeping.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Which windows are worth choosing: each other one costs more, or lets more demand wait, and is better in nothing.
 *
 * @param tried how many windows were simulated
 * @param points by cost, the lowest first; of windows that come to the same the longest
 * @param knee the point that lies furthest from the line between the first and the last: beyond it, a little less of one
 *     costs much of the other; empty if there is none between them
 */
public record Frontier(int tried, List<Point> points, Optional<Point> knee) {

    /** The windows that are tried: from 5 minutes to 24 hours, the steps growing with them. */
    public static final List<Duration> WINDOWS = Stream.of(
                    LongStream.iterate(5, minutes -> minutes < 60, minutes -> minutes + 5),
                    LongStream.iterate(60, minutes -> minutes < 240, minutes -> minutes + 15),
                    LongStream.iterate(240, minutes -> minutes < 720, minutes -> minutes + 30),
                    LongStream.iterate(720, minutes -> minutes <= 1440, minutes -> minutes + 60))
            .flatMapToLong(each -> each)
            .mapToObj(Duration::ofMinutes)
            .toList();

    /** Copies the points. */
    public Frontier {
        points = List.copyOf(points);
    }

    /** Whether a point is the knee. */
    public boolean isKnee(Point point) {
        return knee.filter(point::equals).isPresent();
    }

    /** One window, and what it comes to. */
    public record Point(Duration zeroAfter, Outcome outcome) {

        Fraction cost() {
            return outcome.simulated().cost();
        }

        long waiting() {
            return outcome.counts().minutesUnserved();
        }
    }

    /**
     * Tries all windows.
     *
     * @param base all other values
     * @param each is told of every window that was tried
     */
    public static Frontier of(Simulation simulation, Policy base, Consumer<Duration> each) {
        List<Point> tried = new ArrayList<>();
        for (Duration window : WINDOWS) {
            tried.add(new Point(
                    window, simulation.under(base.withZeroAfter(window)).fleet()));
            each.accept(window);
        }
        return of(tried);
    }

    /** @param tried at least one */
    static Frontier of(List<Point> tried) {
        List<Point> sorted = tried.stream()
                .sorted(Comparator.comparing(Point::cost)
                        .thenComparing(Point::waiting)
                        .thenComparing(Point::zeroAfter, Comparator.reverseOrder()))
                .toList();
        List<Point> points = new ArrayList<>();
        for (Point point : sorted) {
            if (points.isEmpty() || point.waiting() < points.getLast().waiting()) {
                points.add(point);
            }
        }
        return new Frontier(tried.size(), points, knee(points));
    }

    private static Optional<Point> knee(List<Point> points) {
        Point first = points.getFirst();
        Point last = points.getLast();
        Fraction across = last.cost().minus(first.cost());
        Fraction up = Fraction.of(last.waiting() - first.waiting());
        // The area that each spans with the two ends is its distance from their line, but for a common factor.
        return points.stream()
                .filter(point -> !point.equals(first) && !point.equals(last))
                .max(Comparator.comparing((Point point) ->
                                size(across.times(Fraction.of(point.waiting() - first.waiting()))
                                        .minus(up.times(point.cost().minus(first.cost())))))
                        .thenComparing(Point::zeroAfter));
    }

    private static Fraction size(Fraction signed) {
        return signed.compareTo(Fraction.ZERO) < 0 ? Fraction.ZERO.minus(signed) : signed;
    }
}
