package dev.ebb.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Position.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SessionTraceTests {

    private static final Instant ZERO = Instant.parse("2026-11-02T10:00:00Z");
    private static final ShapePart H100 = new ShapePart("H100", new GpuCount(2_000), null);
    private static final ShapePart A100 = new ShapePart("A100", new GpuCount(1_000), "eu");

    private static Position position(int minute, int sequence, Kind kind) {
        return new Position(
                ZERO.plusSeconds(60L * minute),
                new Sequence(String.valueOf(sequence)),
                kind,
                new Identity("acme", "s", kind + " " + minute + " " + sequence));
    }

    private static Transition event(int minute, int sequence, Kind kind, ShapePart shape) {
        return new Transition(position(minute, sequence, kind), shape);
    }

    private static Transition event(int minute, Kind kind, ShapePart shape) {
        return event(minute, 0, kind, shape);
    }

    private static Announcement announced(int minute, Kind kind, ShapePart shape) {
        return new Announcement(position(minute, 0, kind), shape, 1, false);
    }

    private static List<SessionTrace> traces(List<Announcement> announcements, Transition... transitions) {
        return SessionTrace.of(List.of(transitions), new Timeline(announcements.size(), announcements));
    }

    @Test
    void aSessionNamesItsBootItsReadyAndItsStop() {
        Transition starting = event(0, Kind.STARTING, ShapePart.NONE);
        Transition ready = event(5, Kind.READY, H100);
        Transition again = event(6, Kind.READY, H100);
        Transition stopped = event(9, Kind.STOPPED, ShapePart.NONE);

        List<SessionTrace> traces = traces(List.of(), starting, ready, again, stopped);

        assertThat(traces).singleElement().satisfies(trace -> {
            assertThat(trace.booted()).containsExactly(starting.position());
            assertThat(trace.opened()).isEqualTo(ready.position());
            assertThat(trace.confirmed()).containsExactly(again.position());
            assertThat(trace.closed()).isEqualTo(stopped.position());
            assertThat(trace.shapedBy()).isEmpty();
        });
    }

    @Test
    void theShapeComesFromTheLatestAnnouncementsOfEachPart() {
        Announcement created = announced(0, Kind.CREATED, H100);
        Announcement counted = announced(1, Kind.UPDATED, new ShapePart(null, new GpuCount(4_000), null));
        Announcement later = announced(8, Kind.UPDATED, A100);
        Transition ready = event(5, Kind.READY, new ShapePart(null, null, "us"));

        List<SessionTrace> traces = traces(List.of(created, counted, later), ready);

        assertThat(traces).singleElement().satisfies(trace -> {
            assertThat(trace.shape()).isEqualTo(new Shape("H100", new GpuCount(4_000), "us"));
            assertThat(trace.shapedBy()).containsExactly(created, counted);
            assertThat(trace.closed()).isNull();
        });
    }

    @Test
    void aReadyWithAnotherShapeEndsOneSessionAndOpensTheNext() {
        Transition first = event(1, Kind.READY, H100);
        Transition other = event(4, Kind.READY, A100);

        List<SessionTrace> traces = traces(List.of(), first, other);

        assertThat(traces).extracting(SessionTrace::opened).containsExactly(first.position(), other.position());
        assertThat(traces.getFirst().closed()).isEqualTo(other.position());
        assertThat(traces.getLast().closed()).isNull();
    }

    @Test
    void aDeletionEndsASession() {
        Announcement deleted = announced(7, Kind.DELETED, ShapePart.NONE);

        List<SessionTrace> traces = traces(List.of(deleted), event(1, Kind.READY, H100));

        assertThat(traces)
                .singleElement()
                .satisfies(trace -> assertThat(trace.closed()).isEqualTo(deleted.position()));
    }

    @Test
    void whatOpensAndEndsInOneInstantIsNoSession() {
        Transition last = event(1, 3, Kind.READY, H100);

        List<SessionTrace> traces =
                traces(List.of(), event(1, 1, Kind.READY, H100), event(1, 2, Kind.STOPPED, ShapePart.NONE), last);

        assertThat(traces)
                .singleElement()
                .satisfies(trace -> assertThat(trace.opened()).isEqualTo(last.position()));
    }

    @Property(tries = 500)
    void tracesAreTheSessionsThatTheFoldMakes(@ForAll long seed) {
        Random random = new Random(seed);
        Kind[] kinds = {Kind.STARTING, Kind.READY, Kind.READY, Kind.STOPPED};
        ShapePart[] shapes = {H100, A100, ShapePart.NONE};
        List<Transition> transitions = new ArrayList<>();
        List<Announcement> announcements = new ArrayList<>();
        for (int i = random.nextInt(14); i > 0; i--) {
            transitions.add(event(random.nextInt(8), i, kinds[random.nextInt(4)], shapes[random.nextInt(3)]));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            Kind kind = List.of(Kind.DELETED, Kind.CREATED, Kind.UPDATED).get(random.nextInt(3));
            ShapePart shape = kind == Kind.DELETED ? ShapePart.NONE : shapes[random.nextInt(3)];
            announcements.add(announced(random.nextInt(8), kind, shape));
        }
        Collections.sort(transitions);
        Timeline timeline = new Timeline(announcements.size(), announcements);

        SessionFold.Folded folded = SessionFold.fold(Carry.NOTHING, Instant.MIN, null, transitions, timeline);
        List<SessionTrace> traces = SessionTrace.of(transitions, timeline);

        assertThat(traces.stream().filter(trace -> trace.closed() != null))
                .extracting(trace -> List.of(trace.start(), trace.closed().time(), trace.shape()))
                .isEqualTo(folded.sessions().stream()
                        .map(session -> List.of(session.start(), session.end(), session.shape()))
                        .toList());
        assertThat(traces.stream().filter(trace -> trace.closed() == null).map(SessionTrace::start))
                .containsExactlyElementsOf(folded.after().openSession().map(OpenSession::start).stream()
                        .toList());
        assertThat(traces).allSatisfy(trace -> assertThat(trace.opened().time()).isEqualTo(trace.start()));
    }
}
