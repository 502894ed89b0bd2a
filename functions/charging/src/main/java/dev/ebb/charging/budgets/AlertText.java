package dev.ebb.charging.budgets;

import dev.ebb.charging.Fraction;
import dev.ebb.metering.Sha256;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An alert in words. */
final class AlertText {

    private static final int MAX_SUBJECT = 100;
    private static final int ID_DIGITS = 32;

    private AlertText() {}

    static AlertMessage message(Alert alert, AlertFormat format) {
        String id = id(alert);
        return new AlertMessage(
                id,
                alert.account(),
                alert.budget().scope().text() + " " + alert.budget().amount().toPlainString(),
                alert.threshold().text(),
                subject(alert),
                text(alert),
                format.json(id, alert));
    }

    /** The same for the same account, period, budget and threshold, whoever asks and whenever. */
    static String id(Alert alert) {
        byte[] which = (alert.account() + " " + alert.key().text()).getBytes(StandardCharsets.UTF_8);
        return Sha256.hex(which).substring(0, ID_DIGITS);
    }

    /** SNS takes printable ASCII of at most 100 characters. */
    private static String subject(Alert alert) {
        String subject = "Ebb: " + what(alert.threshold()) + ": " + alert.account() + ", "
                + alert.budget().scope().text();
        String ascii = subject.replaceAll("[^\\x20-\\x7e]", "?");
        return ascii.length() <= MAX_SUBJECT ? ascii : ascii.substring(0, MAX_SUBJECT - 3) + "...";
    }

    private static String what(Threshold threshold) {
        return switch (threshold) {
            case Threshold.Spent spent -> spent.percent() + " % of a budget is spent";
            case Threshold.Forecast ignored -> "a budget will not be enough";
        };
    }

    private static String text(Alert alert) {
        Spend spend = alert.spend();
        StringBuilder text = new StringBuilder();
        String budget = money(Fraction.of(alert.budget().amount()), spend);
        String whose = switch (alert.budget().scope()) {
            case Scope.Account ignored -> "account " + alert.account();
            case Scope.Labelled labelled -> "account " + alert.account() + ", label " + labelled.label();
        };
        switch (alert.threshold()) {
            case Threshold.Spent spent ->
                line(text, spent.percent() + " % of the budget of " + budget + " of " + whose + " is spent.");
            case Threshold.Forecast ignored ->
                line(text, "If all goes on as it does, " + whose + " will reach its budget of " + budget + ".");
        }
        line(text, "");
        line(
                text,
                "Period:        " + spend.period().month() + ", "
                        + spend.period().from() + " to " + spend.period().to());
        line(text, "As of:         " + spend.asOf() + (spend.isOver() ? ", the period's end" : ""));
        line(text, "Month to date: " + money(spend.monthToDate(), spend));
        if (!spend.isOver()) {
            line(text, "Burn rate:     " + money(spend.burnRate(), spend) + " an hour");
            line(text, "Forecast:      " + money(spend.forecast(), spend));
        }
        if (spend.unpriced()) {
            line(text, "Something is used that has no price; it is not in these figures.");
        }
        if (!spend.isOver()) {
            deployments(text, alert);
        }
        return text.toString();
    }

    private static void deployments(StringBuilder text, Alert alert) {
        List<Burning> burning = alert.burning();
        line(text, "");
        if (burning.isEmpty()) {
            line(text, "No deployment burns anything now.");
            return;
        }
        line(text, "What burns, and what would stop it (add --stack NAME --region REGION):");
        for (Burning each : alert.named()) {
            line(text, "  " + each.deployment() + ": " + money(each.perHour(), alert.spend()) + " an hour");
            line(text, "    " + stop(alert.account(), each.deployment()));
        }
        int more = burning.size() - alert.named().size();
        if (more > 0) {
            line(text, "  and " + more + " more that burn less.");
        }
    }

    /** The command that would stop a deployment, for a shell. Both names are valid ids, safe there. */
    static String stop(String account, String deployment) {
        return "ebb scale --account " + account + " --deployment " + deployment + " --replicas 0 --by \"$USER\"";
    }

    private static String money(Fraction amount, Spend spend) {
        BigDecimal rounded = amount.rounded(spend.currency().getDefaultFractionDigits(), RoundingMode.HALF_UP);
        return rounded.toPlainString() + " " + spend.currency().getCurrencyCode();
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }
}
