package dev.ebb.local;

import java.io.PrintStream;
import java.util.Locale;

/** A bar on stderr while a person watches it and there is much to do; nothing otherwise. */
final class Progress {

    private static final int WIDTH = 30;

    private final PrintStream err;
    private final long total;
    private final boolean shown;
    private final String unit;
    private long done;
    private int drawn = -1;

    private Progress(PrintStream err, long total, boolean shown, String unit) {
        this.err = err;
        this.total = total;
        this.shown = shown;
        this.unit = unit;
    }

    /** Of reading events. Short input is through before a bar could be read. */
    static Progress ofBytes(long bytes, Surroundings surroundings) {
        boolean shown = surroundings.progress() && bytes >= 1 << 20;
        return new Progress(surroundings.err(), bytes, shown, "events");
    }

    /** Of trying policies. */
    static Progress ofPolicies(long policies, Surroundings surroundings) {
        return new Progress(surroundings.err(), policies, surroundings.progress() && policies > 1, "policies");
    }

    /**
     * Some more was done.
     *
     * @param more of what there is to do
     * @param units so far, for people
     */
    void advance(long more, long units) {
        done = Math.min(total, done + more);
        int percent = (int) (total == 0 ? 100 : done * 100 / total);
        if (shown && percent != drawn) {
            drawn = percent;
            int filled = percent * WIDTH / 100;
            err.printf(
                    Locale.ROOT,
                    "\r  [%s%s] %3d %%  %,d %s",
                    "█".repeat(filled),
                    "·".repeat(WIDTH - filled),
                    percent,
                    units,
                    unit);
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
