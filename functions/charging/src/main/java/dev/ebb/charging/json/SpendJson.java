package dev.ebb.charging.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.budgets.Alert;
import dev.ebb.charging.budgets.AlertFormat;
import dev.ebb.charging.budgets.Budget;
import dev.ebb.charging.budgets.Burning;
import dev.ebb.charging.budgets.CapOutlook;
import dev.ebb.charging.budgets.CapTarget;
import dev.ebb.charging.budgets.CapView;
import dev.ebb.charging.budgets.HardCap;
import dev.ebb.charging.budgets.Spend;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes what is spent, budgets and alerts as JSON. Decimals are strings, amounts in the currency's minor unit. */
public final class SpendJson implements AlertFormat {

    private static final JsonFactory JSON = new JsonFactory();

    private interface Content {
        void write(JsonGenerator out) throws IOException;
    }

    @Override
    public String json(String alertId, Alert alert) {
        return text(out -> {
            out.writeStartObject();
            out.writeStringField("alertId", alertId);
            out.writeStringField("account", alert.account());
            out.writeStringField("threshold", alert.threshold().text());
            out.writeFieldName("budget");
            budget(out, alert.budget());
            out.writeFieldName("spend");
            spend(out, alert.spend(), alert.named());
            out.writeEndObject();
        });
    }

    /** What is spent and the budgets for it, as indented JSON that ends with a newline. */
    public static String write(
            String account,
            String scope,
            Spend spend,
            List<Burning> burning,
            List<Budget> budgets,
            Optional<CapView> cap) {
        return indented(out -> {
            out.writeStartObject();
            out.writeStringField("account", account);
            out.writeStringField("scope", scope);
            out.writeFieldName("spend");
            spend(out, spend, burning);
            budgets(out, budgets, cap);
            out.writeEndObject();
        });
    }

    /** Budgets, likewise. */
    public static String write(String account, List<Budget> budgets, Optional<CapView> cap) {
        return indented(out -> {
            out.writeStartObject();
            out.writeStringField("account", account);
            budgets(out, budgets, cap);
            out.writeEndObject();
        });
    }

    private static void budgets(JsonGenerator out, List<Budget> budgets, Optional<CapView> cap) throws IOException {
        out.writeArrayFieldStart("budgets");
        for (Budget budget : budgets) {
            budget(out, budget);
        }
        out.writeEndArray();
        if (cap.isPresent()) {
            hardCap(out, cap.get());
        }
    }

    /** Amounts are rounded up: they bound. */
    private static void hardCap(JsonGenerator out, CapView view) throws IOException {
        CapOutlook outlook = view.outlook();
        HardCap.Outlook ahead = outlook.ahead();
        out.writeObjectFieldStart("hardCap");
        out.writeStringField("asOf", outlook.asOf().toString());
        out.writeStringField("currency", outlook.currency().getCurrencyCode());
        out.writeStringField("cap", outlook.cap().toPlainString());
        out.writeStringField("accruedAtMost", atMost(ahead.accrued(), outlook.currency()));
        out.writeStringField("burn", atMost(ahead.burn(), outlook.currency()));
        out.writeStringField("ceiling", atMost(ahead.ceiling(), outlook.currency()));
        out.writeStringField("reachedAt", text(ahead.reachedAt()));
        out.writeStringField("ceilingReachedAt", text(ahead.ceilingReachedAt()));
        out.writeStringField("actsAt", text(ahead.actsAt()));
        out.writeBooleanField("actsNow", ahead.actsNow());
        out.writeBooleanField("unpriced", outlook.unpriced());
        out.writeArrayFieldStart("victims");
        for (CapTarget victim : ahead.victims()) {
            out.writeStartObject();
            out.writeStringField("deployment", victim.deployment().name());
            out.writeStringField("perHour", atMost(victim.burn(), outlook.currency()));
            out.writeBooleanField("idle", victim.idle());
            out.writeBooleanField("production", victim.production());
            out.writeStringField("heldBy", view.heldBy(victim.deployment()).orElse(null));
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static @Nullable String text(Optional<Instant> at) {
        return at.map(Instant::toString).orElse(null);
    }

    private static String atMost(Fraction amount, Currency currency) {
        return amount.rounded(currency.getDefaultFractionDigits(), RoundingMode.CEILING)
                .toPlainString();
    }

    private static void budget(JsonGenerator out, Budget budget) throws IOException {
        out.writeStartObject();
        out.writeStringField("scope", budget.scope().text());
        out.writeStringField("amount", budget.amount().toPlainString());
        out.writeFieldName("thresholds");
        out.writeStartArray();
        for (int percent : budget.percents()) {
            out.writeNumber(percent);
        }
        out.writeEndArray();
        BigDecimal cap = budget.cap();
        if (cap != null) {
            out.writeStringField("cap", cap.toPlainString());
        }
        out.writeEndObject();
    }

    private static void spend(JsonGenerator out, Spend spend, List<Burning> burning) throws IOException {
        out.writeStartObject();
        out.writeStringField("period", spend.period().month().toString());
        out.writeStringField("timeZone", spend.period().timeZone().getId());
        out.writeStringField("asOf", spend.asOf().toString());
        out.writeStringField("currency", spend.currency().getCurrencyCode());
        out.writeStringField("monthToDate", money(spend.monthToDate(), spend));
        out.writeStringField("doubt", money(spend.doubt(), spend));
        out.writeStringField("burnRate", money(spend.burnRate(), spend));
        out.writeStringField("forecast", money(spend.forecast(), spend));
        out.writeBooleanField("unpriced", spend.unpriced());
        out.writeFieldName("burning");
        out.writeStartArray();
        for (Burning each : burning) {
            out.writeStartObject();
            out.writeStringField("deployment", each.deployment());
            out.writeStringField("perHour", money(each.perHour(), spend));
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static String money(Fraction amount, Spend spend) {
        return amount.rounded(spend.currency().getDefaultFractionDigits(), RoundingMode.HALF_UP)
                .toPlainString();
    }

    private static String indented(Content content) {
        return text(out -> {
            DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
            out.setPrettyPrinter(
                    new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter));
            content.write(out);
            out.writeRaw('\n');
        });
    }

    private static String text(Content content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            content.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("a writer in memory does not fail", e);
        }
        return text.toString();
    }
}
