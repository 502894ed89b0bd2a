package dev.ebb.sweeping.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.charging.Fraction;
import dev.ebb.sweeping.shadow.ShadowReport;
import dev.ebb.sweeping.shadow.ShadowReport.OfDeployment;
import java.math.RoundingMode;
import java.util.Currency;

/** What sweeps would have done, for programs. Decimals are strings, amounts in the currency's minor unit. */
public final class ShadowReportJson {

    private ShadowReportJson() {}

    /** Indented, ends with a newline. */
    public static String write(ShadowReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("from", report.from().toString()).put("to", report.to().toString());
        json.put("actions", report.sum(OfDeployment::actions))
                .put("warnings", report.sum(OfDeployment::warnings))
                .put("regrets", report.sum(OfDeployment::regrets))
                .put("held", report.sum(OfDeployment::held))
                .put("done", report.sum(OfDeployment::done))
                .put("gpuSecondsOff", report.off().gpuSeconds().toPlainString());
        ObjectNode saved = json.putObject("saved");
        report.saved().forEach((code, amount) -> saved.put(code, amount(amount, Currency.getInstance(code))));
        ObjectNode caps = json.putObject("caps");
        report.others().caps().forEach(caps::put);
        ObjectNode people = json.putObject("people");
        report.others().people().forEach(people::put);
        ArrayNode deployments = json.putArray("deployments");
        report.deployments().forEach(each -> deployments.add(deployment(each)));
        return json.toPrettyString() + "\n";
    }

    private static ObjectNode deployment(OfDeployment each) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("account", each.id().account())
                .put("deployment", each.id().name())
                .put("verdicts", each.verdicts())
                .put("actions", each.actions())
                .put("warnings", each.warnings())
                .put("regrets", each.regrets())
                .put("held", each.held())
                .put("done", each.done())
                .put("gpuSecondsOff", each.off().gpuSeconds().toPlainString())
                .put(
                        "saved",
                        each.currency().map(code -> amount(each.saved(), code)).orElse(null))
                .put("currency", each.currency().map(Currency::getCurrencyCode).orElse(null))
                .put("unpriced", each.unpriced());
        return json;
    }

    private static String amount(Fraction amount, Currency currency) {
        return amount.rounded(currency.getDefaultFractionDigits(), RoundingMode.HALF_UP)
                .toPlainString();
    }
}
