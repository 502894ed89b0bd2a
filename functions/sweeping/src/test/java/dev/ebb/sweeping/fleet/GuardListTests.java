package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.sweeping.fleet.Guards.Edit;
import dev.ebb.sweeping.fleet.Guards.Guard;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of guards is that of the tests, and what takes a guard out still finds it. */
class GuardListTests {

    private static final List<Class<?>> STORIES =
            List.of(EvidenceStoriesDynamoTests.class, SafetyStoriesDynamoTests.class, ActionStoriesDynamoTests.class);

    private static Stream<Method> guarded() {
        return STORIES.stream()
                .flatMap(story -> Arrays.stream(story.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(GuardedBy.class));
    }

    @Test
    void everyGuardedTestIsListedWithItsGuardAndNoOther() {
        List<String> listed = Guards.ALL.stream()
                .map(guard -> guard.test().getSimpleName() + "." + guard.method() + " by " + guard.name())
                .toList();

        assertThat(guarded()
                        .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName() + " by "
                                + method.getAnnotation(GuardedBy.class).value()))
                .containsExactlyInAnyOrderElementsOf(listed);
    }

    @Test
    void everyStoryIsGuarded() {
        assertThat(STORIES.stream()
                        .flatMap(story -> Arrays.stream(story.getDeclaredMethods()))
                        .filter(method -> Arrays.stream(method.getAnnotations())
                                .anyMatch(annotation -> annotation
                                        .annotationType()
                                        .getSimpleName()
                                        .endsWith("Test"))))
                .allMatch(method -> method.isAnnotationPresent(GuardedBy.class));
    }

    @Test
    void everyGuardIsWhereTheListSays() throws ReflectiveOperationException {
        for (Guard guard : Guards.ALL) {
            String[] name = guard.name().split("#", 2);
            Class<?> type = Class.forName(name[0]);

            boolean isConstructor = type.getSimpleName().equals(name[1]);
            assertThat(isConstructor
                            || Arrays.stream(type.getDeclaredMethods())
                                    .anyMatch(method -> method.getName().equals(name[1])))
                    .as(guard.name())
                    .isTrue();
        }
    }

    @Test
    void everyEditFindsItsPlaceOnce() throws IOException {
        for (Guard guard : Guards.ALL) {
            for (Edit edit : guard.edits()) {
                String source = Files.readString(edit.file());

                assertThat(source.split(Pattern.quote(edit.from()), -1))
                        .as("%s: \"%s\" in %s", guard.name(), edit.from(), edit.file())
                        .hasSize(2);
            }
        }
    }
}
