package dev.ebb.metering;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    private static final String DOMAIN = "dev.ebb.metering";
    private static final Set<String> FLOATING =
            Set.of("float", "double", "java.lang.Float", "java.lang.Double", "float[]", "double[]");
    private static final DescribedPredicate<JavaClass> FLOATING_POINT =
            DescribedPredicate.describe("floating point", type -> FLOATING.contains(type.getName()));
    private static final DescribedPredicate<JavaCodeUnit> USES_FLOATING_POINT = DescribedPredicate.describe(
            "take or return floating point",
            unit -> Stream.concat(unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()))
                    .anyMatch(FLOATING_POINT));
    private static final DescribedPredicate<JavaCall<?>> CALLS_FLOATING_POINT = DescribedPredicate.describe(
            "it takes or returns floating point",
            call -> Stream.concat(
                            call.getTarget().getRawParameterTypes().stream(),
                            Stream.of(call.getTarget().getRawReturnType()))
                    .anyMatch(FLOATING_POINT));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(DOMAIN);

    @Test
    void theDomainIsPure() {
        assertThat(CLASSES).anyMatch(type -> type.getPackageName().equals(DOMAIN));

        check(noClasses()
                .that()
                .resideInAPackage(DOMAIN)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon..", "com.amazonaws..", "com.fasterxml..", "tools.jackson.."));
    }

    @Test
    void theDomainDoesNotKnowItsAdapters() {
        check(noClasses()
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
            check(noClasses()
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
        check(classes()
                .that()
                .resideInAPackage("..lambda..")
                .and()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .should()
                .implement(RequestHandler.class));
        check(noClasses()
                .that()
                .resideOutsideOfPackage("..lambda..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.ebb..lambda.."));
    }

    @Test
    void nothingNearUsageIsFloatingPoint() {
        String[] near = {DOMAIN, DOMAIN + ".dynamodb..", DOMAIN + ".json.."};
        check(noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(near)
                .should()
                .haveRawType(FLOATING_POINT));
        check(noCodeUnits()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(near)
                .should(be(USES_FLOATING_POINT)));
        check(noClasses().that().resideInAnyPackage(near).should().dependOnClassesThat(FLOATING_POINT));
        check(noClasses().that().resideInAnyPackage(near).should().callCodeUnitWhere(CALLS_FLOATING_POINT));
    }

    @Test
    void everyPackageSaysThatNothingIsNullUnlessMarked() {
        Set<JavaPackage> packages = CLASSES.getPackage(DOMAIN).getSubpackagesInTree();

        assertThat(packages).isNotEmpty();
        assertThat(Stream.concat(packages.stream(), Stream.of(CLASSES.getPackage(DOMAIN)))
                        .filter(one -> !one.getClasses().isEmpty()))
                .allMatch(one -> one.isAnnotatedWith(NullMarked.class));
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }
}
