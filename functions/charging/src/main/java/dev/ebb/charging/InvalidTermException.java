package dev.ebb.charging;

import java.util.List;

/** A term of an agreement breaks rules. It is not agreed until a person mends it. */
public final class InvalidTermException extends BrokenRulesException {

    private static final long serialVersionUID = 1;

    /** @param problems all of them, at least one */
    public InvalidTermException(List<Problem> problems) {
        super("agreement", problems);
    }
}
