package dev.ebb.metering;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static dev.ebb.metering.ArchitectureRules.CALLS_FLOATING_POINT;
import static dev.ebb.metering.ArchitectureRules.FLOATING_POINT;
import static dev.ebb.metering.ArchitectureRules.USES_FLOATING_POINT;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    private static final String DOMAIN = "dev.ebb.metering";
    private static final ArchitectureRules RULES = new ArchitectureRules(DOMAIN);

    @Test
    void theDomainIsPure() {
        RULES.exist(DOMAIN);

        RULES.independent(
                new String[] {DOMAIN}, "software.amazon..", "com.amazonaws..", "com.fasterxml..", "tools.jackson..");
    }

    @Test
    void theDomainDoesNotKnowItsAdapters() {
        RULES.check(noClasses()
                .that()
                .resideInAPackage(DOMAIN)
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are in a package below it",
                        type -> type.getPackageName().startsWith(DOMAIN + "."))));
    }

    @Test
    void adaptersDoNotKnowEachOther() {
        String[] adapters = {"..dynamodb..", "..json..", "..cloudwatch.."};
        for (String adapter : adapters) {
            String[] others =
                    Stream.of(adapters).filter(other -> !other.equals(adapter)).toArray(String[]::new);
            RULES.check(noClasses()
                    .that()
                    .resideInAPackage(DOMAIN + adapter)
                    .should()
                    .dependOnClassesThat(DescribedPredicate.describe(
                                    "are Ebb's",
                                    (JavaClass type) -> type.getPackageName().startsWith("dev.ebb."))
                            .and(JavaClass.Predicates.resideInAnyPackage(others))));
        }
    }

    @Test
    void handlersAreAloneInTheirPackageAndNobodyDependsOnThem() {
        RULES.check(classes()
                .that()
                .resideInAPackage("..lambda..")
                .and()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .should()
                .implement(RequestHandler.class));
        RULES.check(noClasses()
                .that()
                .resideOutsideOfPackage("..lambda..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.ebb..lambda.."));
    }

    @Test
    void nothingNearUsageIsFloatingPoint() {
        String[] near = {DOMAIN, DOMAIN + ".dynamodb..", DOMAIN + ".json.."};
        RULES.check(noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(near)
                .should()
                .haveRawType(FLOATING_POINT));
        RULES.check(noCodeUnits()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(near)
                .should(be(USES_FLOATING_POINT)));
        RULES.check(noClasses().that().resideInAnyPackage(near).should().dependOnClassesThat(FLOATING_POINT));
        RULES.check(noClasses().that().resideInAnyPackage(near).should().callCodeUnitWhere(CALLS_FLOATING_POINT));
    }

    @Test
    void everyPackageSaysThatNothingIsNullUnlessMarked() {
        Set<JavaPackage> packages = RULES.classes().getPackage(DOMAIN).getSubpackagesInTree();

        assertThat(packages).isNotEmpty();
        assertThat(Stream.concat(packages.stream(), Stream.of(RULES.classes().getPackage(DOMAIN)))
                        .filter(one -> !one.getClasses().isEmpty()))
                .allMatch(one -> one.isAnnotatedWith(NullMarked.class));
    }
}
