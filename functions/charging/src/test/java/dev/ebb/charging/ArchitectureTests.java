package dev.ebb.charging;

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
            .importPackages("dev.ebb");

    @Test
    void theDomainIsPure() {
        assertThat(CLASSES).anyMatch(type -> type.getPackageName().equals("dev.ebb.charging"));

        check(noClasses()
                .that()
                .resideInAnyPackage("dev.ebb.charging", "dev.ebb.charging.invoicing..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..dynamodb..",
                        "..lambda..",
                        "software.amazon..",
                        "com.amazonaws..",
                        "com.fasterxml..",
                        "dev.ebb.charging.json..",
                        "dev.ebb.metering.json.."));
    }

    @Test
    void jsonKnowsNoAws() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.ebb.charging.json..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..dynamodb..", "..lambda..", "software.amazon..", "com.amazonaws.."));
    }

    @Test
    void meteringDoesNotKnowCharging() {
        assertThat(CLASSES).anyMatch(type -> type.getPackageName().equals("dev.ebb.metering"));

        check(noClasses()
                .that()
                .resideInAPackage("dev.ebb.metering..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.ebb.charging.."));
    }

    @Test
    void nothingNearMoneyIsFloatingPoint() {
        check(noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage("dev.ebb.charging", "dev.ebb.charging.invoicing..", "dev.ebb.charging.json..")
                .should()
                .haveRawType(FLOATING_POINT));
        check(noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage("dev.ebb.charging", "dev.ebb.charging.invoicing..", "dev.ebb.charging.json..")
                .should(be(USES_FLOATING_POINT)));
        check(noClasses()
                .that()
                .resideInAnyPackage("dev.ebb.charging", "dev.ebb.charging.invoicing..", "dev.ebb.charging.json..")
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
