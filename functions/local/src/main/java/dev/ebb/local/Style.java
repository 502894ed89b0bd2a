package dev.ebb.local;

/** Emphasis on a terminal; plain text elsewhere. */
enum Style {
    PLAIN("", "", "", ""),
    COLOUR("\u001b[1m", "\u001b[2m", "\u001b[33m", "\u001b[0m");

    private final String bold;
    private final String faint;
    private final String warning;
    private final String end;

    Style(String bold, String faint, String warning, String end) {
        this.bold = bold;
        this.faint = faint;
        this.warning = warning;
        this.end = end;
    }

    String bold(String text) {
        return bold + text + end;
    }

    String faint(String text) {
        return faint + text + end;
    }

    String warning(String text) {
        return warning + text + end;
    }
}
