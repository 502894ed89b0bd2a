package dev.ebb.charging.budgets;

import static dev.ebb.charging.budgets.Steps.exactly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Period;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BudgetTests {

    private static final Scope ACCOUNT = new Scope.Account();
    private static final Period NOVEMBER = Period.of("2026-11", "UTC");

    private static Budget thousand() {
        return Budget.of(new Budget.Draft(ACCOUNT, "1000", null, null));
    }

    /** Twelve hours before the end. */
    private static Spend spend(String accrued, String burnRate) {
        return new Spend(
                NOVEMBER,
                Instant.parse("2026-11-30T12:00:00Z"),
                Currency.getInstance("USD"),
                exactly(accrued),
                Fraction.ZERO,
                Fraction.ZERO,
                Fraction.ZERO,
                Fraction.ZERO,
                exactly(burnRate),
                Fraction.ZERO,
                Fraction.ZERO,
                false);
    }

    @Test
    void withoutThresholdsItIsToldAtHalfAtFourFifthsAtAllAndForTheForecast() {
        assertThat(thousand().thresholds()).extracting(Threshold::text).containsExactly("50", "80", "100", "forecast");
    }

    @Test
    void aThresholdIsReachedAtItsPercentageAndNotACentBefore() {
        assertThat(thousand().reached(spend("499.99", "0"))).isEmpty();
        assertThat(thousand().reached(spend("500", "0"))).containsExactly(new Threshold.Spent(50));
        assertThat(thousand().reached(spend("1000", "0")))
                .containsExactly(
                        new Threshold.Spent(50),
                        new Threshold.Spent(80),
                        new Threshold.Spent(100),
                        new Threshold.Forecast());
    }

    @Test
    void theForecastIsWhatHasAccruedAndTheBurnRateForTheRestOfThePeriod() {
        // 12 h at 50 are 600; 400 + 600 = 1000.
        assertThat(spend("400", "50").forecast()).isEqualTo(exactly("1000"));
        assertThat(thousand().reached(spend("400", "50"))).containsExactly(new Threshold.Forecast());
        assertThat(thousand().reached(spend("399.99", "50"))).isEmpty();
    }

    @Test
    void tokensGoOnAtTheirRateAndWhatIsReservedIsBilledToTheEnd() {
        Spend spend = new Spend(
                NOVEMBER,
                Instant.parse("2026-11-30T12:00:00Z"),
                Currency.getInstance("USD"),
                exactly("100"),
                Fraction.ZERO,
                exactly("10"),
                exactly("50"),
                exactly("-5"),
                exactly("2"),
                exactly("0.5"),
                exactly("7"),
                false);

        // 100 + 10 + 50 - 5 = 155; 155 + 12 x (2 + 0.5) + 7 = 192.
        assertThat(spend.monthToDate()).isEqualTo(exactly("155"));
        assertThat(spend.forecast()).isEqualTo(exactly("192"));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        Budget.Draft draft = new Budget.Draft(Scope.of("label team=search"), "-5", "0,50,50,x", "lots");

        assertThatThrownBy(() -> Budget.of(draft))
                .isInstanceOfSatisfying(
                        InvalidBudgetException.class,
                        wrong -> assertThat(wrong.problems())
                                .anySatisfy(problem -> assertThat(problem).startsWith("amount: must be above 0"))
                                .anySatisfy(
                                        problem -> assertThat(problem).contains("cap: must be a decimal", "\"lots\""))
                                .anySatisfy(problem -> assertThat(problem).contains("cap: only an account"))
                                .anySatisfy(problem -> assertThat(problem).contains("thresholds", "\"x\""))
                                .anySatisfy(problem -> assertThat(problem).contains("thresholds: each must be", "is 0"))
                                .anySatisfy(problem -> assertThat(problem).contains("no two may be alike")));
    }

    @Test
    void atMostTenThresholdsBecauseEachIsAMessage() {
        List<Integer> eleven =
                new ArrayList<>(IntStream.rangeClosed(1, 11).boxed().toList());

        assertThatThrownBy(() -> new Budget(ACCOUNT, BigDecimal.TEN, eleven, null))
                .hasMessageContaining("thresholds: must be 1 to 10, are 11");
        assertThat(new Budget(ACCOUNT, BigDecimal.TEN, eleven.subList(0, 10), null).percents())
                .hasSize(10);
    }

    @Test
    void anAmountIsTheSameHoweverItIsSpelled() {
        assertThat(Budget.of(new Budget.Draft(ACCOUNT, "1E+3", "100,50", "1500.00")))
                .isEqualTo(Budget.of(new Budget.Draft(ACCOUNT, "1000.00", "50,100", "1500")));
    }

    @Test
    void anAmountThatTheCurrencyCannotHaveIsRefused() {
        Budget budget = new Budget(ACCOUNT, new BigDecimal("5000.005"), List.of(50), new BigDecimal("6000.50"));

        assertThatThrownBy(() -> budget.requireIn(Currency.getInstance("USD")))
                .isInstanceOfSatisfying(
                        InvalidBudgetException.class,
                        wrong -> assertThat(wrong.problems())
                                .containsExactly("amount: must have at most 2 decimals, as USD has, is 5000.005"));
        assertThatThrownBy(() -> budget.requireIn(Currency.getInstance("JPY")))
                .isInstanceOfSatisfying(
                        InvalidBudgetException.class,
                        wrong -> assertThat(wrong.problems())
                                .contains("cap: must have at most 0 decimals, as JPY has, is 6000.5"));
        budget.requireIn(Currency.getInstance("TND"));
    }

    @Test
    void aLabelIsDividedByItsFirstEqualsSign() {
        assertThat(Label.of("team=a=b")).isEqualTo(new Label("team", "a=b"));
        assertThat(Scope.of(new Scope.Labelled(Label.of("team=a=b")).text()))
                .isEqualTo(new Scope.Labelled(new Label("team", "a=b")));
        assertThatThrownBy(() -> Label.of("team")).hasMessageContaining("label: must be NAME=VALUE");
        assertThatThrownBy(() -> Label.of("=x")).hasMessageContaining("label: must be NAME=VALUE");
        assertThatThrownBy(() -> Label.of("a=b\u0007")).hasMessageContaining("without control characters");
        assertThatThrownBy(() -> new Label("a", "x".repeat(511))).hasMessageContaining("at most 512 bytes");
    }
}
