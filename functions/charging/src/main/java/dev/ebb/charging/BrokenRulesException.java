package dev.ebb.charging;

import java.util.List;
import java.util.stream.Collectors;

/** Something that a person wrote breaks rules, and can be used for nothing until it is mended. */
public abstract sealed class BrokenRulesException extends RuntimeException
        permits InvalidPriceBookException, InvalidTermException {

    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /**
     * A rule that is broken.
     *
     * @param field where, as in {@code gpus[3].perGpuHour}; empty for the file as a whole
     * @param value what stands there, as it is spelled; empty if nothing does
     * @param rule what should
     */
    public record Problem(String field, String value, String rule) {

        /** In one line, for people. */
        @Override
        public String toString() {
            String where = field.isEmpty() ? "" : field + ": ";
            return where + rule + (value.isEmpty() ? "" : ", is " + value);
        }
    }

    BrokenRulesException(String what, List<Problem> problems) {
        super(what + ": " + problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    /** All rules that are broken, in the order of the file. */
    public List<Problem> problems() {
        return problems;
    }
}
