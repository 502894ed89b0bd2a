package dev.ebb.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PositionTests {

    private static final Instant TIME = Instant.parse("2026-11-02T10:00:00Z");

    private static Position position(Instant time, String sequence, Position.Kind kind, String source, String id) {
        Sequence of = sequence.isEmpty() ? Sequence.ABSENT : Sequence.of(sequence);
        return new Position(time, of, kind, new Identity("acme", source, id));
    }

    private static Position tie(String source, String id) {
        return position(TIME, "", Position.Kind.READY, source, id);
    }

    private static Position finer(String digits, Position.Kind kind) {
        return new Position(TIME, FinerDigits.of(digits), Sequence.ABSENT, kind, new Identity("acme", "a", "a"));
    }

    @Test
    void timeComesBeforeTheDeploymentBeforeSequenceBeforeKindBeforeSourceBeforeId() {
        List<Position> inOrder = List.of(
                position(TIME.minusMillis(1), "9", Position.Kind.STOPPED, "z", "z"),
                position(TIME, "2", Position.Kind.DELETED, "z", "z"),
                position(TIME, "2", Position.Kind.CREATED, "z", "z"),
                position(TIME, "2", Position.Kind.UPDATED, "z", "z"),
                position(TIME, "10", Position.Kind.DELETED, "a", "a"),
                position(TIME, "", Position.Kind.STARTING, "z", "z"),
                position(TIME, "2", Position.Kind.READY, "z", "z"),
                position(TIME, "2", Position.Kind.STOPPED, "a", "z"),
                position(TIME, "2", Position.Kind.STOPPED, "b", "a"),
                position(TIME, "2", Position.Kind.STOPPED, "b", "b"),
                position(TIME, "2", Position.Kind.STARTING, "a", "a"),
                position(TIME, "10", Position.Kind.READY, "a", "a"),
                finer("0001", Position.Kind.STOPPED),
                finer("00010000000000000000001", Position.Kind.DELETED),
                finer("0002", Position.Kind.CREATED),
                finer("1", Position.Kind.CREATED));
        List<Position> shuffled = new ArrayList<>(inOrder);
        Collections.shuffle(shuffled, new Random(1));

        Collections.sort(shuffled);

        assertThat(shuffled).isEqualTo(inOrder);
    }

    @Test
    void tiesAreBrokenByBytesSoThatSurrogatesSortAfterEveryOtherCharacter() {
        String emoji = "\ud83d\ude00";
        String privateUse = "\uffee";
        assertThat(emoji).as("by UTF-16 units").isLessThan(privateUse);

        assertThat(tie("s", privateUse)).isLessThan(tie("s", emoji));
        assertThat(tie(privateUse, "a")).isLessThan(tie(emoji, "a"));
        assertThat(tie("s", "z")).isLessThan(tie("s", "é"));
        assertThat(tie("s", "Z")).isLessThan(tie("s", "a"));
        assertThat(tie("s", "a")).isLessThan(tie("s", "aa"));
    }
}
