package dev.ebb.charging;

import java.util.List;

/** A price book breaks rules. Nothing can be charged with it until a person mends it. */
public final class InvalidPriceBookException extends BrokenRulesException {

    private static final long serialVersionUID = 1;

    /** @param problems all of them, at least one */
    public InvalidPriceBookException(List<Problem> problems) {
        super("price book", problems);
    }
}
