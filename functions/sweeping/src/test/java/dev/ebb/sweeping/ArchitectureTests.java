package dev.ebb.sweeping;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    private static final Set<String> FLOATING =
            Set.of("float", "double", "java.lang.Float", "java.lang.Double", "float[]", "double[]");
    private static final DescribedPredicate<JavaClass> FLOATING_POINT =
            DescribedPredicate.describe("floating point", type -> FLOATING.contains(type.getName()));
    private static final DescribedPredicate<JavaCodeUnit> USES_FLOATING_POINT = DescribedPredicate.describe(
            "take or return floating point",
            unit -> unit.getRawParameterTypes().stream().anyMatch(FLOATING_POINT)
                    || FLOATING_POINT.test(unit.getRawReturnType()));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.ebb.sweeping");

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
        for (String name : DOMAIN) {
            assertThat(CLASSES).anyMatch(type -> type.getPackageName().equals(name));
        }

        check(noClasses()
                .that()
                .resideInAnyPackage(DOMAIN)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
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
                        "dev.ebb.metering.json.."));
    }

    @Test
    void filesKnowNoAws() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.ebb.sweeping.json..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..dynamodb..", "..lambda..", "software.amazon..", "com.amazonaws.."));
    }

    @Test
    void decisionsKnowNothingOfWhoCarriesThemOut() {
        check(noClasses()
                .that()
                .resideInAnyPackage("dev.ebb.sweeping.policy", "dev.ebb.sweeping.rules")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.ebb.sweeping.sweeps..", "dev.ebb.sweeping.actions.."));
    }

    @Test
    void handlersLiveInLambdaAndNothingLeansOnThem() {
        check(noClasses()
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
        check(noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(DOMAIN)
                .should()
                .haveRawType(FLOATING_POINT));
        check(noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(DOMAIN)
                .should(be(USES_FLOATING_POINT)));
        check(noClasses()
                .that()
                .resideInAnyPackage(DOMAIN)
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "it takes or returns floating point",
                        call -> FLOATING_POINT.test(call.getTarget().getRawReturnType())
                                || call.getTarget().getRawParameterTypes().stream()
                                        .anyMatch(FLOATING_POINT))));
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }
}
