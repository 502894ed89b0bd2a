package dev.ebb.local;

import java.io.PrintStream;
import java.util.Locale;

/** A bar on stderr while a person watches it and the input is long; nothing otherwise. */
final class Progress {

    /** Shorter input is through before a bar could be read. */
    private static final long LONG = 1 << 20;

    private static final int WIDTH = 30;

    private final PrintStream err;
    private final long total;
    private final boolean shown;
    private long done;
    private int drawn = -1;

    /**
     * @param total bytes to come
     * @param watched whether {@code err} is a terminal
     */
    Progress(PrintStream err, long total, boolean watched) {
        this.err = err;
        this.total = total;
        this.shown = watched && total >= LONG;
    }

    /** Some more was read. */
    void advance(long bytes, long events) {
        done = Math.min(total, done + bytes);
        int percent = (int) (total == 0 ? 100 : done * 100 / total);
        if (shown && percent != drawn) {
            drawn = percent;
            int filled = percent * WIDTH / 100;
            err.printf(
                    Locale.ROOT,
                    "\r  [%s%s] %3d %%  %,d events",
                    "█".repeat(filled),
                    "·".repeat(WIDTH - filled),
                    percent,
                    events);
            err.flush();
        }
    }

    /** Leaves no trace. */
    void end() {
        if (shown) {
            err.print("\r" + " ".repeat(WIDTH + 40) + "\r");
            err.flush();
        }
    }
}
