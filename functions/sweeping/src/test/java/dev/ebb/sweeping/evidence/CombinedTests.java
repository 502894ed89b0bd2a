package dev.ebb.sweeping.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.evidence.MetricsSource.Answer;
import dev.ebb.sweeping.evidence.MetricsSource.Metrics;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CombinedTests {

    private static final Metrics METRICS =
            new Metrics(new DeploymentId("acme", "llama"), "CloudWatch: a test", Map.of("Name", "llama"));
    private static final Duration LAG = Duration.ofMinutes(5);

    /** Sets of minutes as bits: the lowest bit is the first minute. */
    private static ActivityMinutes minutes(long first, long end, int reported, int active, int wanted) {
        return ActivityMinutes.of(first, end, bits(reported), bits(active), bits(wanted));
    }

    private static BitSet bits(int bits) {
        return BitSet.valueOf(new long[] {bits});
    }

    private static Combined combined(ActivityMinutes events, ActivityMinutes metrics, String... failures) {
        return Combined.of(
                events, METRICS, new Answer(metrics, LAG, List.of(failures), List.of("veto"), List.of("datum")));
    }

    @Test
    void demandCountsWhoeverSawIt() {
        ActivityMinutes both = combined(minutes(0, 4, 0, 0b0001, 0b0010), minutes(0, 4, 0, 0b0100, 0b1000))
                .minutes();

        assertThat(both.isActive(0)).isTrue();
        assertThat(both.isWanted(1)).isTrue();
        assertThat(both.isActive(2)).isTrue();
        assertThat(both.isWanted(3)).isTrue();
        assertThat(both.isActive(1) || both.isActive(3) || both.isWanted(0) || both.isWanted(2))
                .isFalse();
    }

    @Test
    void eventsThatReportQuietDoNotStandInForMetricsThatCannotSee() {
        ActivityMinutes both = combined(minutes(0, 4, 0b1111, 0, 0), minutes(0, 4, 0b0101, 0, 0))
                .minutes();

        assertThat(both.isReported(0)).isTrue();
        assertThat(both.isReported(1)).isFalse();
        assertThat(both.isReported(2)).isTrue();
        assertThat(both.isReported(3)).isFalse();
    }

    @Test
    void metricsThatReportDoNotNeedTheEvents() {
        assertThat(combined(minutes(0, 4, 0, 0, 0), minutes(0, 4, 0b1111, 0, 0))
                        .minutes()
                        .countReported(0, 4))
                .isEqualTo(4);
    }

    @Test
    void withAFailureNothingIsReportedForBeingQuiet() {
        Combined failed = combined(minutes(0, 4, 0b1111, 0, 0), minutes(0, 4, 0b1111, 0b0001, 0), "throttled");

        assertThat(failed.failures()).containsExactly("throttled");
        assertThat(failed.minutes().isActive(0)).isTrue();
        assertThat(failed.minutes().countReported(1, 4)).isZero();
    }

    /** Events of minutes 0 to 3, metrics of 2 to 5: of 0 and 1 the metrics say nothing, so nothing is known. */
    @Test
    void whatOnlyOneOfThemCoversIsKeptAsFarAsItCounts() {
        ActivityMinutes both = combined(minutes(0, 4, 0b1111, 0b0001, 0), minutes(2, 6, 0b1111, 0b1000, 0))
                .minutes();

        assertThat(both.first()).isZero();
        assertThat(both.end()).isEqualTo(6);
        assertThat(both.isActive(0)).isTrue();
        assertThat(both.isReported(1)).isFalse();
        assertThat(both.countReported(2, 6)).isEqualTo(4);
        assertThat(both.isActive(5)).isTrue();
    }

    @Test
    void theSourceItsLagItsVetoesAndItsDataComeAlong() {
        assertThat(combined(minutes(0, 1, 0, 0, 0), minutes(0, 1, 0, 0, 0)))
                .extracting(Combined::source, Combined::lag, Combined::vetoes, Combined::data)
                .containsExactly("CloudWatch: a test", LAG, List.of("veto"), List.of("datum"));
    }

    @Test
    void withoutMetricsTheEventsAreAllTheEvidence() {
        ActivityMinutes events = minutes(0, 4, 0b1111, 0b0001, 0);

        Combined alone = Combined.ofEvents(events, Duration.ofMinutes(1));

        assertThat(alone.source()).isEqualTo("events");
        assertThat(alone.minutes()).isSameAs(events);
        assertThat(alone.lag()).isEqualTo(Duration.ofMinutes(1));
        assertThat(alone.failures()).isEmpty();
    }

    @Property
    void aMinuteIsQuietOnlyIfTheMetricsReportItAndNeitherSawDemand(
            @ForAll @IntRange(max = 255) int eventsReported,
            @ForAll @IntRange(max = 255) int eventsActive,
            @ForAll @IntRange(max = 255) int eventsWanted,
            @ForAll @IntRange(max = 255) int seenReported,
            @ForAll @IntRange(max = 255) int seenActive,
            @ForAll @IntRange(max = 255) int seenWanted) {
        ActivityMinutes both = combined(
                        minutes(0, 8, eventsReported, eventsActive, eventsWanted),
                        minutes(0, 8, seenReported, seenActive, seenWanted))
                .minutes();

        int quiet = seenReported & ~(eventsActive | eventsWanted | seenActive | seenWanted);
        for (int minute = 0; minute < 8; minute++) {
            assertThat(both.isReported(minute) && !both.isActive(minute) && !both.isWanted(minute))
                    .isEqualTo((quiet >> minute & 1) == 1);
        }
    }
}
