package dev.ebb.metering;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The classes below a package, those of tests left out, and the rules that each module holds its own packages to. Packages
 * are named as ArchUnit names them: {@code a.b} is that one, {@code a.b..} all below it too.
 */
public final class ArchitectureRules {

    private static final Set<String> FLOATING =
            Set.of("float", "double", "java.lang.Float", "java.lang.Double", "float[]", "double[]");

    /** A type of floating point. */
    public static final DescribedPredicate<JavaClass> FLOATING_POINT =
            DescribedPredicate.describe("floating point", type -> FLOATING.contains(type.getName()));

    /** A method or constructor with such a parameter or result. */
    public static final DescribedPredicate<JavaCodeUnit> USES_FLOATING_POINT = DescribedPredicate.describe(
            "take or return floating point",
            unit -> Stream.concat(unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()))
                    .anyMatch(FLOATING_POINT));

    /** A call of one. */
    public static final DescribedPredicate<JavaCall<?>> CALLS_FLOATING_POINT = DescribedPredicate.describe(
            "it takes or returns floating point",
            call -> Stream.concat(
                            call.getTarget().getRawParameterTypes().stream(),
                            Stream.of(call.getTarget().getRawReturnType()))
                    .anyMatch(FLOATING_POINT));

    private final JavaClasses classes;

    /** Of the classes below that package. */
    public ArchitectureRules(String root) {
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(root);
    }

    /** The classes. */
    public JavaClasses classes() {
        return classes;
    }

    /** Holds them to a rule. */
    public void check(ArchRule rule) {
        rule.check(classes);
    }

    /** Each of the packages, which are named without dots at the end, has a class in it. */
    public void exist(String... packages) {
        for (String name : packages) {
            assertThat(classes).anyMatch(type -> type.getPackageName().equals(name));
        }
    }

    /** What is in some packages depends on nothing in the others. */
    public void independent(String[] packages, String... others) {
        check(noClasses()
                .that()
                .resideInAnyPackage(packages)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others));
    }

    /** No field in the packages is floating point, no method takes or returns it, and none that does is called. */
    public void exact(String... packages) {
        check(noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(packages)
                .should()
                .haveRawType(FLOATING_POINT));
        check(noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(packages)
                .should(be(USES_FLOATING_POINT)));
        check(noClasses().that().resideInAnyPackage(packages).should().callMethodWhere(CALLS_FLOATING_POINT));
    }
}
