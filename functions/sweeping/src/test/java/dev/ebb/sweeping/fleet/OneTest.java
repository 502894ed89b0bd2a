package dev.ebb.sweeping.fleet;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs one test method, with all of its values if it has any, and ends with 0 if it passes and 1 if it fails. */
final class OneTest {

    private OneTest() {}

    /** Takes the class of a test and its method. */
    public static void main(String... arguments) throws ReflectiveOperationException {
        Class<?> type = Class.forName(arguments[0]);
        Method method = Arrays.stream(type.getDeclaredMethods())
                .filter(each -> each.getName().equals(arguments[1]))
                .findFirst()
                .orElseThrow();
        ValueSource values = method.getAnnotation(ValueSource.class);
        List<Object[]> calls = values == null
                ? List.<Object[]>of(new Object[0])
                : Arrays.stream(values.strings())
                        .map(value -> new Object[] {value})
                        .toList();
        for (Object[] call : calls) {
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            method.setAccessible(true);
            try {
                method.invoke(constructor.newInstance(), call);
            } catch (InvocationTargetException failed) {
                String words = String.valueOf(failed.getCause()).replaceAll("\\s+", " ");
                System.out.println(words.substring(0, Math.min(160, words.length())));
                System.exit(1);
            }
        }
        System.exit(0);
    }
}
