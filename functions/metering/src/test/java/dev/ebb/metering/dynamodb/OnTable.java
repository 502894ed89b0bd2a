package dev.ebb.metering.dynamodb;

/** What a test builds on one table, which is there before anything that is built on it. */
public abstract class OnTable implements AutoCloseable {

    /** The table, which is closed with this. */
    public final TestTable table;

    /** On an empty table. */
    protected OnTable(TestTable table) {
        this.table = table;
    }

    @Override
    public void close() {
        table.close();
    }
}
