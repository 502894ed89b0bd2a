package dev.ebb.sweeping;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import dev.ebb.metering.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    private static final ArchitectureRules RULES = new ArchitectureRules("dev.ebb.sweeping");

    /** Packages without an adapter in them. */
    private static final String[] DOMAIN = {
        "dev.ebb.sweeping",
        "dev.ebb.sweeping.actions",
        "dev.ebb.sweeping.caps",
        "dev.ebb.sweeping.policy",
        "dev.ebb.sweeping.rules",
        "dev.ebb.sweeping.shadow",
        "dev.ebb.sweeping.sweeps"
    };

    @Test
    void theDomainIsPure() {
        RULES.exist(DOMAIN);

        RULES.independent(
                DOMAIN,
                "..dynamodb..",
                "..lambda..",
                "..sns..",
                "..sqs..",
                "..eventbridge..",
                "..cloudwatch..",
                "software.amazon..",
                "com.amazonaws..",
                "com.fasterxml..",
                "dev.ebb.sweeping.json..",
                "dev.ebb.charging.json..",
                "dev.ebb.metering.json..");
    }

    @Test
    void filesKnowNoAws() {
        RULES.independent(
                new String[] {"dev.ebb.sweeping.json.."},
                "..dynamodb..",
                "..lambda..",
                "software.amazon..",
                "com.amazonaws..");
    }

    @Test
    void decisionsKnowNothingOfWhoCarriesThemOut() {
        RULES.independent(
                new String[] {"dev.ebb.sweeping.policy", "dev.ebb.sweeping.rules"},
                "dev.ebb.sweeping.sweeps..",
                "dev.ebb.sweeping.actions..");
    }

    @Test
    void handlersLiveInLambdaAndNothingLeansOnThem() {
        RULES.check(noClasses()
                .that()
                .resideInAPackage("dev.ebb.sweeping..")
                .and()
                .resideOutsideOfPackage("dev.ebb.sweeping.lambda")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.ebb.sweeping.lambda", "com.amazonaws.services.lambda.."));
    }

    @Test
    void nothingInTheDomainIsFloatingPoint() {
        RULES.exact(DOMAIN);
    }
}
