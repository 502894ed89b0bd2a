package dev.ebb.charging.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Line;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Period;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statement.ChargedLine;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.junit.jupiter.api.Test;

/** Credits over histories of adjustments in both directions agree with a model that moves single coins. */
class CreditHistoryTests {

    private static final Currency USD = Currency.getInstance("USD");
    private static final YearMonth FIRST = YearMonth.of(2026, 10);
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    private static final LineKey LINE = new LineKey("gpu", "llama", "H100", "global", "", "2026-01-01T00:00:00Z", "");

    /** Invoice after invoice, made as Ebb makes them. */
    private static final class Account {
        private final List<Invoice> invoices = new ArrayList<>();
        private List<Grant> grants = new ArrayList<>();

        void give(String id, int cents) {
            grants.add(Grant.of(id, USD, BigDecimal.valueOf(cents, 2), grants.size(), CREATED, null, "a gift"));
        }

        /** @param changes by how many cents the charge of each month changes; the month's number, from 0 */
        Invoice next(Map<Integer, Integer> changes) {
            List<ChargedLine> lines = new ArrayList<>();
            changes.forEach((month, cents) -> lines.add(line(month, cents)));
            BigDecimal total = BigDecimal.valueOf(
                    changes.values().stream().mapToInt(Integer::intValue).sum(), 2);
            Period period = Period.of(FIRST.plusMonths(invoices.size()), ZoneId.of("UTC"));
            Statement statement = new Statement("acme", period, USD, true, lines, total);
            Burning burning = Burning.of(statement, grants, new Invoiced(invoices));
            grants = new ArrayList<>(burning.rest());
            Invoice invoice = new Invoice(
                    invoices.size() + 1, burning.statement(), burning.entries(), 1, List.of(), period.to(), null);
            invoices.add(invoice);
            return invoice;
        }

        private static ChargedLine line(int month, int cents) {
            BigDecimal amount = BigDecimal.valueOf(cents, 2);
            return new ChargedLine(
                    new Line.Adjustment(FIRST.plusMonths(month), month + 1L, LINE, amount, List.of()), amount);
        }
    }

    @Test
    void whatMoneyPaidIsDueInMoneyThoughTheInvoiceSharesAMonthWithCredits() {
        Account account = new Account();
        account.give("hundred", 10_000);
        account.next(Map.of(0, 10_000));
        account.next(Map.of(0, 100, 1, 20_000));

        Invoice third = account.next(Map.of(1, -5_000));

        assertThat(third.credits()).isEmpty();
        assertThat(third.due()).isEqualTo("-50.00");
    }

    @Test
    void whatCreditsPaidOfALessenedMonthPaysForTheMonthBesideIt() {
        Account account = new Account();
        account.give("hundred", 10_000);
        account.next(Map.of(0, 10_000));
        account.next(Map.of(0, -100, 1, 20_000));

        // 1.00 of October's credits paid for November in October's place; money paid the other 199.00.
        Invoice third = account.next(Map.of(1, -5_000));

        assertThat(third.credits())
                .containsExactly(new CreditEntry("hundred", CreditEntry.Kind.RETURNED, new BigDecimal("1.00"), 1L));
        assertThat(third.due()).isEqualTo("-49.00");
    }

    @Test
    void lessOfTheMonthThatCreditsPaidReturnsThatMuch() {
        Account account = new Account();
        account.give("hundred", 10_000);
        account.next(Map.of(0, 10_000));
        account.next(Map.of(0, 100, 1, 20_000));

        Invoice third = account.next(Map.of(0, -100));

        assertThat(third.credits())
                .containsExactly(new CreditEntry("hundred", CreditEntry.Kind.RETURNED, new BigDecimal("1.00"), 1L));
        assertThat(third.due()).isEqualTo("0.00");
    }

    /** Who paid a cent that was charged: this invoice from this grant. */
    private record Payer(String grant, int invoice) {}

    /** Each month is a heap of coins; a coin knows which grant it came from, and by which invoice. */
    private static final class Coins {
        private final TreeMap<Integer, List<Payer>> credit = new TreeMap<>();
        private final TreeMap<Integer, Integer> money = new TreeMap<>();
        private final Map<String, Integer> purse = new TreeMap<>();
        private int invoices;
        private List<Payer> returned = List.of();

        /** What is due, in cents; {@link #returned} is what went back to the grants. */
        int next(Map<Integer, Integer> changes) {
            invoices++;
            int total = changes.values().stream().mapToInt(Integer::intValue).sum();
            List<Payer> loose = new ArrayList<>();
            changes.forEach((month, cents) -> {
                for (int i = cents; i < 0; i++) {
                    List<Payer> coins = credit.getOrDefault(month, List.of());
                    if (coins.isEmpty()) {
                        money.merge(month, -1, Integer::sum);
                    } else {
                        loose.add(takeLast(coins));
                    }
                }
            });
            returned = new ArrayList<>();
            while (returned.size() < -total && !loose.isEmpty()) {
                Payer coin = loose.removeFirst();
                returned.add(coin);
                purse.merge(coin.grant(), 1, Integer::sum);
            }
            int due = total + returned.size();
            List<String> grants = List.copyOf(purse.keySet());
            for (String grant : grants) {
                while (due > 0 && total > 0 && purse.get(grant) > 0) {
                    purse.merge(grant, -1, Integer::sum);
                    loose.add(new Payer(grant, invoices));
                    due--;
                }
            }
            changes.forEach((month, cents) -> {
                for (int i = 0; i < cents; i++) {
                    if (loose.isEmpty()) {
                        money.merge(month, 1, Integer::sum);
                    } else {
                        credit.computeIfAbsent(month, ignored -> new ArrayList<>())
                                .add(loose.removeFirst());
                    }
                }
            });
            assertThat(loose).as("every coin has a place").isEmpty();
            return due;
        }

        /** The coin that was burned last: by the latest invoice, and of that from the last grant. */
        private static Payer takeLast(List<Payer> coins) {
            int last = 0;
            for (int i = 1; i < coins.size(); i++) {
                Payer coin = coins.get(i);
                Payer best = coins.get(last);
                if (coin.invoice() > best.invoice()
                        || (coin.invoice() == best.invoice() && coin.grant().compareTo(best.grant()) > 0)) {
                    last = i;
                }
            }
            return coins.remove(last);
        }
    }

    @Property(tries = 500)
    void everyInvoiceAgreesWithTheModel(
            @ForAll("histories") List<List<Tuple2<Integer, Integer>>> history, @ForAll("gifts") List<Integer> gifts) {
        Account account = new Account();
        Coins coins = new Coins();
        TreeMap<Integer, Integer> worth = new TreeMap<>();

        for (int number = 0; number < history.size(); number++) {
            if (number < gifts.size() && gifts.get(number) > 0) {
                account.give("g" + number, gifts.get(number));
                coins.purse.put("g" + number, gifts.get(number));
            }
            TreeMap<Integer, Integer> changes = new TreeMap<>();
            for (Tuple2<Integer, Integer> comesTo : history.get(number)) {
                int month = comesTo.get1() % (number + 1);
                changes.put(month, comesTo.get2() - worth.getOrDefault(month, 0));
            }
            changes.values().removeIf(cents -> cents == 0);
            changes.forEach((month, cents) -> worth.merge(month, cents, Integer::sum));

            Invoice invoice = account.next(changes);
            int due = coins.next(changes);

            assertThat(invoice.due()).isEqualByComparingTo(BigDecimal.valueOf(due, 2));
            assertThat(returned(invoice)).isEqualTo(counted(coins.returned));
            for (Grant grant : account.grants) {
                assertThat(grant.remaining()).isEqualByComparingTo(BigDecimal.valueOf(coins.purse.get(grant.id()), 2));
            }
        }
    }

    private static Map<Payer, BigDecimal> returned(Invoice invoice) {
        Map<Payer, BigDecimal> returned = new HashMap<>();
        for (CreditEntry entry : invoice.credits()) {
            Long original = entry.invoice();
            if (original != null) {
                returned.merge(new Payer(entry.grant(), original.intValue()), entry.amount(), BigDecimal::add);
            }
        }
        return returned;
    }

    private static Map<Payer, BigDecimal> counted(List<Payer> coins) {
        Map<Payer, BigDecimal> counted = new HashMap<>();
        coins.forEach(coin -> counted.merge(coin, new BigDecimal("0.01"), BigDecimal::add));
        return counted;
    }

    @Provide
    Arbitrary<List<List<Tuple2<Integer, Integer>>>> histories() {
        Arbitrary<Integer> months = Arbitraries.integers().between(0, 6);
        Arbitrary<Integer> cents =
                Arbitraries.oneOf(Arbitraries.just(0), Arbitraries.integers().between(0, 200));
        return Combinators.combine(months, cents)
                .as(Tuple::of)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .list()
                .ofMinSize(2)
                .ofMaxSize(7);
    }

    @Provide
    Arbitrary<List<Integer>> gifts() {
        return Arbitraries.oneOf(Arbitraries.just(0), Arbitraries.integers().between(1, 300))
                .list()
                .ofSize(7);
    }
}
