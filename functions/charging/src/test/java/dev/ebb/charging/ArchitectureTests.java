package dev.ebb.charging;

import dev.ebb.metering.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    private static final ArchitectureRules RULES = new ArchitectureRules("dev.ebb");

    /** Packages without an adapter in them. */
    private static final String[] DOMAIN = {
        "dev.ebb.charging",
        "dev.ebb.charging.budgets",
        "dev.ebb.charging.explaining",
        "dev.ebb.charging.exports",
        "dev.ebb.charging.invoicing",
        "dev.ebb.charging.runs"
    };

    /** Packages in which amounts are made, or written. */
    private static final String[] MONEY = {
        "dev.ebb.charging",
        "dev.ebb.charging.budgets..",
        "dev.ebb.charging.csv..",
        "dev.ebb.charging.explaining..",
        "dev.ebb.charging.exports..",
        "dev.ebb.charging.invoicing..",
        "dev.ebb.charging.json.."
    };

    @Test
    void theDomainIsPure() {
        RULES.exist(DOMAIN);

        RULES.independent(
                DOMAIN,
                "..dynamodb..",
                "..lambda..",
                "..sns..",
                "software.amazon..",
                "com.amazonaws..",
                "com.fasterxml..",
                "dev.ebb.charging.csv..",
                "dev.ebb.charging.json..",
                "dev.ebb.metering.json..");
    }

    @Test
    void filesKnowNoAws() {
        RULES.independent(
                new String[] {"dev.ebb.charging.csv..", "dev.ebb.charging.json.."},
                "..dynamodb..",
                "..lambda..",
                "software.amazon..",
                "com.amazonaws..");
    }

    @Test
    void meteringDoesNotKnowCharging() {
        RULES.exist("dev.ebb.metering");

        RULES.independent(new String[] {"dev.ebb.metering.."}, "dev.ebb.charging..");
    }

    @Test
    void nothingNearMoneyIsFloatingPoint() {
        RULES.exact(MONEY);
    }
}
