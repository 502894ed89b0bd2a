package dev.ebb.metering.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Announcement;
import dev.ebb.metering.Carry;
import dev.ebb.metering.FailedStart;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.Identity;
import dev.ebb.metering.Notice;
import dev.ebb.metering.Position;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.Session;
import dev.ebb.metering.SessionFold;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Timeline;
import dev.ebb.metering.Transition;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PageTests {

    private static final Instant ZERO = Instant.parse("2026-11-02T10:00:00Z");
    private static final ShapePart H100 = new ShapePart("H100", new GpuCount(2_000), null);
    private static final ShapePart A100 = new ShapePart("A100", new GpuCount(1_000), null);
    private static final Timeline NOBODY_ANNOUNCED = new Timeline(0, List.of());

    private static Position position(int second, Position.Kind kind) {
        Identity identity = new Identity("acme", "s", kind + " " + second);
        return new Position(ZERO.plusSeconds(second), Sequence.ABSENT, kind, identity);
    }

    private static Transition transition(int second, Position.Kind kind, ShapePart shape) {
        return new Transition(position(second, kind), shape);
    }

    private static List<Transition> oneASecond(int count) {
        return IntStream.range(0, count)
                .mapToObj(second -> transition(second, Position.Kind.READY, H100))
                .toList();
    }

    @Test
    void aPageHoldsAsManyTransitionsAsItMayAndOneMoreDividesIt() {
        List<Page> one =
                Page.fold(Page.FIRST_LOW, null, oneASecond(Page.MAX_TRANSITIONS), Carry.NOTHING, NOBODY_ANNOUNCED);
        List<Page> two =
                Page.fold(Page.FIRST_LOW, null, oneASecond(Page.MAX_TRANSITIONS + 1), Carry.NOTHING, NOBODY_ANNOUNCED);

        assertThat(one).hasSize(1);
        assertThat(two).hasSize(2);
        assertThat(two.getLast().low())
                .isEqualTo(two.getLast().transitions().getFirst().position().time());
    }

    @Test
    void noPageIsDividedWithinAnInstant() {
        List<Transition> sameInstant = IntStream.range(0, 30)
                .mapToObj(i -> new Transition(
                        new Position(
                                ZERO, Sequence.of("1" + i), Position.Kind.READY, new Identity("acme", "s", "r" + i)),
                        H100))
                .toList();

        List<Page> pages = Page.fold(Page.FIRST_LOW, null, sameInstant, Carry.NOTHING, NOBODY_ANNOUNCED);

        assertThat(pages).hasSize(1);
        assertThat(pages.getFirst().halves()).hasSize(1);
    }

    @Property(tries = 300)
    void pagesTogetherAreTheWhole(
            @ForAll("transitions") List<Transition> transitions,
            @ForAll("announcements") List<Announcement> announcements) {
        Timeline timeline = new Timeline(announcements.size(), announcements);
        List<Transition> sorted = transitions.stream().sorted().toList();
        SessionFold.Folded whole = SessionFold.fold(Carry.NOTHING, Page.FIRST_LOW, null, sorted, timeline);

        List<Page> pages = Page.fold(Page.FIRST_LOW, null, sorted, Carry.NOTHING, timeline);

        List<Session> sessions = pages.stream()
                .flatMap(page -> page.posted().sessions().stream())
                .toList();
        List<FailedStart> failed = pages.stream()
                .flatMap(page -> page.posted().failedStarts().stream())
                .toList();
        List<Notice> notices =
                pages.stream().flatMap(page -> page.posted().notices().stream()).toList();
        assertThat(new SessionFold.Folded(
                        sessions, failed, notices, pages.getLast().posted().after()))
                .isEqualTo(whole);
        assertThat(pages.stream().flatMap(page -> page.transitions().stream())).containsExactlyElementsOf(sorted);
    }

    @Property(tries = 300)
    void halvesHoldWhatTheWholeHeldAndPostedItOnce(@ForAll("transitions") List<Transition> transitions) {
        List<Transition> sorted = transitions.stream().sorted().toList();
        SessionFold.Folded posted = SessionFold.fold(Carry.NOTHING, Page.FIRST_LOW, null, sorted, NOBODY_ANNOUNCED);
        Page page = new Page(Page.FIRST_LOW, sorted, Carry.NOTHING, posted);

        List<Page> halves = page.halves();

        assertThat(halves.stream().flatMap(half -> half.transitions().stream())).containsExactlyElementsOf(sorted);
        assertThat(halves.stream().flatMap(half -> half.posted().sessions().stream()))
                .containsExactlyElementsOf(posted.sessions());
        assertThat(halves.getFirst().low()).isEqualTo(Page.FIRST_LOW);
    }

    @Provide
    static Arbitrary<List<Transition>> transitions() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.of(Position.Kind.STARTING, Position.Kind.READY, Position.Kind.STOPPED),
                        Arbitraries.of(H100, A100, ShapePart.NONE))
                .as(PageTests::transition)
                .list()
                .ofMaxSize(60)
                .uniqueElements(Transition::position);
    }

    @Provide
    static Arbitrary<List<Announcement>> announcements() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.of(Position.Kind.DELETED, Position.Kind.CREATED, Position.Kind.UPDATED),
                        Arbitraries.of(H100, A100, ShapePart.NONE))
                .as((second, kind, shape) -> new Announcement(position(second, kind), shape, 1, false))
                .list()
                .ofMaxSize(6)
                .uniqueElements(Announcement::position);
    }
}
