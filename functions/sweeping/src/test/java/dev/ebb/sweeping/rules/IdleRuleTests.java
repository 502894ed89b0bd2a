package dev.ebb.sweeping.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.ActivityMinutes;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IdleRuleTests {

    private static final long FIRST = 1_000;
    private static final int LENGTH = 40;
    private static final long MINUTE = 60_000;

    @Test
    void itIsIdleSinceTheEndOfTheLastMinuteThatWasNotQuiet() {
        ActivityMinutes minutes = minutes(bits(3), bits(5), bits(7));

        // Minute 1003 is active, 1005 wanted, 1007 unreported.
        assertThat(IdleRule.idleSince(minutes, FIRST * MINUTE, 1_004)).isEqualTo(1_004 * MINUTE);
        assertThat(IdleRule.idleSince(minutes, FIRST * MINUTE, 1_006)).isEqualTo(1_006 * MINUTE);
        assertThat(IdleRule.idleSince(minutes, FIRST * MINUTE, 1_007)).isEqualTo(1_006 * MINUTE);
        assertThat(IdleRule.idleSince(minutes, FIRST * MINUTE, 1_020)).isEqualTo(1_008 * MINUTE);
        assertThat(IdleRule.quietSince(minutes, FIRST * MINUTE, 1_020)).isEqualTo(1_006 * MINUTE);
    }

    @Test
    void theMinuteThatTheFloorLiesInMustBeQuietToo() {
        ActivityMinutes minutes = minutes(bits(3), bits(), bits());

        assertThat(IdleRule.idleSince(minutes, 1_003 * MINUTE + 30_000, 1_020)).isEqualTo(1_004 * MINUTE);
        assertThat(IdleRule.idleSince(minutes, 1_004 * MINUTE + 1, 1_020)).isEqualTo(1_004 * MINUTE + 1);
    }

    @Test
    void aWindowIsOverWhenAllOfItHasPassed() {
        assertThat(IdleRule.isOver(1_000 * MINUTE, 5 * MINUTE, 1_004)).isFalse();
        assertThat(IdleRule.isOver(1_000 * MINUTE, 5 * MINUTE, 1_005)).isTrue();
        assertThat(IdleRule.isOver(1_000 * MINUTE + 1, 5 * MINUTE, 1_005)).isFalse();
    }

    @Test
    void dampingDoublesUpToEightTimesAndComesBack() {
        assertThat(Damping.lengthened(Duration.ofHours(1), 3)).isEqualTo(Duration.ofHours(8));
        assertThat(Damping.after(3, true)).isEqualTo(3);
        assertThat(Damping.after(1, true)).isEqualTo(2);
        assertThat(Damping.after(1, false)).isZero();
        assertThat(Damping.after(0, false)).isZero();
        Instant scaledDown = Instant.parse("2026-11-15T09:00:00Z");
        assertThat(Damping.isRegret(scaledDown, Instant.parse("2026-11-15T10:00:00Z")))
                .isTrue();
        assertThat(Damping.isRegret(scaledDown, Instant.parse("2026-11-15T10:00:00.001Z")))
                .isFalse();
    }

    @Property
    void itIsWhatLookingAtEachMinuteSays(
            @ForAll long active,
            @ForAll long wanted,
            @ForAll long unreported,
            @ForAll @IntRange(min = 0, max = 2_400_000) int floorMillis,
            @ForAll @IntRange(min = 0, max = LENGTH) int tick) {
        // A third of all minutes at random, so that quiet stretches occur.
        BitSet busy = BitSet.valueOf(new long[] {active & (active >>> 7) & (active >>> 13)});
        BitSet turnedAway = BitSet.valueOf(new long[] {wanted & (wanted >>> 5) & (wanted >>> 11)});
        BitSet unknown = BitSet.valueOf(new long[] {unreported & (unreported >>> 3) & (unreported >>> 17)});
        ActivityMinutes minutes = minutes(busy, turnedAway, unknown);
        long floor = FIRST * MINUTE + floorMillis;

        long since = IdleRule.idleSince(minutes, floor, FIRST + tick);

        long expected = floor;
        for (long minute = FIRST; minute < FIRST + tick; minute++) {
            boolean quiet = minutes.isReported(minute) && !minutes.isActive(minute) && !minutes.isWanted(minute);
            long end = (minute + 1) * MINUTE;
            expected = quiet ? expected : Math.max(expected, end);
        }
        assertThat(since).isEqualTo(expected);
        assertThat(since).isGreaterThanOrEqualTo(floor);
    }

    private static ActivityMinutes minutes(BitSet active, BitSet wanted, BitSet unreported) {
        BitSet reported = new BitSet();
        reported.set(0, LENGTH);
        reported.andNot(unreported);
        return ActivityMinutes.of(FIRST, FIRST + LENGTH, reported, active, wanted);
    }

    private static BitSet bits(int... set) {
        BitSet bits = new BitSet();
        for (int bit : set) {
            bits.set(bit);
        }
        return bits;
    }
}
