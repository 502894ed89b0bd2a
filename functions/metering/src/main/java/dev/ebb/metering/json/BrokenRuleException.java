package dev.ebb.metering.json;

/** A value breaks a rule; the message is the rule, such as "must be above 0". */
public final class BrokenRuleException extends RuntimeException {
    BrokenRuleException(String rule) {
        super(rule);
    }
}
