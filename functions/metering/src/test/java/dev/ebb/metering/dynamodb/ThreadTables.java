package dev.ebb.metering.dynamodb;

import java.util.function.Supplier;

/**
 * Tables for many runs side by side. Each thread has one of its own, and a new one takes its place now and then, because
 * a table slows down as it grows.
 */
public final class ThreadTables {

    private final int runs;
    private final ThreadLocal<Renewed> tables;

    /**
     * Tables of one kind.
     *
     * @param runs how many of them a table sees
     */
    public ThreadTables(Supplier<TestTable> kind, int runs) {
        this.runs = runs;
        tables = ThreadLocal.withInitial(() -> new Renewed(kind));
    }

    /** In memory; with {@code ebb.thorough} on DynamoDB Local. */
    public static ThreadTables quick(int runs) {
        return new ThreadTables(ThreadTables::quick, runs);
    }

    /** A table in memory; with {@code ebb.thorough} one on DynamoDB Local. */
    public static TestTable quick() {
        return Boolean.getBoolean("ebb.thorough") ? new LocalTable() : new MemoryTable();
    }

    /** The calling thread's table for its next run, with what other runs left in it. */
    public TestTable next() {
        return tables.get().next(runs);
    }

    private static final class Renewed {
        private final Supplier<TestTable> kind;
        private TestTable table;
        private int used;

        Renewed(Supplier<TestTable> kind) {
            this.kind = kind;
            table = kind.get();
        }

        TestTable next(int most) {
            if (used == most) {
                table.close();
                table = kind.get();
                used = 0;
            }
            used++;
            return table;
        }
    }
}
