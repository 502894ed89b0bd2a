package dev.ebb.metering.dynamodb;

/**
 * Tables for many runs side by side: each thread has one of its own, and a new one takes its place now and then, for a
 * table slows down as it grows.
 */
public final class ThreadTables {

    private final int runs;
    private final ThreadLocal<Renewed> tables = ThreadLocal.withInitial(Renewed::new);

    /** @param runs how many of them a table sees */
    public ThreadTables(int runs) {
        this.runs = runs;
    }

    /** The calling thread's table for its next run, with what other runs left in it. */
    public LocalTable next() {
        return tables.get().next(runs);
    }

    private static final class Renewed {
        private LocalTable table = new LocalTable();
        private int used;

        LocalTable next(int most) {
            if (used == most) {
                table.close();
                table = new LocalTable();
                used = 0;
            }
            used++;
            return table;
        }
    }
}
