package dev.ebb.charging.budgets;

/** What a budget is for. */
public sealed interface Scope {

    /** All of an account. */
    record Account() implements Scope {
        @Override
        public String text() {
            return "account";
        }
    }

    /** The account's deployments with one label value. */
    record Labelled(Label label) implements Scope {
        @Override
        public String text() {
            return "label " + label;
        }
    }

    /** As keys and people spell it; no two alike. */
    String text();

    /**
     * Reads {@link #text}.
     *
     * @throws IllegalArgumentException if it is no scope
     */
    static Scope of(String text) {
        if (text.equals("account")) {
            return new Account();
        }
        if (text.startsWith("label ")) {
            return new Labelled(Label.of(text.substring("label ".length())));
        }
        throw new IllegalArgumentException("scope: must be account or a label, is \"" + text + "\"");
    }
}
