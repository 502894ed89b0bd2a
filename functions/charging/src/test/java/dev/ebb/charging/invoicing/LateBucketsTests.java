package dev.ebb.charging.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Line.EventReference;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Period;
import dev.ebb.metering.Identity;
import dev.ebb.metering.LateEvents.LateEvent;
import dev.ebb.metering.LateEvents.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Late events of September and October, which are finalised, and of the months before. */
class LateBucketsTests {

    private static final AccountSettings SETTINGS =
            new AccountSettings("acme", new TreeMap<>(), Currency.getInstance("USD"), null, 0);
    private static final Period AUGUST = Period.of("2026-08", "UTC");
    private static final Period SEPTEMBER = Period.of("2026-09", "UTC");
    private static final Period OCTOBER = Period.of("2026-10", "UTC");
    private static final Checkpoint BOTH = new Checkpoint(
            Instant.parse("2026-11-04T00:00:00Z"),
            Map.of(),
            List.of(
                    new Checkpoint.Finalised(SEPTEMBER, true, Map.of()),
                    new Checkpoint.Finalised(OCTOBER, true, Map.of())));
    private static final Subject MODEL = new Subject.Model("m");
    private static final Subject LLAMA = new Subject.Deployment("llama");
    private static final LineKey MODEL_LINE = new LineKey("tokens", "m", "", "", "prompt", "", "");
    private static final LineKey LLAMA_LINE = new LineKey("gpu", "llama", "H100", "eu", "", "", "");

    private static LateEvent event(Subject subject, Instant time, String id) {
        return new LateEvent(new Identity("acme", "urn:test", id), time, "a type", subject, BOTH.lateFrom());
    }

    private static LateBuckets buckets(Stream<LateEvent> events) {
        return LateBuckets.of(events, BOTH, SETTINGS);
    }

    @Test
    void ofThousandsOfEventsTheFirstHundredInTimeAreNamedAndTheRestIsCounted() {
        LateBuckets late = buckets(IntStream.range(0, 5_000)
                .map(i -> 4_999 - i)
                .mapToObj(i -> event(MODEL, SEPTEMBER.from().plusSeconds(i), "t" + i)));

        LateBuckets.Named named = late.of(MODEL_LINE, Set.of("m"), SEPTEMBER);

        assertThat(named.first())
                .extracting(EventReference::id)
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> "t" + i).toList());
        assertThat(named.more()).isEqualTo(4_900);
        assertThat(late.remembered()).isEqualTo(100);
    }

    /** 80 of September and 80 of October concern October: 100 are named, 60 are not. */
    @Test
    void whatADeploymentDidInSeptemberConcernsOctoberToo() {
        LateBuckets late = buckets(Stream.of(SEPTEMBER, OCTOBER)
                .flatMap(period -> IntStream.range(0, 80)
                        .mapToObj(i -> event(LLAMA, period.from().plusSeconds(i), period.month() + " " + i))));

        LateBuckets.Named october = late.of(LLAMA_LINE, Set.of("llama"), OCTOBER);

        assertThat(late.of(LLAMA_LINE, Set.of("llama"), SEPTEMBER).first()).hasSize(80);
        assertThat(late.of(LLAMA_LINE, Set.of("llama"), SEPTEMBER).more()).isZero();
        assertThat(october.first()).hasSize(100);
        assertThat(october.first().subList(80, 100))
                .allSatisfy(event -> assertThat(event.time()).isAfterOrEqualTo(OCTOBER.from()));
        assertThat(october.more()).isEqualTo(60);
        assertThat(late.of(LLAMA_LINE, Set.of("another"), OCTOBER).first()).isEmpty();
    }

    @Test
    void whatTookEffectAfterTheLastInvoicesPeriodTouchesNothing() {
        LateBuckets late = buckets(Stream.of(event(LLAMA, OCTOBER.to(), "r"), event(MODEL, OCTOBER.to(), "t")));

        assertThat(late.remembered()).isZero();
        assertThat(late.touch(OCTOBER.from(), OCTOBER.to())).isFalse();
        assertThat(late.anyBefore(SEPTEMBER.from())).isFalse();
    }

    @Test
    void monthsBeforeTheFirstPeriodHaveBucketsOfTheirOwn() {
        Instant july = AUGUST.from().minus(Duration.ofDays(10));

        LateBuckets late = buckets(Stream.of(event(MODEL, AUGUST.from(), "august"), event(MODEL, july, "july")));

        assertThat(late.anyBefore(SEPTEMBER.from())).isTrue();
        assertThat(late.touch(SEPTEMBER.from(), SEPTEMBER.to())).isFalse();
        assertThat(late.of(MODEL_LINE, Set.of("m"), AUGUST).first())
                .extracting(EventReference::id)
                .containsExactly("august");
    }

    /** Against the definition, on a list of all of them. */
    @Property(tries = 60)
    void namesAreThoseThatAllEventsTogetherWouldGive(@ForAll("events") List<LateEvent> events) {
        LateBuckets late = buckets(events.stream());

        for (Period period : List.of(AUGUST, SEPTEMBER, OCTOBER)) {
            List<LateEvent> before = events.stream()
                    .filter(event -> event.time().isBefore(period.to()))
                    .toList();
            List<LateEvent> within = before.stream()
                    .filter(event -> !event.time().isBefore(period.from()))
                    .toList();
            assertNames(late.of(LLAMA_LINE, Set.of("llama"), period), before, LLAMA);
            assertNames(late.of(MODEL_LINE, Set.of("m"), period), within, MODEL);
            assertThat(late.touch(period.from(), period.to()))
                    .isEqualTo(before.stream().anyMatch(event -> event.subject() instanceof Subject.Deployment)
                            || within.stream().anyMatch(event -> event.subject() instanceof Subject.Model));
        }
    }

    private static void assertNames(LateBuckets.Named named, List<LateEvent> events, Subject subject) {
        List<EventReference> all = events.stream()
                .filter(event -> event.subject().equals(subject))
                .map(event -> new EventReference("urn:test", event.identity().id(), event.time()))
                .sorted(LateBuckets.ORDER)
                .toList();
        assertThat(named.first()).isEqualTo(all.stream().limit(100).toList());
        assertThat(named.more()).isEqualTo(Math.max(0, all.size() - 100));
    }

    @Provide
    static Arbitrary<List<LateEvent>> events() {
        Arbitrary<Subject> subjects = Arbitraries.of(LLAMA, MODEL, new Subject.Deployment("other"));
        Arbitrary<Integer> hours = Arbitraries.integers().between(-20 * 24, 100 * 24);
        Arbitrary<List<LateEvent>> some = Combinators.combine(subjects, hours)
                .as((subject, hour) -> event(subject, AUGUST.from().plus(Duration.ofHours(hour)), ""))
                .list()
                .ofMaxSize(500);
        return some.map(events -> IntStream.range(0, events.size())
                .mapToObj(i -> event(events.get(i).subject(), events.get(i).time(), "e" + i))
                .toList());
    }
}
