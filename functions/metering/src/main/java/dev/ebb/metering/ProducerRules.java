package dev.ebb.metering;

import java.util.ArrayList;
import java.util.List;

/**
 * Which sources may send which types of event for which accounts, beside what the bus's own permissions say. An event is
 * let in if any rule permits it; with no rules at all, every event is.
 */
public final class ProducerRules {

    /** No restriction. */
    public static final ProducerRules ANYONE = new ProducerRules(List.of());

    private static final String FORM = "must be rules of the form \"ACCOUNT TYPE SOURCE\", separated by commas,"
            + " each part a text or one that ends with *";

    private final List<Rule> rules;

    private ProducerRules(List<Rule> rules) {
        this.rules = rules;
    }

    private record Rule(Pattern account, Pattern type, Pattern source) {
        boolean permits(UsageEvent event) {
            return account.matches(event.identity().account())
                    && type.matches(event.usage().type())
                    && source.matches(event.identity().source());
        }
    }

    /** A text, or the beginning of texts. */
    private record Pattern(String text, boolean isPrefix) {
        static Pattern of(String part) {
            boolean isPrefix = part.endsWith("*");
            String text = isPrefix ? part.substring(0, part.length() - 1) : part;
            if (text.contains("*")) {
                throw new IllegalArgumentException(FORM + ", is \"" + part + "\"");
            }
            return new Pattern(text, isPrefix);
        }

        boolean matches(String other) {
            return isPrefix ? other.startsWith(text) : other.equals(text);
        }
    }

    /**
     * Reads rules such as {@code acme dev.ebb.replica.* urn:fleet, * dev.ebb.tokens.used urn:gateway:*}.
     *
     * @param text empty for {@link #ANYONE}
     * @throws IllegalArgumentException if it has another form: a restriction that is misspelled must not be none
     */
    public static ProducerRules parse(String text) {
        if (text.isBlank()) {
            return ANYONE;
        }
        List<Rule> rules = new ArrayList<>();
        for (String rule : text.split(",", -1)) {
            String[] part = rule.strip().split("\\s+", -1);
            if (part.length != 3) {
                throw new IllegalArgumentException(FORM + ", is \"" + rule + "\"");
            }
            rules.add(new Rule(Pattern.of(part[0]), Pattern.of(part[1]), Pattern.of(part[2])));
        }
        return new ProducerRules(List.copyOf(rules));
    }

    /** Whether the event's source may send it. */
    public boolean permit(UsageEvent event) {
        return rules.isEmpty() || rules.stream().anyMatch(rule -> rule.permits(event));
    }
}
