package dev.ebb.charging.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.FinalisedPeriodException;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBooks;
import dev.ebb.charging.json.PriceBookJson;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.ChargeItem;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TestTable;
import dev.ebb.metering.dynamodb.ThreadTables;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PriceBooksDynamoTests {

    private static final Currency USD = Currency.getInstance("USD");
    private static final Instant NOW = Instant.parse("2026-11-15T12:00:00Z");
    private static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00Z");
    private static final String SEVEN = gpu("2026-01-01T00:00:00Z", "7.00");

    private final TestTable table = ThreadTables.quick();
    private final PriceBooks books = new DynamoPriceBooks(table.client(), table.name());

    @AfterEach
    void delete() {
        table.close();
    }

    private static String gpu(String from, String perHour) {
        return "{\"accelerator\":\"H100\",\"region\":\"*\",\"from\":\"" + from + "\",\"perGpuHour\":" + perHour + "}";
    }

    private static PriceBook book(String... gpus) {
        String json = "{\"currency\":\"USD\",\"gpus\":[" + String.join(",", gpus) + "]}";
        return PriceBookJson.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private List<Long> numbers() {
        return books.all(USD).stream().map(PriceBooks.Version::number).toList();
    }

    @Test
    void versionsAreNumberedFromOneAndKeptAsTheyWereSpelled() {
        PriceBook first = book(gpu("2026-09-01T02:00:00.000+02:00", "8.00"));
        PriceBook second = book(gpu("2026-09-01T02:00:00.000+02:00", "8.00"), gpu("2027-01-01T00:00:00Z", "1.50E+1"));

        assertThat(books.latest(USD)).isEmpty();
        assertThat(books.add(first, "as agreed", NOW)).isEqualTo(1);
        assertThat(books.add(second, "a new year — dearer", NOW.plusSeconds(1))).isEqualTo(2);

        assertThat(books.all(USD))
                .containsExactly(
                        new PriceBooks.Version(1, NOW, "as agreed", first),
                        new PriceBooks.Version(2, NOW.plusSeconds(1), "a new year — dearer", second));
        assertThat(books.latest(USD)).contains(books.all(USD).getLast());
        assertThat(books.latest(Currency.getInstance("EUR"))).isEmpty();
    }

    /** More accounts than are read at once, in both currencies. */
    @Test
    void aVersionMakesTheAccountsInItsCurrencyDueAtTheNextFullHour() {
        Table items = new Table(table.client(), table.name());
        List<String> dollars = IntStream.range(0, 60).mapToObj(i -> "usd-" + i).toList();
        List<String> euros = IntStream.range(0, 60).mapToObj(i -> "eur-" + i).toList();
        Instant yesterday = NOW.minus(Duration.ofDays(1));
        DynamoAccounts accounts = new DynamoAccounts(table.client(), table.name());
        euros.forEach(account -> accounts.setCurrency(account, Currency.getInstance("EUR"), yesterday));
        Stream.of(dollars, euros).flatMap(List::stream).forEach(account -> {
            ChargeItem.list(items, account, Deadline.NONE);
            ChargeItem.mark(items, account, yesterday, Deadline.NONE);
        });
        ChargeItem.list(items, "silent", Deadline.NONE);

        books.add(book(SEVEN), "as agreed", NOW);

        Instant hour = Instant.parse("2026-11-15T13:00:00Z");
        Instant before = Instant.parse("2026-11-14T13:00:00Z");
        assertThat(dollars).allSatisfy(account -> assertThat(marked(account)).contains(hour));
        assertThat(euros).allSatisfy(account -> assertThat(marked(account)).contains(before));
        assertThat(marked("silent")).as("it never had anything to charge").isEmpty();
    }

    private Optional<Instant> marked(String account) {
        return ChargeItem.read(new Table(table.client(), table.name()), account, Deadline.NONE)
                .marked();
    }

    @Test
    void aBookThatIsLargerThanAnItemIsSplitAndReadWhole() {
        PriceBook large = book(IntStream.range(0, 10_000)
                .mapToObj(i -> gpu("2026-01-01T00:00:00Z", "7").replace("H100", "accelerator-" + i))
                .toArray(String[]::new));

        books.add(large, "everything", NOW);
        books.add(book(SEVEN), "less", NOW);

        assertThat(PriceBookJson.write(large).length).as("two items would do").isGreaterThan(800_000);
        assertThat(books.all(USD).getFirst().book()).isEqualTo(large);
        assertThat(numbers()).containsExactly(1L, 2L);
    }

    @Test
    void aChangeOfTheFinalisedPastIsRefusedAndSaysWhatToDo() {
        books.add(book(SEVEN), "first", NOW);
        books.close(USD, DECEMBER);

        assertThatThrownBy(() -> books.add(book(SEVEN, gpu("2026-11-30T23:45:00Z", "8.00")), "dearer", NOW))
                .isInstanceOf(FinalisedPeriodException.class)
                .hasMessageContainingAll(
                        "gpu H100 in *",
                        "from 7.00",
                        "to 8.00",
                        "at 2026-11-30T23:45:00Z",
                        "until " + DECEMBER,
                        "a new row",
                        "a credit",
                        "an own rate");
        assertThat(numbers()).containsExactly(1L);
    }

    @Test
    void aChangeFromTheEndOfTheFinalisedPastOnIsAccepted() {
        books.add(book(SEVEN), "first", NOW);
        books.close(USD, DECEMBER);

        assertThat(books.add(book(SEVEN, gpu("2026-12-01T00:00:00Z", "8.00")), "dearer", NOW))
                .isEqualTo(2);
    }

    @Test
    void closingAgainForLessOpensNothing() {
        books.add(book(SEVEN), "first", NOW);
        books.close(USD, DECEMBER);
        books.close(USD, Instant.parse("2026-11-01T00:00:00Z"));

        assertThatThrownBy(() -> books.add(book(SEVEN, gpu("2026-11-15T00:00:00Z", "8")), "dearer", NOW))
                .isInstanceOf(FinalisedPeriodException.class);
    }

    @Test
    void aReasonIsMandatory() {
        for (String reason : List.of("", " ", "x".repeat(501))) {
            assertThatThrownBy(() -> books.add(book(SEVEN), reason, NOW))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("reason: must be of 1 to 500 characters, is of " + reason.length());
        }
    }

    /** The finaliser closes and then reads; wherever that comes in between, it must not miss what gets in. */
    @Test
    void aChangeWhileAPeriodIsClosedIsRefusedOrReadByWhoeverClosedIt() {
        List<String> outcomes = new ArrayList<>();
        int calls = callsOfAdding();
        for (int call = 1; call <= calls; call++) {
            for (boolean before : List.of(true, false)) {
                try (TestTable fresh = ThreadTables.quick()) {
                    PriceBooks finaliser = new DynamoPriceBooks(fresh.client(), fresh.name());
                    finaliser.add(book(SEVEN), "first", NOW);
                    List<Long> read = new ArrayList<>();
                    Interruptions interrupted = new Interruptions(fresh.client(), call, before, () -> {
                        finaliser.close(USD, DECEMBER);
                        read.add(finaliser.latest(USD).orElseThrow().number());
                    });
                    PriceBooks adder = new DynamoPriceBooks(interrupted.client(), fresh.name());

                    boolean added = succeeds(adder, book(gpu("2026-01-01T00:00:00Z", "9")));

                    assertThat(read).containsExactly(added ? 2L : 1L);
                    assertThat(finaliser.latest(USD).orElseThrow().number()).isEqualTo(read.getFirst());
                    outcomes.add(added ? "read" : "refused");
                }
            }
        }
        assertThat(outcomes).contains("read", "refused");
    }

    private static boolean succeeds(PriceBooks adder, PriceBook book) {
        try {
            adder.add(book, "dearer", NOW);
            return true;
        } catch (FinalisedPeriodException refused) {
            return false;
        }
    }

    private int callsOfAdding() {
        Interruptions counting = new Interruptions(table.client(), 0, true, () -> {});
        books.add(book(SEVEN), "first", NOW);
        new DynamoPriceBooks(counting.client(), table.name()).add(book(gpu("2026-01-01T00:00:00Z", "9")), "x", NOW);
        int last = counting.calls().lastIndexOf("transactWriteItems") + 1;
        assertThat(counting.calls().subList(last, counting.calls().size()))
                .as("what follows looks for accounts to mark")
                .isNotEmpty()
                .containsOnly("query");
        return last;
    }

    @Test
    void ofTwoWhoAddAtOnceTheSecondIsRefusedUnlessItReadTheFirst() {
        int refused = 0;
        int calls = callsOfAdding();
        for (int call = 1; call <= calls; call++) {
            try (TestTable fresh = ThreadTables.quick()) {
                PriceBooks rival = new DynamoPriceBooks(fresh.client(), fresh.name());
                rival.add(book(SEVEN), "first", NOW);
                Interruptions interrupted =
                        new Interruptions(fresh.client(), call, true, () -> rival.add(book(SEVEN), "the rival's", NOW));
                PriceBooks ours = new DynamoPriceBooks(interrupted.client(), fresh.name());
                List<String> added = new ArrayList<>(List.of("first", "the rival's"));

                try {
                    assertThat(ours.add(book(gpu("2026-01-01T00:00:00Z", "9")), "ours", NOW))
                            .isEqualTo(3);
                    added.add("ours");
                } catch (IllegalArgumentException overtaken) {
                    assertThat(overtaken).hasMessageContaining("somebody added version 2 meanwhile");
                    refused++;
                }

                assertThat(rival.all(USD).stream().map(PriceBooks.Version::reason))
                        .containsExactlyElementsOf(added);
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void aCrashBeforeOrAfterAnyCallLeavesNoGapAndNoHalfVersion() {
        int calls = callsOfAdding();
        PriceBook large = book(IntStream.range(0, 4_000)
                .mapToObj(i -> gpu("2026-01-01T00:00:00Z", "7").replace("H100", "accelerator-" + i))
                .toArray(String[]::new));
        for (int call = 1; call <= calls; call++) {
            for (boolean before : List.of(true, false)) {
                Interruptions crash = new Interruptions(table.client(), call, before, () -> {
                    throw new Gone();
                });
                int versions = numbers().size();

                assertThatThrownBy(() -> new DynamoPriceBooks(crash.client(), table.name()).add(large, "large", NOW))
                        .isInstanceOf(Gone.class);

                boolean committed = call == calls && !before;
                assertThat(numbers()).hasSize(committed ? versions + 1 : versions);
            }
        }
        books.add(large, "again", NOW);

        List<PriceBooks.Version> all = books.all(USD);
        assertThat(numbers())
                .isEqualTo(LongStream.rangeClosed(1, all.size()).boxed().collect(Collectors.toList()));
        assertThat(all)
                .filteredOn(version ->
                        !version.reason().equals("first") && !version.reason().equals("x"))
                .hasSize(2)
                .allMatch(version -> version.book().equals(large));
    }

    /** The process is gone. */
    static final class Gone extends Error {
        private static final long serialVersionUID = 1;
    }
}
