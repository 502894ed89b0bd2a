package dev.ebb.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SessionFoldTests {

    private static final Instant ZERO = Instant.parse("2026-11-02T10:00:00Z");
    private static final Instant EVER = Instant.parse("0000-01-01T00:00:00Z");
    private static final ShapePart H100 = new ShapePart("H100", new GpuCount(2_000), null);
    private static final ShapePart A100 = new ShapePart("A100", new GpuCount(1_000), "eu");
    private static final Shape H100_WHOLE = new Shape("H100", new GpuCount(2_000), "global");
    private static final Shape A100_WHOLE = new Shape("A100", new GpuCount(1_000), "eu");

    private static Instant minute(int minute) {
        return ZERO.plusSeconds(60L * minute);
    }

    private static Position position(int minute, Position.Kind kind, String id) {
        return new Position(minute(minute), Sequence.ABSENT, kind, new Identity("acme", "s", id));
    }

    private static Transition transition(int minute, Position.Kind kind, ShapePart shape) {
        return new Transition(position(minute, kind, kind + " " + minute), shape);
    }

    private static Transition ready(int minute, ShapePart shape) {
        return transition(minute, Position.Kind.READY, shape);
    }

    private static Transition stopped(int minute) {
        return transition(minute, Position.Kind.STOPPED, ShapePart.NONE);
    }

    private static Transition starting(int minute) {
        return transition(minute, Position.Kind.STARTING, ShapePart.NONE);
    }

    private static Announcement announced(int minute, Position.Kind kind, ShapePart shape) {
        return new Announcement(position(minute, kind, kind + " " + minute), shape, 1, false);
    }

    private static Timeline timeline(Announcement... announcements) {
        return new Timeline(announcements.length, List.of(announcements));
    }

    private static SessionFold.Folded fold(Timeline timeline, Transition... transitions) {
        return SessionFold.fold(Carry.NOTHING, EVER, null, List.of(transitions), timeline);
    }

    private static Session session(int from, int to, Shape shape) {
        return new Session(minute(from), minute(to), shape, null);
    }

    private static Notice notice(Notice.Kind kind, int minute, int until) {
        return new Notice(
                kind,
                position(minute, Position.Kind.READY, "READY " + minute).identity(),
                minute(minute),
                minute(until));
    }

    @Test
    void readyOpensAndStoppedCloses() {
        SessionFold.Folded folded = fold(timeline(), ready(1, H100), stopped(3));

        assertThat(folded.sessions()).containsExactly(session(1, 3, H100_WHOLE));
        assertThat(folded.after()).isEqualTo(Carry.NOTHING);
    }

    @Test
    void readyWhenOpenWithTheSameShapeSaysNothingNewButWasSeen() {
        SessionFold.Folded folded = fold(timeline(), ready(1, H100), ready(2, H100));

        assertThat(folded.sessions()).isEmpty();
        assertThat(folded.after().openSession()).contains(new OpenSession(minute(1), H100_WHOLE, minute(2), null));
    }

    @Test
    void readyWhenOpenWithAnotherShapeClosesAndOpensAtThatInstant() {
        SessionFold.Folded folded = fold(timeline(), ready(1, H100), ready(2, A100), stopped(4));

        assertThat(folded.sessions()).containsExactly(session(1, 2, H100_WHOLE), session(2, 4, A100_WHOLE));
    }

    @Test
    void stoppedWhenClosedSaysNothing() {
        SessionFold.Folded folded = fold(timeline(), stopped(1), ready(2, H100), stopped(3), stopped(4));

        assertThat(folded.sessions()).containsExactly(session(2, 3, H100_WHOLE));
    }

    private static Transition at(int minute, String finer, Position.Kind kind) {
        Position position = new Position(
                minute(minute), FinerDigits.of(finer), Sequence.ABSENT, kind, new Identity("acme", "s", kind + finer));
        return new Transition(position, kind == Position.Kind.READY ? H100 : ShapePart.NONE);
    }

    private static SessionFold.Folded fold(Transition... transitions) {
        return SessionFold.fold(
                Carry.NOTHING, EVER, null, Stream.of(transitions).sorted().toList(), timeline());
    }

    @Test
    void aStopAndAReadyOfOneInstantRestartAReplicaThatRan() {
        SessionFold.Folded folded = fold(ready(1, H100), stopped(3), ready(3, A100));

        assertThat(folded.sessions()).containsExactly(session(1, 3, H100_WHOLE));
        assertThat(folded.after().openSession()).contains(new OpenSession(minute(3), A100_WHOLE, minute(3), null));
        Notice tie = Objects.requireNonNull(folded.after().restarted());
        assertThat(tie.reason())
                .startsWith("events s READY 3, s STOPPED 3 of one replica share the time")
                .contains("sequence")
                .contains("incomplete");
        assertThat(tie.leavesOpen(minute(60), minute(90))).isTrue();
    }

    @Test
    void aRestartIsInDoubtUntilAnotherTransitionIsKnown() {
        SessionFold.Folded folded = fold(ready(1, H100), stopped(3), ready(3, H100), stopped(9));

        assertThat(folded.sessions()).containsExactly(session(1, 3, H100_WHOLE), session(3, 9, H100_WHOLE));
        assertThat(folded.after()).isEqualTo(Carry.NOTHING);
        assertThat(folded.notices()).singleElement().satisfies(notice -> {
            assertThat(notice.kind()).isEqualTo(Notice.Kind.RESTARTED);
            assertThat(notice.until()).isEqualTo(minute(9));
            assertThat(notice.leavesOpen(EVER, minute(90))).isFalse();
            assertThat(notice.concerns(minute(3), minute(4))).isTrue();
            assertThat(notice.concerns(minute(4), minute(90))).isFalse();
        });
    }

    @Test
    void aReadyThatWaitsForItsShapeRunsWhenATieIsJudged() {
        SessionFold.Folded folded = fold(ready(1, ShapePart.NONE), stopped(3), ready(3, H100));

        assertThat(folded.after().openSession()).contains(new OpenSession(minute(3), H100_WHOLE, minute(3), null));
    }

    @Test
    void theLastReadyOfARestartShapesTheNextSession() {
        Transition last = new Transition(position(3, Position.Kind.READY, "z"), A100);

        SessionFold.Folded folded = fold(ready(1, H100), stopped(3), ready(3, H100), last);

        assertThat(folded.sessions()).containsExactly(session(1, 3, H100_WHOLE));
        assertThat(folded.after().openSession()).contains(new OpenSession(minute(3), A100_WHOLE, minute(3), null));
    }

    @Test
    void aDeletionOfTheInstantComesBeforeTheTie() {
        Timeline timeline = timeline(
                announced(3, Position.Kind.DELETED, ShapePart.NONE), announced(3, Position.Kind.CREATED, H100));

        SessionFold.Folded folded = fold(timeline, ready(1, H100), ready(3, H100), stopped(3));

        assertThat(folded.sessions()).containsExactly(session(1, 3, H100_WHOLE));
        assertThat(folded.after()).isEqualTo(Carry.NOTHING);
        assertThat(folded.notices()).extracting(Notice::kind).containsExactly(Notice.Kind.CAME_AND_WENT);
    }

    @Test
    void finerDigitsOfTheTimeTellTheOrderAndNoTie() {
        Transition ready = new Transition(position(3, Position.Kind.READY, "other"), H100);

        SessionFold.Folded restart =
                fold(ready(1, H100), at(3, "0002", Position.Kind.READY), at(3, "0001", Position.Kind.STOPPED));
        SessionFold.Folded gone = fold(ready, at(3, "0002", Position.Kind.STOPPED), at(3, "0001", Position.Kind.READY));

        assertThat(restart.sessions()).containsExactly(session(1, 3, H100_WHOLE));
        assertThat(restart.after().openSession()).isPresent();
        assertThat(gone.sessions()).isEmpty();
        assertThat(gone.after()).isEqualTo(Carry.NOTHING);
        assertThat(restart.notices()).isEmpty();
        assertThat(gone.notices()).isEmpty();
    }

    @Test
    void aBootBeforeASessionOfNoLengthIsAFailedStart() {
        SessionFold.Folded folded = fold(starting(1), ready(3, H100), stopped(3));

        assertThat(folded.failedStarts()).containsExactly(new FailedStart(minute(1), minute(3), H100_WHOLE));
    }

    @Test
    void aBootBeforeASessionOfNoLengthThatADeletionEndsIsAFailedStart() {
        Transition ready = new Transition(
                new Position(minute(3), Sequence.ABSENT, Position.Kind.READY, new Identity("acme", "s", "r")), H100);
        Announcement deleted = new Announcement(
                new Position(
                        minute(3),
                        FinerDigits.of("5"),
                        Sequence.ABSENT,
                        Position.Kind.DELETED,
                        new Identity("acme", "s", "d")),
                ShapePart.NONE,
                1,
                false);

        SessionFold.Folded folded = fold(timeline(deleted), starting(1), ready);

        assertThat(folded.failedStarts()).containsExactly(new FailedStart(minute(1), minute(3), H100_WHOLE));
    }

    @Test
    void aBootBeforeASessionOfNoLengthBelongsToTheOneThatTakesItsPlace() {
        Transition last = new Transition(position(3, Position.Kind.READY, "z"), A100);

        SessionFold.Folded folded = fold(starting(1), ready(3, H100), last, stopped(4));

        assertThat(folded.sessions()).containsExactly(new Session(minute(3), minute(4), A100_WHOLE, minute(1)));
        assertThat(folded.failedStarts()).isEmpty();
    }

    @Test
    void readyAndStoppedOfOneInstantAreNoSession() {
        SessionFold.Folded folded = fold(timeline(), ready(1, H100), stopped(1));

        assertThat(folded.sessions()).isEmpty();
        assertThat(folded.after()).isEqualTo(Carry.NOTHING);
    }

    @Test
    void deletionClosesAndReadiesUntilTheNextCreationOpenNothing() {
        Timeline timeline = timeline(
                announced(2, Position.Kind.DELETED, ShapePart.NONE), announced(4, Position.Kind.CREATED, A100));

        SessionFold.Folded folded =
                fold(timeline, ready(1, H100), ready(3, H100), ready(5, ShapePart.NONE), stopped(6));

        assertThat(folded.sessions()).containsExactly(session(1, 2, H100_WHOLE), session(5, 6, A100_WHOLE));
        assertThat(folded.notices()).containsExactly(notice(Notice.Kind.AFTER_DELETION, 3, 3));
    }

    @Test
    void anUpdateDoesNotBringADeletedDeploymentBack() {
        Timeline timeline = timeline(
                announced(1, Position.Kind.DELETED, ShapePart.NONE), announced(2, Position.Kind.UPDATED, H100));

        assertThat(fold(timeline, ready(3, H100)).notices()).containsExactly(notice(Notice.Kind.AFTER_DELETION, 3, 3));
    }

    @Test
    void ofOneInstantDeletionComesFirstThenCreationThenReady() {
        Timeline timeline = timeline(
                announced(2, Position.Kind.DELETED, ShapePart.NONE), announced(2, Position.Kind.CREATED, A100));

        SessionFold.Folded folded = fold(timeline, ready(1, H100), ready(2, ShapePart.NONE), stopped(3));

        assertThat(folded.sessions()).containsExactly(session(1, 2, H100_WHOLE), session(2, 3, A100_WHOLE));
    }

    @Test
    void aReadyTakesWhatItDoesNotSayFromWhatIsInForceThen() {
        Timeline timeline = timeline(
                announced(0, Position.Kind.CREATED, H100),
                announced(2, Position.Kind.UPDATED, new ShapePart(null, new GpuCount(500), null)),
                announced(4, Position.Kind.UPDATED, new ShapePart(null, null, "eu")));

        SessionFold.Folded folded = fold(
                timeline,
                ready(1, ShapePart.NONE),
                stopped(3),
                ready(5, new ShapePart("A100", null, null)),
                stopped(6));

        assertThat(folded.sessions())
                .containsExactly(session(1, 3, H100_WHOLE), session(5, 6, new Shape("A100", new GpuCount(500), "eu")));
    }

    @Test
    void aCreationSetsTheWholeShapeAndForgetsTheOldOne() {
        Timeline timeline = timeline(
                announced(0, Position.Kind.CREATED, A100),
                announced(1, Position.Kind.CREATED, new ShapePart("H100", new GpuCount(2_000), null)));

        assertThat(fold(timeline, ready(2, ShapePart.NONE), stopped(3)).sessions())
                .containsExactly(session(2, 3, H100_WHOLE));
    }

    @Test
    void aReadyWithoutShapeWaitsUntilTheReplicaStopsOrIsReadyAgain() {
        SessionFold.Folded folded = fold(
                timeline(), ready(1, ShapePart.NONE), ready(2, ShapePart.NONE), stopped(4), ready(5, ShapePart.NONE));

        assertThat(folded.sessions()).isEmpty();
        assertThat(folded.notices())
                .containsExactly(notice(Notice.Kind.WAITING, 1, 2), notice(Notice.Kind.WAITING, 2, 4));
        assertThat(folded.after().waiting())
                .isEqualTo(new Notice(
                        Notice.Kind.WAITING,
                        position(5, Position.Kind.READY, "READY 5").identity(),
                        minute(5),
                        null));
    }

    @Test
    void aWaitingReadyLeavesAnOpenSessionOpen() {
        Timeline unknownLater = timeline(
                announced(0, Position.Kind.CREATED, H100), announced(2, Position.Kind.CREATED, ShapePart.NONE));

        SessionFold.Folded folded = fold(unknownLater, ready(1, ShapePart.NONE), ready(3, ShapePart.NONE), stopped(4));

        assertThat(folded.sessions()).containsExactly(session(1, 4, H100_WHOLE));
        assertThat(folded.notices()).containsExactly(notice(Notice.Kind.WAITING, 3, 4));
    }

    @Test
    void aBootBelongsToTheSessionThatItLedToAndToNoLaterOne() {
        SessionFold.Folded folded =
                fold(timeline(), starting(1), starting(2), ready(3, H100), ready(4, A100), stopped(5));

        assertThat(folded.sessions())
                .containsExactly(new Session(minute(3), minute(4), H100_WHOLE, minute(1)), session(4, 5, A100_WHOLE));
        assertThat(folded.failedStarts()).isEmpty();
    }

    @Test
    void aBootThatStopsOrIsDeletedIsAFailedStart() {
        Timeline timeline = timeline(
                announced(0, Position.Kind.CREATED, H100), announced(5, Position.Kind.DELETED, ShapePart.NONE));

        SessionFold.Folded folded = fold(timeline, starting(1), stopped(3), starting(4), starting(6));

        assertThat(folded.failedStarts())
                .containsExactly(
                        new FailedStart(minute(1), minute(3), H100_WHOLE),
                        new FailedStart(minute(4), minute(5), H100_WHOLE));
        assertThat(folded.after()).as("nothing boots of what is deleted").isEqualTo(Carry.NOTHING);
    }

    @Property(tries = 500)
    void foldingPageByPageIsFoldingTheWhole(
            @ForAll("transitions") List<Transition> transitions,
            @ForAll("announcements") List<Announcement> announcements,
            @ForAll("cuts") List<Integer> cuts) {
        Timeline timeline = new Timeline(announcements.size(), announcements);
        List<Transition> sorted = transitions.stream().sorted().toList();
        SessionFold.Folded whole = SessionFold.fold(Carry.NOTHING, EVER, null, sorted, timeline);

        List<Instant> edges = new ArrayList<>(List.of(EVER));
        cuts.stream().distinct().sorted().forEach(cut -> edges.add(minute(cut)));
        SessionFold.Folded pages =
                new SessionFold.Folded(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), Carry.NOTHING);
        for (int page = 0; page < edges.size(); page++) {
            Instant from = edges.get(page);
            Instant to = page + 1 < edges.size() ? edges.get(page + 1) : null;
            List<Transition> part = sorted.stream()
                    .filter(one -> !one.position().time().isBefore(from)
                            && (to == null || one.position().time().isBefore(to)))
                    .toList();
            SessionFold.Folded folded = SessionFold.fold(pages.after(), from, to, part, timeline);
            pages.sessions().addAll(folded.sessions());
            pages.failedStarts().addAll(folded.failedStarts());
            pages.notices().addAll(folded.notices());
            pages = new SessionFold.Folded(pages.sessions(), pages.failedStarts(), pages.notices(), folded.after());
        }

        assertThat(pages).isEqualTo(whole);
    }

    @Property(tries = 300)
    void sessionsOfOneReplicaNeverOverlapAndAreNeverEmpty(
            @ForAll("transitions") List<Transition> transitions,
            @ForAll("announcements") List<Announcement> announcements) {
        Timeline timeline = new Timeline(announcements.size(), announcements);

        List<Session> sessions = SessionFold.fold(
                        Carry.NOTHING, EVER, null, transitions.stream().sorted().toList(), timeline)
                .sessions();

        Instant free = EVER;
        for (Session session : sessions) {
            assertThat(session.start()).isAfterOrEqualTo(free);
            assertThat(session.end()).isAfter(session.start());
            free = session.end();
        }
    }

    @Provide
    static Arbitrary<List<Transition>> transitions() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 30),
                        Arbitraries.of(Position.Kind.STARTING, Position.Kind.READY, Position.Kind.STOPPED),
                        Arbitraries.of(H100, A100, ShapePart.NONE))
                .as(SessionFoldTests::transition)
                .list()
                .ofMaxSize(25)
                .uniqueElements(Transition::position);
    }

    @Provide
    static Arbitrary<List<Announcement>> announcements() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 30),
                        Arbitraries.of(Position.Kind.DELETED, Position.Kind.CREATED, Position.Kind.UPDATED),
                        Arbitraries.of(H100, A100, ShapePart.NONE, new ShapePart("A100", null, null)))
                .as(SessionFoldTests::announced)
                .list()
                .ofMaxSize(6)
                .uniqueElements(Announcement::position);
    }

    @Provide
    static Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(0, 31).list().ofMaxSize(5);
    }
}
