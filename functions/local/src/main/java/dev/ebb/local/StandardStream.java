package dev.ebb.local;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The process's output streams. Java can only tell whether standard input and output together are a terminal
 * ({@link java.io.Console#isTerminal}); {@code isatty} answers for each of them.
 */
enum StandardStream {
    OUTPUT(1),
    ERROR(2);

    private final int descriptor;

    StandardStream(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Whether a person watches it; false where that cannot be found out. */
    @SuppressWarnings("restricted") // native access is granted where the command is started
    boolean isTerminal() {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> symbol = linker.defaultLookup()
                .find("isatty")
                .or(() -> linker.defaultLookup().find("_isatty"));
        if (symbol.isEmpty()) {
            return false;
        }
        MethodHandle isatty =
                linker.downcallHandle(symbol.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try {
            return (int) isatty.invokeExact(descriptor) != 0;
        } catch (Throwable impossible) {
            throw new AssertionError("isatty does not throw", impossible);
        }
    }
}
