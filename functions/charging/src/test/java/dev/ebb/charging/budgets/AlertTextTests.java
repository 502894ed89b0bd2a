package dev.ebb.charging.budgets;

import static dev.ebb.charging.budgets.Steps.exactly;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Period;
import dev.ebb.charging.json.SpendJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertTextTests {

    private static AlertMessage message(String scope, String threshold, List<Burning> burning) {
        Spend spend = new Spend(
                Period.of("2026-11", "UTC"),
                Instant.parse("2026-11-15T12:00:00Z"),
                Currency.getInstance("USD"),
                exactly("500.004"),
                Fraction.ZERO,
                Fraction.ZERO,
                Fraction.ZERO,
                Fraction.ZERO,
                exactly("24"),
                Fraction.ZERO,
                Fraction.ZERO,
                false);
        Budget budget = Budget.of(new Budget.Draft(Scope.of(scope), "1000", null, null));
        Threshold reached = threshold.equals("forecast")
                ? new Threshold.Forecast()
                : new Threshold.Spent(Integer.parseInt(threshold));
        return AlertText.message(new Alert("acme", budget, reached, spend, burning), new SpendJson());
    }

    @Test
    void theWordsSayWhatWasReachedAndWhatWouldStopIt() {
        AlertMessage message =
                message("account", "50", List.of(new Burning("llama", exactly("16")), new Burning("m", exactly("8"))));

        // 15 days and a half are 372 h: 500.004 + 372 x 24 = 9428.004.
        assertThat(message.subject()).isEqualTo("Ebb: 50 % of a budget is spent: acme, account");
        assertThat(message.text()).isEqualTo("""
                        50 % of the budget of 1000.00 USD of account acme is spent.

                        Period:        2026-11, 2026-11-01T00:00:00Z to 2026-12-01T00:00:00Z
                        As of:         2026-11-15T12:00:00Z
                        Month to date: 500.00 USD
                        Burn rate:     24.00 USD an hour
                        Forecast:      9428.00 USD

                        What burns, and what would stop it (add --stack NAME --region REGION):
                          llama: 16.00 USD an hour
                            ebb scale --account acme --deployment llama --replicas 0 --by "$USER"
                          m: 8.00 USD an hour
                            ebb scale --account acme --deployment m --replicas 0 --by "$USER"
                        """);
        assertThat(message.json())
                .contains("\"threshold\":\"50\"", "\"monthToDate\":\"500.00\"", "\"deployment\":\"llama\"");
    }

    @Test
    void ofManyDeploymentsTwentyAreNamedHighestBurnFirst() {
        List<Burning> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.add(new Burning("d" + i, Fraction.of(i + 1)));
        }
        many.sort(Burning.ORDER);

        AlertMessage message = message("account", "50", many);

        assertThat(message.text().lines().filter(line -> line.contains("ebb scale")))
                .hasSize(20);
        assertThat(message.text())
                .contains("d999: 1000.00", "d980:", "and 980 more")
                .doesNotContain("d979:");
        assertThat(message.json()).contains("\"d980\"").doesNotContain("\"d979\"");
    }

    @Test
    void theSubjectIsWhatSnsTakesWhateverTheLabelIs() {
        AlertMessage message = message("label team=" + "m\u00fcller ".repeat(20).strip(), "forecast", List.of());

        assertThat(message.subject())
                .startsWith("Ebb: a budget will not be enough: acme, label team=m?ller")
                .hasSize(100)
                .matches("[\\x20-\\x7e]*");
        assertThat(message.text()).contains("m\u00fcller", "No deployment burns anything now.");
    }

    @Test
    void theIdTellsAlertsApartAndNothingElse() {
        String id = message("account", "50", List.of()).alertId();

        assertThat(message("account", "50", List.of(new Burning("m", exactly("8"))))
                        .alertId())
                .isEqualTo(id);
        assertThat(message("account", "80", List.of()).alertId()).isNotEqualTo(id);
        assertThat(message("label a=b", "50", List.of()).alertId()).isNotEqualTo(id);
    }
}
